//! What a snapshot shows from a viewpoint. Films, items and trailers get into answers only through here.

mod listed;
mod moved;
mod seen;
mod shown;
mod wanted;

pub use seen::{AccessibleFilms, Visible};
pub use shown::{ShownFilm, ShownFilms, ShownRow, ShownSerie, ShownSeries};

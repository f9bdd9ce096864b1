//! What a snapshot shows from a viewpoint. Films, items and trailers get into answers only through here.

mod listed;
mod seen;
mod shown;

pub use seen::{AccessibleFilms, Visible};
pub use shown::{ShownFilm, ShownFilms, ShownRow, ShownSerie, ShownSeries};

//! What a snapshot shows from a viewpoint. Films, items and trailers get into answers only through here.

mod listed;
mod moved;
mod pool;
mod seen;
mod shown;
mod wanted;

pub(in crate::query) use pool::ShownPool;
pub use seen::{AccessibleFilms, Visible};
pub use shown::{ShownFilm, ShownFilms, ShownRow, ShownSerie, ShownSeries};

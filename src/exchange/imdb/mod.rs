//! IMDb's public tables in, as <https://datasets.imdbws.com/> has them: `table` tells the three files apart, `rows` hands
//! out their rows, `ratings`, `titles` and `akas` say what each means, `import` writes what is kept.
//!
//! Rows may come in any order, and little is in memory: ratings, the ids of titles that are kept, hashes of their titles,
//! and a part of what is to be sorted (`folded`). Of other titles of one title that do not follow each other, some may be
//! kept that only differ in how they are written.

mod akas;
mod fault;
mod folded;
mod ids;
mod import;
mod ratings;
mod rows;
mod step;
mod table;
mod titles;

pub use fault::ImdbFilesFault;
pub use import::{ImdbSummary, import_imdb};
pub use step::ImdbStep;
pub use titles::{KEPT_IF_RATED, KEPT_TYPES};

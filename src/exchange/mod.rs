//! The catalogue in and out, as JSON Lines: [`import`], [`check`], [`export`]. Viewing histories in, as CSV:
//! [`import_views`]. What peers have for it, as lines that an import takes: [`found`]. IMDb's public tables in:
//! [`import_imdb`].
//!
//! A way through: `source` hands out lines, `line` says what each means (its `fields` take their `values` and note
//! their faults), `plan` holds the lines against each other and the catalogue, `import` writes. The other way:
//! `canonical` is what a line looks like, `export` writes the file. `html` stands at both doors. Beside the way, `kind`
//! recognises files that hold no lines, `removal` judges what would be lost, `survey` counts what people will see.
//!
//! An import is lenient where no meaning is lost: byte order marks, blank lines, CR LF, whole numbers written `1968.0`,
//! empty texts (absent), white space round texts, half surrogate pairs (dropped), a field given twice (the last one
//! counts), repeated ids in `related` and `see_also` (dropped), a tag in a list of another kind (its own kind decides). It is strict where something would be lost in silence: an unknown field, a value of another type or out
//! of its range, a repeated id, name, `number` or rating type.

mod canonical;
mod counted;
mod elements;
mod error;
mod export;
mod fault;
mod fields;
mod found;
mod gzip;
mod html;
mod imdb;
mod import;
mod input;
mod kind;
mod line;
mod markup;
mod plan;
mod removal;
mod source;
mod survey;
mod tag_table;
mod values;
mod views;

pub use counted::counted;
pub use error::ExchangeError;
pub use export::{Exported, export, export_to};
pub use fault::{FileFault, FileFaults, MAX_FAULTS, Subject};
pub use found::{FoundOptions, FoundSummary, found, refusals};
pub use imdb::{ImdbFilesFault, ImdbStep, ImdbSummary, KEPT_IF_RATED, KEPT_TYPES, import_imdb};
pub use import::{ImportOptions, Summary, check, import, read};
pub use input::{Input, demo};
pub use kind::{FileKind, Foreign, WantedFile};
pub use removal::Removal;
pub use source::{MAX_LINE_BYTES, ReadProgress};
pub use survey::{Audience, FilmSample, Findings};
pub use views::{ViewsSummary, import_views};

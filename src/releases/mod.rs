//! Names of torrents: magnet links, and what the names of releases say. Pure, but for the time that a parse may take.

mod bare_numbers;
mod code_runs;
mod codes;
mod episode_words;
mod file_words;
mod library;
mod magnet;
mod name_titles;
mod number_lists;
mod numbering;
mod parse_counts;
mod reading;
mod release_details;
mod release_name;
mod resolution;
mod season_words;
mod terms;
mod title_part;
mod title_text;
mod titles;
mod voices;
mod words;
mod years;

pub use magnet::{Magnet, hash_texts};
pub use name_titles::MAX_TITLES;
pub use parse_counts::{ParseFigures, is_guarded};
pub use release_details::ReleaseDetails;
pub use release_name::{MAX_NAME_CHARS, ReleaseName};

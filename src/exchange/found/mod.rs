//! What peers have for the catalogue, as lines that an import takes: [`found`]; and what editors refuse of it:
//! [`refusals`].
//!
//! `catalogue` is what films of ours lack, `page` what some torrents are of, `gathered` what was found for each film,
//! `lines` the lines of it, `search` the way through.

mod catalogue;
mod gathered;
mod lines;
mod page;
mod refusals;
mod search;

pub use refusals::refusals;
pub use search::{FoundOptions, FoundSummary, found};

//! The engine: against its stupid twin, over catalogues and questions that proptest makes up; search by itself.

mod census;
mod field_cases;
pub mod generate;
mod large_groups;
mod many_films;
mod perturb;
mod search;
mod search_quality;
mod similar;
mod time;
mod torrents;
mod twin;
mod values;

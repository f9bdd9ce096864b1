//! The engine: questions in, answers out, from an immutable snapshot in memory. It reads no clock and does no I/O.
//!
//! [`visible::Visible`] is the way from a snapshot to an answer: the verbs, one a file, are its methods.

pub mod answer;
mod bitmap;
pub mod census;
mod cost;
mod count;
pub mod film;
mod films_file;
mod filter;
pub mod found_titles;
mod keyed_table;
pub mod list;
pub mod live;
mod merge;
mod merged;
pub mod page;
mod pager;
pub mod question;
pub mod recommend;
pub mod reference;
pub mod search;
mod shuffle;
mod similar;
pub mod snapshot;
mod sort;
pub mod text_arena;
pub mod torrents;
mod upnext;
pub mod visible;

pub use cost::Priced;

//! The engine: questions in, answers out, from an immutable snapshot in memory. It reads no clock and does no I/O.

pub mod answer;
pub mod census;
mod cost;
pub mod film;
pub mod filter;
mod keyed_table;
pub mod list;
pub mod live;
pub mod page;
pub mod question;
pub mod recommend;
pub mod reference;
pub mod search;
pub mod similar;
pub mod snapshot;
pub mod sort;
pub mod upnext;

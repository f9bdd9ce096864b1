//! The Films API, the door of set-top boxes and TV apps: answers in XML, for anyone, from memory.
//!
//! It may see the snapshot that is served, who watches, and what it is told of the client; never the store. `params`
//! reads what was typed, `resolve` finds what was meant; then there is one file a route. `fast_path` takes the
//! same steps for most of what boxes ask, before it is routed.

mod asked;
mod browser;
pub mod error;
mod error_page;
mod fast_path;
mod film;
mod front;
mod getfilmsfile;
mod limits;
mod list;
pub mod params;
mod path;
mod recommended;
mod reply;
pub mod resolve;
mod routes;
mod search;
mod similar;
mod state;
mod tags;
mod upnext;
pub mod values;

pub(super) use fast_path::FastPath;
pub use routes::ROUTES;
pub(super) use routes::{open, refused};
pub use state::FilmsApi;

//! The Peer API, the door of other operators' catalogues: each asks with a key, and what it gets is encrypted for it.
//!
//! It may see the keys, and the bases that a trait of the room `peer` stands for; never the store, nor what is served to
//! boxes. Who has no key learns nothing: neither of keys, nor of what a body should look like.

mod answers;
mod entry;
mod fault;
mod reply;
mod routes;
mod state;

pub use routes::ROUTES;
pub(super) use routes::{open, refused};
pub use state::PeerApi;

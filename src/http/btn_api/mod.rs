//! The door of downloaders that take part in the BitTorrent Threat Network: they report the peers that they meet, and get
//! rules back.
//!
//! It never sees the catalogue. Real clients decide its answers: a refusal is 403, never 401, for they repeat that; there
//! are no redirects, for what was sent would be lost, and secrets be sent elsewhere.

mod config;
mod entry;
mod fault;
mod heartbeat;
mod inflate;
mod ip_query;
mod notice;
mod reply;
mod reports;
mod routes;
mod rules;
mod state;

pub(super) use entry::guard;
pub use routes::ROUTES;
pub(super) use routes::{open, refused};
pub use state::BtnApi;

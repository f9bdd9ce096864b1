//! What a request says of itself, found in one place.

mod asked;
mod client;
mod forwarded;

pub(super) use asked::Asked;

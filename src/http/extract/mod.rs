//! What a request says of itself, found in one place.

mod asked;
mod client;

pub(super) use asked::Asked;

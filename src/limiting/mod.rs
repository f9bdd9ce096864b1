//! How much clients may ask: so many requests in so long.

mod rate;
mod windows;

pub use rate::{FixedWindow, RateLimit, RetryAfter};
pub use windows::{ClientWindows, client_of};

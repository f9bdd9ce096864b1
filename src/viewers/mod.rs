//! Who watches, and what: viewers, their access tokens, their views. Pure values and rules.

mod id;
mod name;
mod token;
mod viewed;
mod watched;

pub use id::ViewerId;
pub use name::{MAX_NAME_CHARS, ViewerName};
pub use token::{ClearToken, Grant, TokenHash, TokenId, TokenSet};
pub use viewed::Viewed;
pub use watched::{Recent, Watched};

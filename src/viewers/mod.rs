//! Who watches, and what: viewers, their access tokens, their views, and what is learnt from these. Pure values and
//! rules: nothing here knows a database.

pub mod evaluate;
mod histories;
mod id;
mod limit;
pub mod model;
mod name;
pub mod read;
mod token;
mod view;
mod viewed;
mod watched;

pub use id::ViewerId;
pub use limit::{Admission, VIEW_BURST, VIEW_REFILL_SECONDS, ViewLimit};
pub use model::{Model, ModelOptions};
pub use name::{MAX_NAME_CHARS, ViewerName};
pub use token::{ClearToken, Grant, TokenHash, TokenId, TokenSet};
pub use view::{View, ViewerNo};
pub use viewed::{ONE_VIEW_SECONDS, Viewed};
pub use watched::{Recent, Watched};

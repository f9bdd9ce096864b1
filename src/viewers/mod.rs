//! Who watches, and what: viewers, their access tokens, their views, and what is learnt from these. Pure values and
//! rules: nothing here knows a database.

mod applications;
mod arrivals;
pub mod evaluate;
mod histories;
mod id;
mod known;
mod limit;
pub mod model;
mod name;
mod pair;
pub mod read;
mod token;
mod view;
mod viewed;
mod watched;

pub use applications::Applications;
pub use arrivals::{Arrival, Arrivals, TooMany};
pub use id::ViewerId;
pub use known::{Epoch, KnownTokens};
pub use limit::{Admission, VIEW_BURST, VIEW_REFILL_SECONDS, ViewLimit};
pub use model::{Model, ModelOptions};
pub use name::{MAX_NAME_CHARS, ViewerName};
pub use pair::{Awaited, KeptPair, Lifetimes, Pair, RefreshToken, Verdict};
pub use token::{ClearToken, Grant, TokenHash, TokenId, TokenSet};
pub use view::{View, ViewerNo};
pub use viewed::{ONE_VIEW_SECONDS, Viewed};
pub use watched::{Recent, Watched};

//! Who watches, and what: viewers, their access tokens, their views, and what is learnt from these. Pure values and
//! rules: nothing here knows a database.

mod applications;
mod arrivals;
pub mod evaluate;
mod histories;
mod id;
mod interaction;
mod known;
mod limit;
pub mod model;
mod name;
mod pair;
pub mod read;
mod token;
mod view_event;
mod watched;

pub use applications::Applications;
pub use arrivals::{Arrival, Arrivals, TooMany};
pub use id::ViewerId;
pub use interaction::{Interaction, ViewerNo};
pub use known::{Epoch, KnownTokens};
pub use limit::{VIEW_BURST, VIEW_REFILL_SECONDS, ViewAdmission, ViewLimit};
pub use model::{Model, ModelOptions};
pub use name::{MAX_NAME_CHARS, ViewerName};
pub use pair::{Awaited, KeptPair, Lifetimes, Pair, RefreshToken, Verdict};
pub use token::{ClearToken, Grant, TokenHash, TokenId, TokenSet};
pub use view_event::{ONE_VIEW_SECONDS, ViewEvent};
pub use watched::{Recent, Watched};

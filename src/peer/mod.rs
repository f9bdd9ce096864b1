//! The Peer API, as far as it is pure: what catalogues tell each other, and under which keys. Keys and secrets,
//! signatures, encryption, limits, what requests ask and what answers say.

pub mod answer;
mod bases;
mod endpoint;
mod fernet;
mod gate;
mod key;
mod key_id;
mod mac;
mod nonce;
mod random;
mod rate;
pub mod request;
mod results;
mod scope;
mod secret;
mod signature;
mod vault;
mod viewpoint;

pub use bases::{BaseAway, PeerBases};
pub use endpoint::Endpoint;
pub use fernet::{FernetFault, FernetKey, Iv, OpenedToken};
pub use gate::{GateRefusal, Gatekeeper, GivenHeader, GivenHeaders, KeyUsage, LetIn, PeerRequest, RefusalKind};
pub use key::{EarlierSecret, KeyRing, KeySecret, PeerKey};
pub use key_id::PeerKeyId;
pub use nonce::Nonce;
pub use rate::{RateLimit, RetryAfter};
pub use results::{Found, ReadyTorrent};
pub use scope::Scope;
pub use secret::PeerSecret;
pub use signature::{BodyDigest, RequestSignature, SignatureForm, V2Request};
pub use vault::{SealedSecret, Vault, VaultFault};
pub use viewpoint::PeerViewpoint;

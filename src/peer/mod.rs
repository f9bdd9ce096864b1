//! The Peer API, as far as it needs no database: what catalogues tell each other, and under which keys. Keys and secrets,
//! signatures, encryption, limits, what requests ask and what answers say; asking others ([`client`]), and what is decided
//! about what they export ([`sync`]).

pub mod answer;
mod bases;
pub mod client;
mod endpoint;
mod fernet;
mod gate;
mod id;
mod key;
mod key_id;
mod mac;
mod name;
mod nonce;
mod random;
pub mod request;
mod results;
mod scope;
mod secret;
mod signature;
pub mod sync;
mod terms;
mod torrent;
mod vault;
mod viewpoint;

pub use bases::{BaseAway, PeerBases};
pub use endpoint::Endpoint;
pub use fernet::{FernetFault, FernetKey, Iv, OpenedToken};
pub use gate::{GateRefusal, Gatekeeper, GivenHeader, GivenHeaders, KeyUsage, LetIn, PeerRequest, RefusalKind};
pub use id::PeerId;
pub use key::{EarlierSecret, KeyRing, KeySecret, PeerKey};
pub use key_id::PeerKeyId;
pub use name::PeerName;
pub use nonce::Nonce;
pub use results::{Found, ReadyTorrent};
pub use scope::Scope;
pub use secret::PeerSecret;
pub use signature::{BodyDigest, RequestSignature, SignatureForm, V2Request};
pub use terms::PeerTerms;
pub use torrent::ToldTorrent;
pub use vault::{SealedSecret, Vault, VaultFault};
pub use viewpoint::PeerViewpoint;

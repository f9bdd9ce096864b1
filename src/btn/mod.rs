//! The BitTorrent Threat Network: what downloaders report of the peers they meet, and which rules they get back.
//!
//! Everything here is worked out from what it is given: no clock, no store, no network.

pub mod analysis;
mod client;
mod config_document;
mod credentials;
mod gate;
mod ids;
pub mod lists;
mod peer_address;
mod permission;
pub mod query;
pub mod report;
mod server_key;
mod torrent_identifier;
mod web_token;

pub use client::{Client, Profile, ProfileChoice, ProtocolWindow};
pub use config_document::{ConfigDocument, ConfigSettings};
pub use credentials::{AppCredentials, CredentialHeader};
pub use gate::{AdmittedApplication, BtnGate, BtnRefusal, KnownApplication, RequestKind};
pub use ids::{ApplicationId, OwnerId};
pub use peer_address::PeerAddress;
pub use permission::{Permission, Permissions};
pub use server_key::{AddressHash, AppSecretHash, ServerKey};
pub use torrent_identifier::TorrentIdentifier;
pub use web_token::{NetworkHash, WebToken, WebTokenHash};

//! The BitTorrent Threat Network: what downloaders report of the peers they meet, and which rules they get back.
//!
//! Everything here is worked out from what it is given: no clock, no store, no network.

mod client;
mod config_document;
mod credentials;
mod peer_address;
mod torrent_identifier;

pub use client::{Client, Profile, ProfileChoice, ProtocolWindow};
pub use config_document::{ConfigDocument, ConfigSettings};
pub use credentials::{CredentialHeader, Credentials};
pub use peer_address::PeerAddress;
pub mod report;

pub use torrent_identifier::TorrentIdentifier;

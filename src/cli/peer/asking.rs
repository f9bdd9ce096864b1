//! What commands that work on a peer share.

use crate::catalog::InfoHash;
use crate::cli::fault::CommandError;
use crate::config::Config;
use crate::peer::PeerName;
use crate::refresh::peers::{PassLimits, PeerAccess};
use crate::store::{PeerRecord, Store};

use super::key::vault;

/// Reads the name of a peer.
pub(super) fn name(text: &str) -> Result<PeerName, String> {
    PeerName::new(text).ok_or_else(|| format!("it must be {}", PeerName::accepts()))
}

/// Reads the info hash of a torrent.
pub(super) fn hash(text: &str) -> Result<InfoHash, String> {
    let hash = InfoHash::from_hex(text).or_else(|| InfoHash::from_base32(text));
    hash.ok_or_else(|| "it must be 40 hexadecimal digits, or 32 letters of base32".to_owned())
}

/// Returns the peer of this name.
pub(super) fn find(store: &Store, name: &PeerName) -> Result<PeerRecord, CommandError> {
    store.peer(name)?.ok_or_else(|| unknown(name))
}

/// Says that there is no such peer.
pub(super) fn unknown(name: &PeerName) -> CommandError {
    CommandError::Refused(format!("there is no peer {name}; `afisha peer list` shows all of them"))
}

/// Returns what it takes to ask peers.
pub(super) fn access(config: &Config) -> Result<PeerAccess, CommandError> {
    Ok(PeerAccess { vault: vault(config)?, ca_file: config.peer_sync.ca_file.clone() })
}

/// Returns what passes may do.
pub(super) fn limits(config: &Config) -> PassLimits {
    PassLimits { full_days: config.peer_sync.full_days, max_items: config.peer_sync.max_items.into() }
}

//! From a peer on record to a client that asks it.

use std::path::PathBuf;

use crate::clock::Clock;
use crate::peer::client::{ClientOptions, PeerClient, PeerUrl, Trust};
use crate::peer::{PeerKeyId, PeerTerms, Vault};

use super::fault::PassFault;

/// What it takes to ask peers besides what is on record with them.
#[derive(Clone, Debug)]
pub struct PeerAccess {
    /// Where their secrets are opened.
    pub vault: Vault,
    /// The file of certificates that are trusted instead of the system's.
    pub ca_file: Option<PathBuf>,
}

/// Makes a client for a peer on these terms.
///
/// # Errors
/// Why it cannot be asked.
pub fn connect(terms: &PeerTerms, access: &PeerAccess, clock: &Clock) -> Result<PeerClient, PassFault> {
    let url = PeerUrl::new(&terms.url, terms.allow_http, terms.allow_private)?;
    let key_id = PeerKeyId::new(&terms.key_id).ok_or(PassFault::KeyId)?;
    let secret = access.vault.open(&terms.key_id, &terms.sealed_secret)?;
    // Read anew each time: certificates change while a server runs.
    let trust = Trust::load(access.ca_file.as_deref())?;
    let options =
        ClientOptions { allow_private: terms.allow_private, require_v2: terms.require_v2, ..ClientOptions::default() };
    Ok(PeerClient::new(url, (key_id, secret), options, &trust, clock.clone()))
}

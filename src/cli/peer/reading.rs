//! What `afisha serve` does about peers whom it asks.

use std::io;

use crate::cli::peering;
use crate::clock::Clock;
use crate::config::Config;
use crate::refresh::peers::{PeerAccess, PeerWorker, PeerWorkerOptions};
use crate::store::{Asker, Store};

use super::asking::limits;

/// Starts the threads that ask peers on schedule, where the settings have the key to their secrets. Without it nobody is
/// asked, which is said if there are any.
pub(in crate::cli) fn start(config: &Config, store: &Store, clock: Clock) -> io::Result<Option<PeerWorker>> {
    let Some(vault) = peering::vault(config) else {
        if Asker::new(store).ask(Store::peers).is_ok_and(|peers| !peers.is_empty()) {
            log::warn!(
                "no peer is read, for there is no key to read their secrets with: set `peer_master_key_file` or \
                 `peer_master_key` and restart the server"
            );
        }
        return Ok(None);
    };
    let access = PeerAccess { vault, ca_file: config.peer_sync.ca_file.clone() };
    let options = PeerWorkerOptions { zone: config.answers.time_zone, access, limits: limits(config) };
    PeerWorker::start(store, clock, options).map(Some)
}

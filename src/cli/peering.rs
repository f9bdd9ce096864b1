//! What other operators' catalogues may ask of us: the door of that, and the thread behind it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use crate::config::Config;
use crate::http::Hall;
use crate::http::peer_api::PeerApi;
use crate::peer::{Gatekeeper, Vault};
use crate::refresh::{Bases, PeerKeyWorker};
use crate::store::Store;

/// What is said where the door cannot open.
const NO_MASTER_KEY: &str = "the Peer API is not served, though peer_listen is set: there is no key to read the secrets \
                             of peers with; set `peer_master_key_file` or `peer_master_key` and restart the server";

/// The door, and the thread that follows its keys.
pub(super) struct Peering {
    pub(super) api: Arc<PeerApi>,
    /// What is told there; it has to be kept up to date.
    pub(super) bases: Arc<Bases>,
    keys: PeerKeyWorker,
}

impl Peering {
    /// Returns where the door is to listen; `None`: nowhere. Says so where settings want it open and it cannot be.
    pub(super) fn address(config: &Config) -> Option<SocketAddr> {
        let address = config.peers.listen?;
        if config.peers.master_key().is_none() {
            log::error!("{NO_MASTER_KEY}");
            return None;
        }
        Some(address)
    }

    /// Starts what is behind the door, where it opens.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub(super) fn start(config: &Config, hall: &Hall, store: &Store) -> io::Result<Option<Self>> {
        let Some(vault) = vault(config).filter(|_| config.peers.listen.is_some()) else { return Ok(None) };
        let bases = Arc::new(Bases::new(store));
        let gate = Arc::new(Gatekeeper::new(config.peers.accept_docs_signature));
        let keys = PeerKeyWorker::start(store, Arc::clone(&gate), vault)?;
        let api = PeerApi {
            gate,
            bases: bases.clone(),
            clock: hall.clock.clone(),
            trusted_proxies: hall.trusted_proxies.clone(),
            pool: Arc::clone(&hall.pool),
        };
        Ok(Some(Self { api: Arc::new(api), bases, keys }))
    }

    /// Ends the thread, but does not wait for it past the moment; tells whether it has ended.
    pub(super) fn stop(self, until: Instant) -> bool {
        self.keys.stop(until)
    }
}

/// Opens the vault of the secrets of peers; `None`: the settings have no key to it.
#[expect(clippy::expect_used, reason = "the settings take no other text for a master key")]
pub(super) fn vault(config: &Config) -> Option<Vault> {
    config.peers.master_key().map(|master| Vault::new(master.expose()).expect("a master key"))
}

//! The door of downloaders: on threads of its own, behind which no box waits, and open as soon as its database is there.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::btn::ServerKey;
use crate::config::{BtnSettings, Config};
use crate::http::ops::DownloaderCounts;
use crate::http::{self, Aside, Doors, Hall, TakenPort, Turn};
use crate::number::to_index;
use crate::refresh::{Background, Inbox};
use crate::store::{BtnStore, Store, StoreError};

use super::fault::CommandError;
use super::threat_network::{ThreatNetwork, server_key};

/// How often a database that is away is tried again.
const RETRY: Duration = Duration::from_secs(5);
/// How long answers under way may take when the server stops.
const SHUTDOWN: Duration = Duration::from_secs(2);
/// The share of the connections of boxes that downloaders may have: each sends a request in some minutes.
const CONNECTIONS_SHARE: usize = 4;

/// The door, once it is open.
struct OpenDoor {
    door: Aside,
    network: ThreatNetwork,
}

/// What the door is opened with.
struct DoorPlan {
    settings: BtnSettings,
    key: ServerKey,
    options: http::Options,
    hall: Hall,
    catalogue: Store,
    open: Arc<Mutex<Option<OpenDoor>>>,
    counts: Arc<OnceLock<DownloaderCounts>>,
}

/// The door, or what waits for its database.
pub(super) struct DownloaderDoor {
    open: Arc<Mutex<Option<OpenDoor>>>,
    counts: Arc<OnceLock<DownloaderCounts>>,
    waiting: Option<Background<Infallible>>,
}

impl DownloaderDoor {
    /// Returns where the door is to listen; `None`: nowhere.
    pub(super) fn address(config: &Config) -> Option<SocketAddr> {
        config.btn.listen
    }

    /// Opens the door at this port, if there is one. Where its database is away, it says so, and opens it later: boxes are
    /// served all the same.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub(super) fn start(
        config: &Config,
        hall: &Hall,
        catalogue: &Store,
        port: Option<TakenPort>,
    ) -> Result<Self, CommandError> {
        let mut this = Self { open: Arc::default(), counts: Arc::default(), waiting: None };
        let Some((port, key)) = port.zip(server_key(&config.btn)) else { return Ok(this) };
        let options = http::Options {
            max_connections: (to_index(config.server.max_connections) / CONNECTIONS_SHARE).max(1),
            max_connections_per_address: config.server.max_connections_per_address,
            shutdown: SHUTDOWN,
            signalled: None,
            ..http::Options::new(1)
        };
        let plan = DoorPlan {
            settings: config.btn.clone(),
            key,
            options,
            hall: hall.clone(),
            catalogue: catalogue.clone(),
            open: Arc::clone(&this.open),
            counts: Arc::clone(&this.counts),
        };
        match plan.database() {
            Ok(store) => plan.open(store, port)?,
            Err(fault) => {
                log::error!(
                    "downloaders are not served yet: {fault}; that is the database of the setting `btn_database_url`; \
                     they are served as soon as it can be opened"
                );
                let wait = move |inbox: &Inbox<Infallible>| plan.open_later(inbox, port);
                this.waiting = Some(Background::start("downloaders", 0, wait).map_err(http::ServerError::Stopped)?);
            }
        }
        Ok(this)
    }

    /// Returns where operations find what is counted, once the door is open.
    pub(super) fn counts(&self) -> Arc<OnceLock<DownloaderCounts>> {
        Arc::clone(&self.counts)
    }

    /// Shuts the door and ends the threads, but waits for none of them past the moment; tells whether all have ended.
    pub(super) fn stop(self, until: Instant) -> bool {
        let has_ended = self.waiting.is_none_or(|waiting| waiting.stop(until));
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        let is_stopped = open.is_none_or(|OpenDoor { door, network }| {
            door.drain();
            network.stop(until)
        });
        has_ended && is_stopped
    }
}

impl DoorPlan {
    /// Opens the database of reports, migrated.
    fn database(&self) -> Result<BtnStore, StoreError> {
        let store = BtnStore::create(&self.settings.database_url, self.key.clone())?;
        for migration in store.asker().ask_long(BtnStore::migrate)? {
            log::info!("migrated the database of reports: {migration}");
        }
        Ok(store)
    }

    /// Opens the door over the database.
    fn open(self, store: BtnStore, port: TakenPort) -> Result<(), CommandError> {
        let Some(network) = ThreatNetwork::start(&self.settings, &self.hall, (&self.catalogue, store))? else {
            return Ok(());
        };
        let (api, users) = (Arc::clone(&network.api), Arc::clone(&network.users));
        let doors = Doors { btn_api: Some(api), btn_users: Some(users), ..Doors::default() };
        let counts = network.counts();
        let door = Aside::start(port, Turn::Last, self.options, (self.hall, doors))?;
        log::info!("downloaders are served on {}", door.address());
        self.counts.get_or_init(|| counts);
        *self.open.lock().unwrap_or_else(PoisonError::into_inner) = Some(OpenDoor { door, network });
        Ok(())
    }

    /// Tries the database again and again, until it can be opened or the server stops.
    fn open_later(self, inbox: &Inbox<Infallible>, port: TakenPort) {
        while inbox.is_open() {
            inbox.pause(RETRY);
            if let Ok(store) = self.database() {
                if let Err(fault) = self.open(store, port) {
                    log::error!("downloaders are not served: {fault}");
                }
                return;
            }
        }
    }
}

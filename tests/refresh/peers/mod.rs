//! Passes over what peers export, over real connections of loopback.

mod faithful;
mod hostile;
mod limits;
mod network;
mod worker;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::Duration;

use afisha::catalog::{InfoHash, Moment};
use afisha::clock::Clock;
use afisha::peer::client::{ClientOptions, PeerClient, PeerUrl, Trust};
use afisha::peer::{PeerKeyId, PeerName, PeerSecret, PeerTerms, SealedSecret, Vault};
use afisha::refresh::peers::{PassFault, PassLimits, PassReport, PassTimer, PeerSync};
use afisha::store::{Asker, LEASE_SECONDS, LeaseClaim, NewPeer, PeerRecord, Store};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};

use crate::support::database::Database;
use crate::support::peer_server::{Exported, KEY_ID, PeerServer, SECRET};

const NOW: Moment = Moment(1_700_000_000);
/// How long a peer of tests may take that takes for ever.
const PATIENCE: Duration = Duration::from_millis(500);
const MASTER: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A timer by which waits take no time.
#[derive(Default)]
struct SkippingTimer(Mutex<(Duration, Vec<Duration>, bool)>);

impl SkippingTimer {
    /// Returns the waits that took longer than none, in seconds.
    fn waits(&self) -> Vec<f64> {
        self.0.lock().unwrap().1.iter().map(Duration::as_secs_f64).collect()
    }
}

impl PassTimer for SkippingTimer {
    fn elapsed(&self) -> Duration {
        self.0.lock().unwrap().0
    }

    fn wait(&self, time: Duration) -> bool {
        let mut passed = self.0.lock().unwrap();
        passed.0 += time;
        if time > Duration::ZERO {
            passed.1.push(time);
        }
        !passed.2
    }

    fn halt(&self) {
        self.0.lock().unwrap().2 = true;
    }

    fn is_halted(&self) -> bool {
        self.0.lock().unwrap().2
    }
}

/// A peer on record, and the catalogue that reads it.
struct Desk<'a> {
    database: &'a Database,
    store: Store,
    asker: Asker,
    clock: Clock,
    server: PeerServer,
    options: ClientOptions,
    limits: PassLimits,
}

impl<'a> Desk<'a> {
    /// A peer that exports these torrents, of which three are asked for at a time.
    fn new(database: &'a Database, exported: Vec<Exported>) -> Self {
        let (store, clock) = (database.store(), Clock::fixed(NOW));
        let server = PeerServer::start(&clock, exported);
        let name = PeerName::new("a").unwrap();
        store.add_peer(&NewPeer { name, terms: terms(server.url(), Moment(0)) }, NOW).unwrap().unwrap();
        let desk = Self {
            database,
            asker: Asker::new(&store),
            store,
            clock,
            server,
            options: ClientOptions { allow_private: true, patience: PATIENCE, ..ClientOptions::default() },
            limits: PassLimits { full_days: 7, max_items: 1_000_000 },
        };
        desk.set("page_size = 3");
        desk
    }

    /// Changes what is on record with the peer.
    fn set(&self, changes: &str) {
        self.database.execute(&format!("UPDATE peers SET {changes}"));
    }

    fn pass_time(&self, seconds: i64) {
        self.clock.set(Moment(self.clock.now().0 + seconds));
    }

    fn client(&self) -> PeerClient {
        let url = PeerUrl::new(&self.server.url(), true, true).unwrap();
        let key = (PeerKeyId::new(KEY_ID).unwrap(), PeerSecret::new(SECRET));
        PeerClient::new(url, key, self.options, &Trust::load(None).unwrap(), self.clock.clone())
    }

    fn run(&self) -> Result<PassReport, PassFault> {
        self.run_with(&SkippingTimer::default(), false, &mut |_| {})
    }

    fn run_full(&self) -> Result<PassReport, PassFault> {
        self.run_with(&SkippingTimer::default(), true, &mut |_| {})
    }

    fn run_with(
        &self,
        timer: &dyn PassTimer,
        full: bool,
        shown: &mut dyn FnMut(&PassReport),
    ) -> Result<PassReport, PassFault> {
        let claim = LeaseClaim { node: "test", ..LeaseClaim::default() };
        let leased = self.store.take_peer_lease(self.record().id, &claim, self.clock.now()).unwrap();
        let sync = PeerSync { asker: &self.asker, clock: &self.clock, timer, limits: self.limits };
        sync.run(leased.expect("nobody else works on it"), &self.client(), full, shown)
    }

    /// Runs a pass whose program is killed once so many pages are stored, and lets its lease end.
    fn run_killed(&self, pages: u64) -> Option<Result<PassReport, PassFault>> {
        let mut kill = |report: &PassReport| assert!(report.pages < pages, "killed");
        let hook = |run: &mut dyn FnMut() -> _| catch_unwind(AssertUnwindSafe(run));
        let done = hook(&mut || self.run_with(&SkippingTimer::default(), false, &mut kill));
        self.pass_time(LEASE_SECONDS);
        done.ok()
    }

    fn record(&self) -> PeerRecord {
        self.store.peers().unwrap().remove(0)
    }

    /// Returns the torrents that the peer told of, by when it got them.
    fn told(&self) -> BTreeMap<String, i64> {
        #[derive(QueryableByName)]
        struct Told {
            #[diesel(sql_type = Binary)]
            info_hash: Vec<u8>,
            #[diesel(sql_type = BigInt)]
            created: i64,
        }
        let question = "SELECT public_torrents.info_hash, created FROM public_torrents \
                        JOIN public_sources ON public_sources.info_hash = public_torrents.info_hash";
        let rows: Vec<Told> = diesel::sql_query(question).load(&mut self.database.raw()).unwrap();
        let count = rows.len();
        let told: BTreeMap<String, i64> = rows
            .into_iter()
            .map(|row| (InfoHash::from_bytes(&row.info_hash).unwrap().to_string(), row.created))
            .collect();
        assert_eq!(told.len(), count, "none is there twice");
        told
    }
}

/// The terms of a peer of tests at this URL; its secret is sealed at the moment.
fn terms(url: String, at: Moment) -> PeerTerms {
    PeerTerms {
        url,
        key_id: KEY_ID.to_owned(),
        sealed_secret: sealed(at),
        allow_http: true,
        allow_private: true,
        require_v2: false,
        sync_enabled: true,
        schedule: "0 * * * *".to_owned(),
    }
}

fn sealed(at: Moment) -> SealedSecret {
    Vault::new(MASTER).unwrap().seal(KEY_ID, &PeerSecret::new(SECRET), at)
}

/// Torrents of these numbers, all of one moment.
fn exported(numbers: impl IntoIterator<Item = u64>, created: i64) -> Vec<Exported> {
    numbers.into_iter().map(|number| Exported::new(number, created)).collect()
}

/// What should be there of these torrents.
fn expected(exported: &[Exported]) -> BTreeMap<String, i64> {
    exported.iter().map(|torrent| (torrent.hash.clone(), torrent.created)).collect()
}

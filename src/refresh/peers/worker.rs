//! The threads that ask peers on schedule.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono_tz::Tz;

use crate::clock::Clock;
use crate::peer::PeerId;
use crate::peer::client::PeerClient;
use crate::priority::step_back;
use crate::refresh::inbox::Inbox;
use crate::refresh::threads::Threads;
use crate::store::{Asker, LeasedPeer, Store, StoreError};

use super::agenda::{Agenda, DuePeer};
use super::begin::{refuse, take};
use super::board::{NotedPass, PeerBoard};
use super::connect::{PeerAccess, connect};
use super::fault::PassFault;
use super::node::NodeName;
use super::pass::{PassLimits, PeerSync};
use super::report::PassReport;
use super::timer::{PassTimer, RealTimer};

/// How often it is looked which peers are due: what operators change acts within seconds.
const PERIOD: Duration = Duration::from_secs(2);
/// How long to wait after the database could not be asked.
const OUTAGE_PERIOD: Duration = Duration::from_secs(10);
/// How many peers are asked at a time.
const AT_ONCE: usize = 4;
/// The most peers that wait for a thread.
const MAX_WAITING: usize = 1000;
/// How long a worker that is dropped may take to end.
const LAST: Duration = Duration::from_secs(10);

/// How peers are asked.
#[derive(Clone, Debug)]
pub struct PeerWorkerOptions {
    /// The time zone of schedules.
    pub zone: Tz,
    /// What it takes to ask peers.
    pub access: PeerAccess,
    /// What a pass may do.
    pub limits: PassLimits,
}

/// Asks peers in the background until it is stopped or dropped.
#[derive(Debug)]
pub struct PeerWorker {
    desk: Arc<Desk>,
    threads: Threads,
}

impl PeerWorker {
    /// Starts asking.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(store: &Store, clock: Clock, options: PeerWorkerOptions) -> io::Result<Self> {
        let desk = Arc::new(Desk {
            clock,
            options,
            node: NodeName::of_this_program(),
            board: Arc::default(),
            waiting: Inbox::new(MAX_WAITING),
            running: Mutex::default(),
        });
        desk.waiting.open();
        let mut threads = Threads::default();
        let (looking, asker) = (Arc::clone(&desk), Asker::new(store));
        threads.spawn("peers", move || looking.look(&asker))?;
        for _ in 0..AT_ONCE {
            let (working, asker) = (Arc::clone(&desk), Asker::new(store));
            threads.spawn("peer", move || working.work(&asker))?;
        }
        Ok(Self { desk, threads })
    }

    /// Returns what is known of the peers, for metrics.
    pub fn board(&self) -> Arc<PeerBoard> {
        Arc::clone(&self.desk.board)
    }

    /// Ends the threads, but does not wait for them past the moment; tells whether all have ended. Passes under way go on
    /// where they are interrupted when a program asks these peers again.
    pub fn stop(mut self, until: Instant) -> bool {
        self.end(until)
    }

    fn end(&mut self, until: Instant) -> bool {
        self.desk.waiting.shut();
        self.desk.halt();
        self.threads.join(until)
    }
}

impl Drop for PeerWorker {
    fn drop(&mut self) {
        self.end(Instant::now() + LAST);
    }
}

/// What the threads share.
#[derive(Debug)]
struct Desk {
    clock: Clock,
    options: PeerWorkerOptions,
    node: NodeName,
    board: Arc<PeerBoard>,
    /// Peers that are due.
    waiting: Inbox<DuePeer>,
    /// Peers that wait, or are being asked.
    running: Mutex<BTreeMap<PeerId, Option<AskedPeer>>>,
}

/// A peer that is being asked.
#[derive(Debug)]
struct AskedPeer {
    timer: Arc<RealTimer>,
    client: PeerClient,
}

impl Desk {
    /// Looks again and again which peers are due.
    fn look(&self, asker: &Asker) {
        let mut agenda = Agenda::new(self.options.zone);
        while self.waiting.is_open() {
            match asker.ask(Store::peers) {
                Ok(peers) => {
                    self.board.list(&peers);
                    let due = agenda.due(&peers, self.clock.now(), &mut |most| rand::random_range(0..=most));
                    due.into_iter().for_each(|due| self.put(due));
                    self.waiting.pause(PERIOD);
                }
                // Said by those who follow the catalogue.
                Err(fault) => {
                    log::debug!("the list of peers cannot be read: {fault}");
                    self.waiting.pause(OUTAGE_PERIOD);
                }
            }
        }
    }

    /// Lets a peer wait for a thread, unless it does already or is being asked.
    fn put(&self, due: DuePeer) {
        let mut running = self.running();
        if !running.contains_key(&due.peer) && self.waiting.put(due).is_ok() {
            running.insert(due.peer, None);
        }
    }

    /// Asks one peer after the other.
    fn work(&self, asker: &Asker) {
        step_back();
        while let [due] = self.waiting.take(1)[..] {
            if let Err(fault) = self.ask(asker, due) {
                log::debug!("a peer cannot be asked: {fault}");
                // The lease, or the database, will be had later.
                self.waiting.pause(PERIOD);
            }
            self.running().remove(&due.peer);
        }
    }

    fn ask(&self, asker: &Asker, due: DuePeer) -> Result<(), StoreError> {
        let claim = (due.peer, Some(due.tried));
        let Some(leased) = take(asker, &self.node, claim, &self.clock)? else { return Ok(()) };
        let name = leased.record.name.clone();
        let done = match connect(&leased.record.terms, &self.options.access, &self.clock) {
            Ok(client) => self.run(asker, leased, client),
            Err(fault) => {
                refuse(asker, leased, &fault, &self.clock)?;
                Err(fault)
            }
        };
        match done {
            Ok(report) => say(name.as_str(), &report),
            Err(PassFault::Halted | PassFault::LeaseLost) => {}
            Err(PassFault::Store(fault)) => return Err(fault),
            Err(fault) => log::warn!("the peer {name} was not read to its end: {fault}"),
        }
        Ok(())
    }

    fn run(&self, asker: &Asker, leased: LeasedPeer, client: PeerClient) -> Result<PassReport, PassFault> {
        let timer = Arc::new(RealTimer::default());
        let asked = AskedPeer { timer: Arc::clone(&timer), client: client.clone() };
        self.running().insert(leased.record.id, Some(asked));
        if !self.waiting.is_open() {
            timer.halt();
        }
        let sync = PeerSync { asker, clock: &self.clock, timer: &*timer, limits: self.options.limits };
        let (name, mut noted) = (leased.record.name.clone(), NotedPass::default());
        sync.run(leased, &client, false, &mut |report| self.board.add(&name, report, &mut noted))
    }

    /// Interrupts every pass.
    fn halt(&self) {
        for asked in self.running().values().flatten() {
            asked.timer.halt();
            asked.client.shut_down();
        }
    }

    fn running(&self) -> MutexGuard<'_, BTreeMap<PeerId, Option<AskedPeer>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says what a pass has done; nothing of one that brought nothing.
fn say(name: &str, report: &PassReport) {
    if let Some(note) = &report.note {
        log::warn!("read the peer {name}: {note}");
    } else if report.imported + report.left + report.drops.total() > 0 {
        log::info!(
            "read the peer {name}: {} items, {} torrents new, {} gone, {} items not kept",
            report.items,
            report.imported,
            report.left,
            report.drops.total()
        );
    }
}

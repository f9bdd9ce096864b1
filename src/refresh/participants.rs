//! Who takes part in the threat network: followed in the database of reports, and from where they were heard of written
//! down there.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::btn::{ApplicationId, BtnGate, KnownApplication, PeerAddress};
use crate::catalog::Moment;
use crate::clock::Clock;
use crate::store::{Asker, BtnStore, StoreError};

use super::background::Background;
use super::inbox::Inbox;

/// How often the applications are read: a secret that was reset is not to be taken much longer.
const PERIOD: Duration = Duration::from_secs(2);
/// For how many seconds it is not written again that an application was heard of from an address.
const WRITTEN_SECONDS: i64 = 3_600;
/// From how many addresses on what was written is forgotten.
const MAX_WRITTEN: usize = 200_000;
/// The most addresses that wait to be written; further ones are heard of again.
const MAX_WAITING: usize = 100_000;

/// From where participants are heard of.
#[derive(Debug, Default)]
pub struct HeardParticipants(Mutex<HeardAddresses>);

#[derive(Debug, Default)]
struct HeardAddresses {
    waiting: HashSet<(ApplicationId, PeerAddress)>,
    written: HashMap<(ApplicationId, PeerAddress), Moment>,
}

impl HeardParticipants {
    /// Notes that a participant was heard of from an address just now. It is written down within seconds, unless that was
    /// done within the hour.
    pub fn note(&self, application: ApplicationId, address: PeerAddress, now: Moment) {
        let (mut heard, at) = (self.lock(), (application, address.cut()));
        let is_written = heard.written.get(&at).is_some_and(|written| now.0 - written.0 < WRITTEN_SECONDS);
        if !is_written && heard.waiting.len() < MAX_WAITING {
            heard.waiting.insert(at);
        }
    }

    fn take(&self) -> Vec<(ApplicationId, PeerAddress)> {
        self.lock().waiting.drain().collect()
    }

    fn written(&self, batch: &[(ApplicationId, PeerAddress)], now: Moment) {
        let mut heard = self.lock();
        if heard.written.len() + batch.len() > MAX_WRITTEN {
            heard.written.clear();
        }
        heard.written.extend(batch.iter().map(|at| (*at, now)));
    }

    /// Forgets what was written down: it may have been erased, or is not in the file that took the place of the database.
    fn begin_anew(&self) {
        self.lock().written.clear();
    }

    fn give_back(&self, batch: Vec<(ApplicationId, PeerAddress)>) {
        self.lock().waiting.extend(batch);
    }

    fn lock(&self) -> MutexGuard<'_, HeardAddresses> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread that follows participants; it ends when it is stopped or dropped.
#[derive(Debug)]
pub struct ParticipantWorker {
    thread: Background<Infallible>,
    heard: Arc<HeardParticipants>,
}

impl ParticipantWorker {
    /// Tells the gate who takes part, and starts following them.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(store: &BtnStore, clock: Clock, gate: Arc<BtnGate>) -> io::Result<Self> {
        let heard = Arc::<HeardParticipants>::default();
        let mut following = FollowedParticipants {
            asker: store.asker(),
            clock,
            gate,
            heard: Arc::clone(&heard),
            erased: 0,
            is_failing: false,
        };
        following.follow_or_tell();
        let work = move |open: &Inbox<Infallible>| {
            while open.is_open() {
                open.pause(PERIOD);
                following.write_heard();
                following.follow_or_tell();
            }
        };
        Ok(Self { thread: Background::start("participants", 0, work)?, heard })
    }

    /// Returns where it is noted from where participants are heard of.
    pub fn heard(&self) -> Arc<HeardParticipants> {
        Arc::clone(&self.heard)
    }

    /// Ends the thread, which writes the last addresses down, but does not wait for it past the moment; tells whether it
    /// has ended.
    pub fn stop(self, until: Instant) -> bool {
        self.thread.stop(until)
    }
}

/// What the thread works with.
struct FollowedParticipants {
    asker: Asker<BtnStore>,
    clock: Clock,
    gate: Arc<BtnGate>,
    heard: Arc<HeardParticipants>,
    /// How many addresses were erased when it was looked last.
    erased: i64,
    /// Whether it is said that participants cannot be read.
    is_failing: bool,
}

impl FollowedParticipants {
    /// Follows the applications; those that are known stay while the database is away.
    fn follow_or_tell(&mut self) {
        let followed = self.follow();
        match &followed {
            Ok(()) if self.is_failing => log::info!("the participants of the threat network are being read again"),
            Err(fault) if !self.is_failing => {
                log::warn!("the participants of the threat network cannot be read, those known stay: {fault}")
            }
            _ => {}
        }
        self.is_failing = followed.is_err();
    }

    fn follow(&mut self) -> Result<(), StoreError> {
        let records = match self.asker.ask_long(BtnStore::applications) {
            // Nobody else opens what was put in place of the file, or put back.
            Err(StoreError::Replaced { .. }) => {
                self.asker.ask_long(BtnStore::reopen)?;
                self.heard.begin_anew();
                self.asker.ask_long(BtnStore::applications)?
            }
            read => read?,
        };
        let known = records.into_iter().map(|record| {
            let known = KnownApplication { id: record.id, secret: record.secret, banned: record.banned };
            (record.public_id, known)
        });
        self.gate.set_applications(known.collect());
        let erased = self.asker.ask(BtnStore::erased_addresses)?;
        if erased != self.erased {
            self.heard.begin_anew();
            self.erased = erased;
        }
        Ok(())
    }

    fn write_heard(&self) {
        let (batch, now) = (self.heard.take(), self.clock.now());
        if batch.is_empty() {
            return;
        }
        let heard = batch.clone();
        match self.asker.ask_long(move |store| store.note_heard(&heard, now)) {
            Ok(()) => self.heard.written(&batch, now),
            Err(fault) => {
                log::debug!("from where participants were heard of cannot be written: {fault}");
                self.heard.give_back(batch);
            }
        }
    }
}

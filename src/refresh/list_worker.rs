//! Making lists every hour, on one node, and following those that any node made.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::catalog::Moment;
use crate::clock::Clock;
use crate::priority::give_way;
use crate::store::{Asker, BtnStore, StoreError};

use super::background::Background;
use super::inbox::Inbox;
use super::list_making::{Growth, ListTerms, MadeLists, make_lists};
use super::rule_lists::{RuleDocuments, RuleLists};

/// How often lists are made, in seconds.
const RUN_SECONDS: i64 = 3_600;
/// How often it is looked whether there are others, or whether to make some.
const PERIOD: Duration = Duration::from_secs(5);

/// What is known of the lists that this node made last.
#[derive(Clone, Debug, Default)]
pub struct ListBoard(Arc<Mutex<Option<ListRun>>>);

/// A run.
#[derive(Clone, Debug)]
pub struct ListRun {
    /// When it ended.
    pub at: Moment,
    /// How long it took.
    pub took: Duration,
    /// What was made.
    pub made: Arc<MadeLists>,
}

impl ListBoard {
    /// Returns the last run of this node; `None`: there was none since the start.
    pub fn last(&self) -> Option<ListRun> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, run: ListRun) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(run);
    }
}

/// The thread that makes lists; it ends when it is stopped or dropped.
#[derive(Debug)]
pub struct ListWorker {
    thread: Background<Infallible>,
    lists: Arc<RuleLists>,
    board: ListBoard,
}

impl ListWorker {
    /// Reads the last lists, and starts following them and making others.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(store: &BtnStore, clock: Clock, terms: ListTerms) -> io::Result<Self> {
        let (lists, board) = (Arc::new(RuleLists::new(RuleDocuments::empty())), ListBoard::default());
        let mut work = ListWork {
            asker: store.asker(),
            clock,
            terms,
            lists: Arc::clone(&lists),
            board: board.clone(),
            versions: BTreeMap::new(),
            is_failing: false,
        };
        work.follow_or_tell();
        // The thread asks by one of its own, which is as far behind as itself.
        let asker = store.asker();
        let run = move |open: &Inbox<Infallible>| {
            give_way();
            work.asker = asker;
            while open.is_open() {
                work.make_or_tell();
                work.follow_or_tell();
                open.pause(PERIOD);
            }
        };
        Ok(Self { thread: Background::start("lists", 0, run)?, lists, board })
    }

    /// Returns the lists to serve.
    pub fn lists(&self) -> Arc<RuleLists> {
        Arc::clone(&self.lists)
    }

    /// Returns where it is told how making them fares.
    pub fn board(&self) -> ListBoard {
        self.board.clone()
    }

    /// Ends the thread, but does not wait for it past the moment; tells whether it has ended.
    pub fn stop(self, until: Instant) -> bool {
        self.thread.stop(until)
    }
}

/// What the thread works with.
struct ListWork {
    asker: Asker<BtnStore>,
    clock: Clock,
    terms: ListTerms,
    lists: Arc<RuleLists>,
    board: ListBoard,
    /// Of the lists that are served.
    versions: BTreeMap<String, (Moment, String)>,
    /// Whether it is said that lists cannot be made or read.
    is_failing: bool,
}

impl ListWork {
    /// Serves the lists that were published last, by whichever node.
    fn follow_or_tell(&mut self) {
        let followed = self.follow();
        self.tell(followed);
    }

    fn follow(&mut self) -> Result<(), StoreError> {
        let versions = self.asker.ask(BtnStore::list_versions)?;
        if versions != self.versions {
            let published = self.asker.ask_long(BtnStore::published_lists)?;
            self.lists.set(RuleDocuments::published(&published));
            self.versions = versions;
        }
        Ok(())
    }

    /// Makes lists where nobody did within the hour.
    fn make_or_tell(&mut self) {
        let made = self.make();
        self.tell(made);
    }

    fn make(&mut self) -> Result<(), StoreError> {
        let now = self.clock.now();
        if !self.asker.ask(move |store| store.claim_list_run(RUN_SECONDS, now))? {
            return Ok(());
        }
        let (began, terms) = (Instant::now(), self.terms.clone());
        let made = self.asker.ask_long(move |store| make_lists(store, &terms, Growth::Guarded, now))?;
        let took = began.elapsed();
        let (entries, alerts) = (made.deny.entries.len(), made.deny.alerts.len());
        if made.is_retracted {
            log::info!("the lists of the threat network are kept empty: see `afisha btn lists`");
        } else {
            log::info!("made the lists of the threat network in {} ms: {entries} entries", took.as_millis());
        }
        if alerts > 0 {
            log::warn!("{alerts} networks were kept off the list of bans: see `afisha btn lists`");
        }
        if let Some(refusal) = made.refusal {
            log::warn!("the list of bans is not published, the last one stays: {refusal}; see `afisha btn lists`");
        }
        self.board.set(ListRun { at: self.clock.now(), took, made: Arc::new(made) });
        Ok(())
    }

    /// Says when lists cannot be made or read, and when they can again.
    fn tell(&mut self, done: Result<(), StoreError>) {
        match &done {
            Ok(()) if self.is_failing => log::info!("the lists of the threat network are being made again"),
            Err(fault) if !self.is_failing => {
                log::warn!("the lists of the threat network cannot be made or read, the last ones stay: {fault}")
            }
            _ => {}
        }
        self.is_failing = done.is_err();
    }
}

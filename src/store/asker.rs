//! Questions to a database that may go silent.
//!
//! The libraries of both databases block their caller: a server that hangs, or a network that swallows what is sent, may
//! hold them for minutes or for good, and neither the server's timeouts nor TCP's see all of it (a process that is
//! stopped still acknowledges). So the question is put by a thread of its own. Where no sign of life comes in time, the
//! thread is left to itself, with its connection, and ends when the library lets go of it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::pool::ConnectionPool;
use super::signs::{Heard, Helper, heard, no_thread, within};
use super::{Store, StoreError};

/// How long a long question may go without a sign of life before the database is asked for one.
const PROBE: Duration = Duration::from_secs(1);
/// How long a long question may go without a sign of life of its own at all.
const LONGEST: Duration = Duration::from_secs(600);

/// Asks a store without being held up by it. Questions come one after another.
pub struct Asker<S = Store> {
    store: S,
    pool: Arc<ConnectionPool>,
    helper: Mutex<Option<Helper>>,
}

impl Asker {
    /// Asks this store.
    pub fn new(store: &Store) -> Self {
        Self::of(store.clone(), &store.pool)
    }
}

impl<S: Clone + Send + 'static> Asker<S> {
    /// Asks a store that has these connections.
    pub(super) fn of(store: S, pool: &Arc<ConnectionPool>) -> Self {
        Self { store, pool: Arc::clone(pool), helper: Mutex::new(None) }
    }

    /// Returns how long an answer to a small question is waited for.
    pub fn patience(&self) -> Duration {
        self.pool.url().patience()
    }

    /// Puts a small question.
    ///
    /// # Errors
    /// What the question gives; [`StoreError::Silent`] where the database does not answer within the connect timeout.
    pub fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&S) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let url = self.pool.url();
        self.put(question, url.patience(), &mut |silent| within(url, silent, url.patience()))
    }

    /// Puts a question that may take as long as it takes, as long as the database lives: it is asked for a sign of life
    /// where none comes by itself.
    ///
    /// # Errors
    /// What the question gives, or the sign of life; [`StoreError::Silent`].
    pub fn ask_long<T: Send + 'static>(
        &self,
        question: impl FnOnce(&S) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let probe = Self::of(self.store.clone(), &self.pool);
        let url = self.pool.url();
        self.put(question, PROBE, &mut |silent| within(url, silent, LONGEST).and_then(|()| probe.probe()))
    }

    /// Asks for a sign of life. A refusal is one, such as that of a server with too many clients: only what takes as long as
    /// no answer does is silence.
    fn probe(&self) -> Result<(), StoreError> {
        let began = Instant::now();
        let pool = Arc::clone(&self.pool);
        let sign = self.ask(move |_| pool.ping());
        if began.elapsed() < self.pool.url().patience() / 2 { Ok(()) } else { sign }
    }

    /// Puts the question to a thread, and gives up where `silent` does, which is asked after each `wait` without a beat.
    fn put<T: Send + 'static>(
        &self,
        question: impl FnOnce(&S) -> Result<T, StoreError> + Send + 'static,
        wait: Duration,
        silent: &mut dyn FnMut(Duration) -> Result<(), StoreError>,
    ) -> Result<T, StoreError> {
        let store = self.store.clone();
        let mut kept = self.helper.lock().unwrap_or_else(PoisonError::into_inner);
        let helper = kept.take().map_or_else(Helper::start, Ok).map_err(|fault| no_thread(&fault))?;
        let answer = helper.give(move || question(&store));
        match heard(&answer, wait, silent) {
            Heard::Answer(answer) => {
                *kept = Some(helper);
                answer
            }
            Heard::Silence(fault) => {
                // What else is connected to a silent database is not worth trying.
                self.pool.renew();
                Err(fault)
            }
            Heard::Panic => std::panic::resume_unwind(helper.panic()),
        }
    }
}

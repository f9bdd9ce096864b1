//! Views on their way to the database: those who open films put them in, the recorder takes them out.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::viewers::ViewEvent;

use super::spool::Spool;

/// The most views that wait while the database is away; a few megabytes.
pub(super) const MAX_WAITING: usize = 100_000;
/// The most views that are written at once, and how many do not wait for their time.
const BATCH: usize = 1_000;
/// Views on their way to the database.
#[derive(Debug, Default)]
pub struct ViewQueue {
    waiting: Mutex<WaitingViews>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct WaitingViews {
    /// The oldest first.
    views: Vec<ViewEvent>,
    /// When the first of them came.
    since: Option<Instant>,
    /// How many of them, the first, come from the file of an earlier run and are not written yet.
    restored: usize,
    /// Views that found no place since this was last said.
    dropped: u64,
    /// Views that found no place since the start.
    dropped_in_all: u64,
    /// Views written since the start.
    written: usize,
    stopping: bool,
}

/// How many views are on their way, and what became of those before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueuedViews {
    /// Those that wait to be written.
    pub waiting: usize,
    /// Those among them that an earlier run left in its file.
    pub restored: usize,
    /// Those written since the start.
    pub written: usize,
    /// Those dropped since the start, because too many were waiting.
    pub dropped: u64,
}

impl ViewQueue {
    /// Counts what is in it and what was.
    pub fn counts(&self) -> QueuedViews {
        let waiting = self.lock();
        QueuedViews {
            waiting: waiting.views.len(),
            restored: waiting.restored,
            written: waiting.written,
            dropped: waiting.dropped_in_all,
        }
    }

    /// Takes a view; where too many wait already it is dropped and counted. Waits for no I/O.
    pub fn push(&self, view: ViewEvent) {
        let mut waiting = self.lock();
        if waiting.views.len() >= MAX_WAITING {
            waiting.dropped += 1;
            waiting.dropped_in_all += 1;
            return;
        }
        waiting.views.push(view);
        waiting.since.get_or_insert_with(Instant::now);
        if waiting.views.len() == 1 || waiting.views.len() == BATCH {
            self.wake.notify_one();
        }
    }

    /// Takes the views of an earlier run, before all others and however many there are.
    pub(super) fn restore(&self, views: Vec<ViewEvent>) {
        let mut waiting = self.lock();
        waiting.restored += views.len();
        waiting.views.splice(..0, views);
        waiting.since.get_or_insert_with(Instant::now);
        self.wake.notify_one();
    }

    /// Takes out every view that is not written yet.
    pub(super) fn take(&self) -> Vec<ViewEvent> {
        std::mem::take(&mut self.lock().views)
    }

    fn lock(&self) -> MutexGuard<'_, WaitingViews> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until views are due, and returns the first of them, which stay in the queue until they are written; tells
    /// whether the program stops.
    pub(super) fn due(&self, flush: Duration) -> (Vec<ViewEvent>, bool) {
        let mut waiting = self.lock();
        loop {
            let left = waiting.since.map(|since| flush.saturating_sub(since.elapsed()));
            let full = waiting.views.len() >= BATCH;
            if waiting.stopping || full || left == Some(Duration::ZERO) {
                let batch = waiting.views.iter().take(BATCH).copied().collect();
                return (batch, waiting.stopping);
            }
            let woken = match left {
                Some(left) => {
                    self.wake.wait_timeout(waiting, left).map(|(waiting, _)| waiting).map_err(|e| e.into_inner().0)
                }
                None => self.wake.wait(waiting).map_err(PoisonError::into_inner),
            };
            waiting = woken.unwrap_or_else(|poisoned| poisoned);
        }
    }

    /// Lets go of the first views, which are written. With the last ones of an earlier run their file goes too.
    pub(super) fn written(&self, count: usize, spool: Option<&Spool>) {
        let mut waiting = self.lock();
        // Whoever stops the program may have taken them out.
        let count = count.min(waiting.views.len());
        waiting.views.drain(..count);
        waiting.written += count;
        if waiting.views.is_empty() {
            waiting.since = None;
        }
        let were = waiting.restored;
        waiting.restored = were.saturating_sub(count);
        // Under the lock, or the file of a stop that comes in between would go. It happens once a run.
        if let Some(spool) = spool.filter(|_| were > 0 && waiting.restored == 0) {
            spool.remove();
        }
    }

    /// Waits before the next try, or until the program stops.
    pub(super) fn pause(&self, pause: Duration) {
        let waiting = self.lock();
        drop(self.wake.wait_timeout_while(waiting, pause, |waiting| !waiting.stopping));
    }

    /// Returns how many views found no place since this was last asked.
    pub(super) fn take_dropped(&self) -> u64 {
        std::mem::take(&mut self.lock().dropped)
    }

    /// Wakes whoever waits in it: the program stops.
    pub(super) fn stop(&self) {
        self.lock().stopping = true;
        self.wake.notify_all();
    }
}

//! Writing down what viewers open, off the path of requests.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::store::{Store, StoreError};
use crate::viewers::Viewed;

/// The most views that wait while the database is away; a few megabytes.
const MAX_WAITING: usize = 100_000;
/// The most views that are written at once, and how many do not wait for their time.
const BATCH: usize = 1_000;

/// Views on their way to the database.
#[derive(Debug, Default)]
pub struct ViewQueue {
    waiting: Mutex<Waiting>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    /// The oldest first.
    views: Vec<Viewed>,
    /// When the first of them came.
    since: Option<Instant>,
    /// Views that found no place since this was last said.
    dropped: u64,
    stopping: bool,
}

impl ViewQueue {
    /// Takes a view; where too many wait already it is dropped and counted. Waits for no I/O.
    pub fn push(&self, view: Viewed) {
        let mut waiting = self.lock();
        if waiting.views.len() >= MAX_WAITING {
            waiting.dropped += 1;
            return;
        }
        waiting.views.push(view);
        waiting.since.get_or_insert_with(Instant::now);
        if waiting.views.len() == 1 || waiting.views.len() == BATCH {
            self.wake.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until views are due, and returns the first of them, which stay in the queue until they are written; tells
    /// whether the program stops.
    fn due(&self, flush: Duration) -> (Vec<Viewed>, bool) {
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

    /// Lets go of the first views, which are written.
    fn written(&self, count: usize) {
        let mut waiting = self.lock();
        waiting.views.drain(..count);
        if waiting.views.is_empty() {
            waiting.since = None;
        }
    }

    /// Waits before the next try, or until the program stops.
    fn pause(&self, pause: Duration) {
        let waiting = self.lock();
        drop(self.wake.wait_timeout_while(waiting, pause, |waiting| !waiting.stopping));
    }
}

/// The thread that writes; it writes what waits, and ends, when it is dropped.
#[derive(Debug)]
pub struct Recorder {
    queue: Arc<ViewQueue>,
    thread: Option<JoinHandle<()>>,
}

impl Recorder {
    /// Starts writing what comes into the queue, at the latest `flush` after it came.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(store: Store, queue: Arc<ViewQueue>, flush: Duration) -> io::Result<Self> {
        let work = Arc::clone(&queue);
        let thread = thread::Builder::new().name("record".to_owned()).spawn(move || record(&store, &work, flush))?;
        Ok(Self { queue, thread: Some(thread) })
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.queue.lock().stopping = true;
        self.queue.wake.notify_all();
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            log::error!("the thread that records views had panicked");
        }
    }
}

fn record(store: &Store, queue: &ViewQueue, flush: Duration) {
    let mut away = false;
    loop {
        let (batch, stopping) = queue.due(flush);
        if batch.is_empty() && stopping {
            return;
        }
        let written = store.record_views(&batch);
        report(&written, queue, away);
        away = written.is_err();
        if !away {
            queue.written(batch.len());
        } else if stopping {
            log::error!("stopped with {} views unwritten", queue.lock().views.len());
            return;
        } else {
            queue.pause(flush);
        }
    }
}

/// Says when views cannot be written, when they can again, and how many were dropped; never whose or of what.
fn report(written: &Result<usize, StoreError>, queue: &ViewQueue, was_away: bool) {
    match written {
        Ok(_) if was_away => log::info!("views are written again"),
        Err(fault) if !was_away => log::warn!("views cannot be written, up to {MAX_WAITING} of them wait: {fault}"),
        _ => {}
    }
    let dropped = std::mem::take(&mut queue.lock().dropped);
    if dropped > 0 {
        log::error!("dropped {dropped} views: {MAX_WAITING} wait for the database already");
    }
}

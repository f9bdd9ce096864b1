//! Writing down what viewers open, off the path of requests.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::store::{Asker, Store, StoreError};
use crate::viewers::ViewEvent;

use super::Viewers;
use super::spool::Spool;
use super::threads::Threads;

/// The most views that wait while the database is away; a few megabytes.
const MAX_WAITING: usize = 100_000;
/// The most views that are written at once, and how many do not wait for their time.
const BATCH: usize = 1_000;
/// How long a recorder that is dropped may take to write what waits.
const LAST: Duration = Duration::from_secs(10);

/// Views on their way to the database.
#[derive(Debug, Default)]
pub struct ViewQueue {
    waiting: Mutex<Waiting>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
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
    fn take(&self) -> Vec<ViewEvent> {
        std::mem::take(&mut self.lock().views)
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until views are due, and returns the first of them, which stay in the queue until they are written; tells
    /// whether the program stops.
    fn due(&self, flush: Duration) -> (Vec<ViewEvent>, bool) {
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
    fn written(&self, count: usize, spool: Option<&Spool>) {
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
    fn pause(&self, pause: Duration) {
        let waiting = self.lock();
        drop(self.wake.wait_timeout_while(waiting, pause, |waiting| !waiting.stopping));
    }
}

/// The thread that writes; it writes what waits, and ends, when it is stopped or dropped.
#[derive(Debug)]
pub struct Recorder {
    queue: Arc<ViewQueue>,
    threads: Threads,
    stopped: bool,
}

impl Recorder {
    /// Starts writing what comes into the queue, at the latest `flush` after it came.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(store: Store, queue: Arc<ViewQueue>, flush: Duration) -> io::Result<Self> {
        Self::run(&store, queue, flush, None)
    }

    /// Starts writing what viewers open, first of all what an earlier run has left in the file, which is removed once it is
    /// written.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn resume(store: &Store, viewers: &Viewers, flush: Duration, spool: Spool) -> io::Result<Self> {
        let views = spool.read();
        if !views.is_empty() {
            log::info!("read {} views kept in {} at the last stop", views.len(), spool.path().display());
            viewers.restore(views);
        }
        Self::run(store, viewers.queue(), flush, Some(spool))
    }

    fn run(store: &Store, queue: Arc<ViewQueue>, flush: Duration, spool: Option<Spool>) -> io::Result<Self> {
        let (work, asker) = (Arc::clone(&queue), Asker::new(store));
        let mut threads = Threads::default();
        threads.spawn("record", move || record(&asker, &work, flush, spool.as_ref()))?;
        Ok(Self { queue, threads, stopped: false })
    }

    /// Writes what waits, but not past the moment, and returns what is not written by then. A view that is just being
    /// written may be among it: the same view counts once.
    pub fn stop(mut self, until: Instant) -> Vec<ViewEvent> {
        self.end(until)
    }

    fn end(&mut self, until: Instant) -> Vec<ViewEvent> {
        self.stopped = true;
        self.queue.lock().stopping = true;
        self.queue.wake.notify_all();
        self.threads.join(until);
        self.queue.take()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        if self.stopped {
            return;
        }
        let left = self.end(Instant::now() + LAST);
        if !left.is_empty() {
            log::error!("stopped with {} views unwritten", left.len());
        }
    }
}

fn record(asker: &Asker, queue: &ViewQueue, flush: Duration, spool: Option<&Spool>) {
    let mut said = false;
    loop {
        let (batch, stopping) = queue.due(flush);
        if batch.is_empty() && stopping {
            return;
        }
        let count = batch.len();
        let written = asker.ask_long(move |store| store.record_views(&batch));
        said = report(&written, queue, said);
        match written {
            Ok(_) => queue.written(count, spool),
            Err(_) if stopping => return,
            Err(_) => queue.pause(flush),
        }
    }
}

/// Says when views cannot be written, when they can again, and how many were dropped; never whose or of what. Tells
/// whether they are said not to be written.
fn report(written: &Result<usize, StoreError>, queue: &ViewQueue, said: bool) -> bool {
    let says = match written {
        Ok(_) => {
            if said {
                log::info!("views are being written again");
            }
            false
        }
        // Whoever follows the catalogue says so.
        Err(fault) if fault.is_outage() => said,
        Err(fault) => {
            if !said {
                log::warn!("views cannot be written; up to {MAX_WAITING} are kept in memory: {fault}");
            }
            true
        }
    };
    let dropped = std::mem::take(&mut queue.lock().dropped);
    if dropped > 0 {
        log::error!("dropped {dropped} views: {MAX_WAITING} are already waiting for the database");
    }
    says
}

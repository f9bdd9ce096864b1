//! Writing down what viewers open, off the path of requests.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::store::{Asker, Store, StoreError};
use crate::viewers::ViewEvent;

use super::spool::Spool;
use super::threads::Threads;
use super::view_queue::{MAX_WAITING, ViewQueue};
use super::viewers::Viewers;

/// How long a recorder that is dropped may take to write what waits.
const LAST: Duration = Duration::from_secs(10);

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
        self.queue.stop();
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
    let dropped = queue.take_dropped();
    if dropped > 0 {
        log::error!("dropped {dropped} views: {MAX_WAITING} are already waiting for the database");
    }
    says
}

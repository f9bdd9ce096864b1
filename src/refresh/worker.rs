//! The threads that refresh.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::{Refresh, Seen};
use crate::store::StoreError;
use crate::viewers::{VIEW_BURST, VIEW_REFILL_SECONDS};

/// How often the clock is looked at, and what viewers do: both are to be served within a second.
const PERIOD: Duration = Duration::from_millis(200);
/// How often the generation is looked at. A reload of a large catalogue takes some tenths of a second; so that an edit is
/// served in half of one, little may be lost before it.
const RELOAD_PERIOD: Duration = Duration::from_millis(100);

/// Refreshes in the background until it is dropped.
#[derive(Debug)]
pub struct Worker {
    stops: Vec<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
}

impl Worker {
    /// Starts refreshing.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(refresh: Refresh) -> io::Result<Self> {
        let refresh = Arc::new(refresh);
        let mut worker = Self { stops: Vec::new(), threads: Vec::new() };
        let advancing = Arc::clone(&refresh);
        worker.repeat("advance", PERIOD, move || {
            advancing.advance();
        })?;
        let (mut away, reloading) = (false, Arc::clone(&refresh));
        worker.repeat("reload", RELOAD_PERIOD, move || away = reload(&reloading, away))?;
        // What viewers do is no reason to serve films late, so it has threads of its own.
        let (mut seen, tokens) = (Seen::default(), Arc::clone(&refresh));
        worker.repeat("tokens", PERIOD, move || follow("access tokens", tokens.follow_tokens(&mut seen)))?;
        let mut seen = Seen::default();
        let views = Arc::clone(&refresh);
        worker.repeat("views", PERIOD, move || {
            let followed = views.follow_views(&mut seen);
            if matches!(followed, Ok(true)) {
                report_refused(views.take_refused());
            }
            follow("views", followed);
        })?;
        // Learning takes long and leaves nothing half done: nobody waits for its end.
        drop(worker.spawn("learn", PERIOD, move || {
            refresh.learn();
        })?);
        Ok(worker)
    }

    /// Does the work again and again, with a period of rest in between; the end of the worker waits for it.
    fn repeat(&mut self, name: &str, period: Duration, work: impl FnMut() + Send + 'static) -> io::Result<()> {
        let thread = self.spawn(name, period, work)?;
        self.threads.push(thread);
        Ok(())
    }

    fn spawn(
        &mut self,
        name: &str,
        period: Duration,
        mut work: impl FnMut() + Send + 'static,
    ) -> io::Result<JoinHandle<()>> {
        let (stop, stopped): (Sender<()>, Receiver<()>) = channel();
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
            while stopped.recv_timeout(period) == Err(RecvTimeoutError::Timeout) {
                work();
            }
        })?;
        self.stops.push(stop);
        Ok(thread)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stops.clear();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                log::error!("a thread that refreshes had panicked");
            }
        }
    }
}

/// Says what was followed. That the database is away is told by [`reload`].
fn follow(what: &str, followed: Result<bool, StoreError>) {
    match followed {
        Ok(true) => log::debug!("read the {what} anew"),
        Ok(false) => {}
        Err(fault) => log::debug!("the {what} cannot be read: {fault}"),
    }
}

/// Says how many views were left out; never whose or of what.
fn report_refused(views: u64) {
    if views > 0 {
        log::warn!(
            "left out {views} views of viewers who open films without end: after {VIEW_BURST} at once, one every \
             {VIEW_REFILL_SECONDS} s is kept; `afisha viewer list` shows who has how many"
        );
    }
}

/// Reloads once; says so when the database goes away and when it is back, not in between. Tells whether it is away.
fn reload(refresh: &Refresh, was_away: bool) -> bool {
    let began = Instant::now();
    match refresh.reload() {
        Ok(reloaded) => {
            if was_away {
                log::info!("the database is back");
            }
            if let Some(reloaded) = reloaded {
                let took = began.elapsed().as_millis();
                log::info!("reloaded {} films, removed {}, in {took} ms", reloaded.written, reloaded.removed);
            }
            false
        }
        Err(fault) => {
            if !was_away {
                log::warn!("the database cannot be read, answers go on from the last snapshot: {fault}");
            }
            true
        }
    }
}

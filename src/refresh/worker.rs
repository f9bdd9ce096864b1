//! The threads that refresh.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::threads::Threads;
use super::{Refresh, Seen};
use crate::priority::step_back;
use crate::store::StoreError;
use crate::viewers::{VIEW_BURST, VIEW_REFILL_SECONDS};

/// How often the clock is looked at, and what viewers do: both are to be served within a second.
const PERIOD: Duration = Duration::from_millis(200);
/// How often the generation is looked at. A reload of a large catalogue takes a tenth of a second; little may be lost before
/// it.
const RELOAD_PERIOD: Duration = Duration::from_millis(40);
/// How often a database that is away is looked at: each time a connection is made.
const OUTAGE_PERIOD: Duration = Duration::from_secs(1);
/// How long a worker that is dropped may take to end.
const LAST: Duration = Duration::from_secs(10);

/// Refreshes in the background until it is stopped or dropped.
#[derive(Debug)]
pub struct Worker {
    stops: Vec<Sender<()>>,
    threads: Threads,
}

impl Worker {
    /// Starts refreshing.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(refresh: Refresh) -> io::Result<Self> {
        let refresh = Arc::new(refresh);
        let mut worker = Self { stops: Vec::new(), threads: Threads::default() };
        let advancing = Arc::clone(&refresh);
        worker.repeat("advance", move || {
            advancing.advance();
            PERIOD
        })?;
        let (mut status, reloading) = (DatabaseStatus::Here, Arc::clone(&refresh));
        worker.repeat("reload", move || {
            status = reload(&reloading, status);
            if status == DatabaseStatus::Away { OUTAGE_PERIOD } else { RELOAD_PERIOD }
        })?;
        // What viewers do is no reason to serve films late, so it has threads of its own.
        let (mut seen, tokens) = (Seen::default(), Arc::clone(&refresh));
        worker.repeat("tokens", move || follow("access tokens", tokens.follow_tokens(&mut seen)))?;
        if refresh.has_bases() {
            worker.follow_bases(&refresh)?;
        }
        let (mut seen, views) = (Seen::default(), Arc::clone(&refresh));
        worker.repeat("views", move || {
            let followed = views.follow_views(&mut seen);
            if matches!(followed, Ok(true)) {
                report_refused(views.take_refused());
            }
            follow("views", followed)
        })?;
        // Learning takes long and leaves nothing half done: nobody waits for its end.
        let learn = worker.stopped();
        thread::Builder::new().name("learn".to_owned()).spawn(move || {
            step_back();
            again(&learn, || {
                refresh.learn();
                PERIOD
            });
        })?;
        Ok(worker)
    }

    /// Starts to follow what peers may ask.
    fn follow_bases(&mut self, refresh: &Arc<Refresh>) -> io::Result<()> {
        let (private, public, imdb) = (Arc::clone(refresh), Arc::clone(refresh), Arc::clone(refresh));
        self.repeat("private", move || follow("private base", private.follow_private_base()))?;
        self.repeat("public", move || follow("public base", public.follow_public_base()))?;
        self.repeat("imdb", move || follow("tables of IMDb", imdb.follow_imdb()))
    }

    /// Ends the threads, but waits for none of them past the moment; tells whether all have ended.
    pub fn stop(mut self, until: Instant) -> bool {
        self.end(until)
    }

    /// Does the work again and again, behind those who answer, with the rest in between that it asks for; the end of the worker
    /// waits for it.
    fn repeat(&mut self, name: &str, work: impl FnMut() -> Duration + Send + 'static) -> io::Result<()> {
        let stopped = self.stopped();
        self.threads.spawn(name, move || {
            step_back();
            again(&stopped, work);
        })
    }

    /// Returns what closes when the worker ends.
    fn stopped(&mut self) -> Receiver<()> {
        let (stop, stopped) = channel();
        self.stops.push(stop);
        stopped
    }

    fn end(&mut self, until: Instant) -> bool {
        self.stops.clear();
        self.threads.join(until)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end(Instant::now() + LAST);
    }
}

/// Does the work until told to stop, at first after the shortest rest.
fn again(stopped: &Receiver<()>, mut work: impl FnMut() -> Duration) {
    let mut rest = RELOAD_PERIOD;
    while stopped.recv_timeout(rest) == Err(RecvTimeoutError::Timeout) {
        rest = work();
    }
}

/// Says what was followed; that the database is away is told by [`reload`]. Returns when to follow it next.
fn follow(what: &str, followed: Result<bool, StoreError>) -> Duration {
    match followed {
        Ok(read) => {
            if read {
                log::debug!("reloaded the {what}");
            }
            PERIOD
        }
        Err(fault) => {
            log::debug!("the {what} cannot be read: {fault}");
            OUTAGE_PERIOD
        }
    }
}

/// How the database stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DatabaseStatus {
    Here,
    /// Another file stands in its place, and is not complete yet.
    Replaced,
    /// It cannot be read, which is said.
    Away,
}

/// Says how many views were left out; never whose or of what.
fn report_refused(views: u64) {
    if views > 0 {
        log::warn!(
            "ignored {views} views by viewers over the rate limit: after {VIEW_BURST} at once, one every \
             {VIEW_REFILL_SECONDS} s is recorded; `afisha viewer list` shows how many each viewer has"
        );
    }
}

/// Reloads once; says so when the database goes away and when it is back, not in between.
fn reload(refresh: &Refresh, was: DatabaseStatus) -> DatabaseStatus {
    let began = Instant::now();
    match refresh.reload() {
        Ok(reloaded) => {
            if was == DatabaseStatus::Away {
                log::info!("the database is back");
            }
            if let Some(reloaded) = reloaded {
                let took = began.elapsed().as_millis();
                log::info!("reloaded {} films, removed {}, in {took} ms", reloaded.written, reloaded.removed);
            }
            DatabaseStatus::Here
        }
        // Said by whoever noticed it.
        Err(StoreError::Replaced { .. }) if was != DatabaseStatus::Away => DatabaseStatus::Replaced,
        Err(fault) => {
            if was != DatabaseStatus::Away {
                log::warn!("the database cannot be read; requests are answered from the last snapshot: {fault}");
            }
            DatabaseStatus::Away
        }
    }
}

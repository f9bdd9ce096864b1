//! Access tokens that this server has not met: issued by another one, or before a restart. They are looked up beside
//! the threads that answer, many in one question.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::store::{Asker, Store};
use crate::viewers::{Grant, TokenHash};

use super::Viewers;
use super::lookup::{Purpose, TokenLookup, Unanswered};
use super::threads::Threads;

/// The most tokens of one question.
const BATCH: usize = 500;
/// How long to wait after a question that failed.
const PAUSE: Duration = Duration::from_secs(1);
/// How long a lookup that is dropped may take to end.
const LAST: Duration = Duration::from_secs(10);

/// The thread that looks tokens up; it ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Lookups {
    viewers: Arc<Viewers>,
    threads: Threads,
}

impl Lookups {
    /// Starts looking up the tokens that come to the viewers.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(store: &Store, viewers: Arc<Viewers>) -> io::Result<Self> {
        let (asker, looking) = (Asker::new(store), Arc::clone(&viewers));
        let mut threads = Threads::default();
        viewers.lookups().open();
        threads.spawn("lookups", move || look_up(&asker, &looking))?;
        Ok(Self { viewers, threads })
    }

    /// Ends the thread, but does not wait for it past the moment; tells whether it has ended.
    pub fn stop(mut self, until: Instant) -> bool {
        self.end(until)
    }

    fn end(&mut self, until: Instant) -> bool {
        self.viewers.lookups().shut();
        self.threads.join(until)
    }
}

impl Drop for Lookups {
    fn drop(&mut self) {
        self.end(Instant::now() + LAST);
    }
}

fn look_up(asker: &Asker, viewers: &Viewers) {
    loop {
        let batch = viewers.lookups().take(BATCH);
        if batch.is_empty() {
            return;
        }
        let mut tokens: Vec<TokenHash> = batch.iter().map(|lookup| lookup.token).collect();
        tokens.sort_unstable();
        tokens.dedup();
        let epoch = viewers.met().epoch();
        match asker.ask(move |store| store.anonymous_grants(&tokens)) {
            Ok(grants) => {
                viewers.met().learn(epoch, &grants);
                let grants: HashMap<TokenHash, Grant> = grants.into_iter().collect();
                batch.into_iter().for_each(|lookup| found(viewers, &grants, lookup));
            }
            Err(fault) => {
                log::debug!("access tokens cannot be looked up: {fault}");
                batch.into_iter().for_each(|lookup| put_off(viewers, lookup));
                viewers.lookups().pause(PAUSE);
            }
        }
    }
}

/// Tells whoever waits whose the token is, or takes down what its viewer opened.
fn found(viewers: &Viewers, grants: &HashMap<TokenHash, Grant>, lookup: TokenLookup) {
    let viewer = grants.get(&lookup.token).and_then(|grant| grant.at(lookup.at));
    match lookup.purpose {
        // A client that went meanwhile is told nothing.
        Purpose::Who(waits) => drop(waits.send(Ok(viewer))),
        Purpose::Opened(film) => {
            if let Some(viewer) = viewer {
                viewers.opened(viewer, film, lookup.at);
            }
        }
    }
}

/// Lets go of whoever waits; what was opened waits on, as long as there is a place.
fn put_off(viewers: &Viewers, lookup: TokenLookup) {
    match lookup.purpose {
        Purpose::Who(waits) => drop(waits.send(Err(Unanswered))),
        Purpose::Opened(_) => drop(viewers.lookups().put(lookup)),
    }
}

//! A thread with a queue, that works until it is told to stop.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::inbox::Inbox;
use super::threads::Threads;

/// How long one that is dropped may take to end.
const LAST: Duration = Duration::from_secs(10);

/// A thread that works on what is left for it, or by itself, until it is stopped or dropped.
#[derive(Debug)]
pub(crate) struct Background<T> {
    inbox: Arc<Inbox<T>>,
    threads: Threads,
}

impl<T: Send + 'static> Background<T> {
    /// Starts the thread, with a queue of so many places, which is shut to tell it to stop.
    ///
    /// # Errors
    /// The machine gives none.
    pub(crate) fn start(name: &str, places: usize, work: impl FnOnce(&Inbox<T>) + Send + 'static) -> io::Result<Self> {
        let (inbox, mut threads) = (Arc::new(Inbox::new(places)), Threads::default());
        inbox.open();
        let taken = Arc::clone(&inbox);
        threads.spawn(name, move || work(&taken))?;
        Ok(Self { inbox, threads })
    }
}

impl<T> Background<T> {
    /// Returns where things are left for it.
    pub(super) fn inbox(&self) -> Arc<Inbox<T>> {
        Arc::clone(&self.inbox)
    }

    /// Ends the thread, but does not wait for it past the moment; tells whether it has ended.
    pub(crate) fn stop(mut self, until: Instant) -> bool {
        self.end(until)
    }

    fn end(&mut self, until: Instant) -> bool {
        self.inbox.shut();
        self.threads.join(until)
    }
}

impl<T> Drop for Background<T> {
    fn drop(&mut self) {
        self.end(Instant::now() + LAST);
    }
}

//! Threads that work until they are told to stop, and are waited for no longer than there is time.

use std::convert::Infallible;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Instant;

/// Some threads.
#[derive(Debug)]
pub(super) struct Threads {
    handles: Vec<JoinHandle<()>>,
    /// Each thread holds a clone, so that `ended` closes with the last of them.
    running: Option<Sender<Infallible>>,
    ended: Receiver<Infallible>,
}

impl Default for Threads {
    fn default() -> Self {
        let (running, ended) = channel();
        Self { handles: Vec::new(), running: Some(running), ended }
    }
}

impl Threads {
    /// Starts a thread.
    ///
    /// # Errors
    /// The machine gives none.
    pub(super) fn spawn(&mut self, name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
        let running = self.running.clone();
        let handle = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _running = running;
            work();
        })?;
        self.handles.push(handle);
        Ok(())
    }

    /// Waits for the threads, which were told to stop, but not past the moment; tells whether all of them have ended. One
    /// that has not is left to itself.
    pub(super) fn join(&mut self, until: Instant) -> bool {
        self.running = None;
        let left = until.saturating_duration_since(Instant::now());
        let all = self.ended.recv_timeout(left) == Err(RecvTimeoutError::Disconnected);
        for handle in self.handles.drain(..).filter(|handle| all || handle.is_finished()) {
            if handle.join().is_err() {
                log::error!("a background thread panicked");
            }
        }
        all
    }
}

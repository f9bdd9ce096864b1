//! What the program asks of its allocator while it serves.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::priority;

/// The first time: boxes have asked by then, and what they are answered from has been made.
const SOON: Duration = Duration::from_secs(5);
/// Each wait is twice as long as the one before, up to this.
const SELDOM: Duration = Duration::from_mins(5);

/// What can be asked of the allocator.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Gives to the system what is free, where much was allocated that is not needed any more.
    pub give_back: fn(),
    /// Puts what is in use where the processor finds it sooner.
    pub settle: fn(),
}

/// A thread that settles memory; ends when this is dropped.
#[derive(Debug)]
pub(super) struct Settling(#[expect(dead_code, reason = "hung up when it is dropped")] Sender<()>);

impl Settling {
    /// Calls `settle` on a thread of its own, soon, and ever more seldom afterwards.
    pub(super) fn start(settle: fn()) -> Self {
        let (going_on, ended) = channel();
        let spawned = thread::Builder::new().name("settling".to_owned()).spawn(move || {
            priority::step_back();
            let mut wait = SOON;
            while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                settle();
                wait = SELDOM.min(2 * wait);
            }
        });
        // The server does without.
        if let Err(fault) = spawned {
            log::warn!("cannot start the thread that settles memory: {fault}");
        }
        Self(going_on)
    }
}

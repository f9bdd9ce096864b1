//! Threads beside those that answer: what takes long is done here, a few at a time, so that everybody else is
//! answered meanwhile.

use std::io;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::oneshot;

/// How many tasks may wait for each thread: dear questions take some 20 ms, so the last one waits half a second.
pub const QUEUE_PER_THREAD: usize = 32;

/// How far the threads step back behind those that answer: to a tenth of the time, where both want the same core. Not
/// farther, so that on a machine that is busy for long they get on too.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

type Task = Box<dyn FnOnce() + Send>;

/// All threads are busy and the queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

/// A fixed number of threads with a bounded queue before them. The threads end after the last task once it is dropped.
#[derive(Debug)]
pub struct Pool {
    queue: SyncSender<Task>,
}

impl Pool {
    /// Starts as many threads as the machine has cores but one, which is left to those that answer.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn for_machine() -> io::Result<Self> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get).saturating_sub(1).max(1);
        Self::start(threads, threads * QUEUE_PER_THREAD)
    }

    /// Starts so many threads, and lets so many tasks wait.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(threads: usize, waiting: usize) -> io::Result<Self> {
        let (queue, tasks) = sync_channel(waiting);
        let tasks = Arc::new(Mutex::new(tasks));
        for _ in 0..threads {
            let tasks = Arc::clone(&tasks);
            thread::Builder::new().name("dear".to_owned()).spawn(move || work(&tasks))?;
        }
        Ok(Self { queue })
    }

    /// Does the work and returns what it returns; its panic comes here too. It is not begun where nobody waits for it any
    /// more, as when the client has gone.
    ///
    /// # Errors
    /// [`Busy`]: the work was not taken on.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let (done, outcome) = oneshot::channel();
        let task = move || {
            if !done.is_closed() {
                // A client that went meanwhile is told nothing.
                let _ = done.send(catch_unwind(AssertUnwindSafe(work)));
            }
        };
        self.queue.try_send(Box::new(task)).map_err(|_| Busy)?;
        match outcome.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(Busy),
        }
    }
}

/// Does the tasks one by one until no more can come.
fn work(tasks: &Mutex<Receiver<Task>>) {
    step_back();
    loop {
        let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match task {
            Ok(task) => task(),
            Err(_) => return,
        }
    }
}

/// Lowers the priority of this thread below that of the others.
fn step_back() {
    #[cfg(target_os = "linux")]
    if let Err(fault) = rustix::process::nice(NICE) {
        log::debug!("cannot lower the priority of the threads for slow requests: {fault}");
    }
}

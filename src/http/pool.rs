//! Threads beside those that answer: what takes long is done here, a few at a time, so that everybody else is
//! answered meanwhile.

use std::io;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::oneshot;

use crate::metrics::readings;
use crate::priority::{give_way, step_aside};

/// How many tasks may wait for each thread: dear questions take some 20 ms, so the last one waits half a second.
pub const QUEUE_PER_THREAD: usize = 32;

type Task = Box<dyn FnOnce() + Send>;

/// All threads are busy and the queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy;

readings! {
    /// How busy a pool is.
    pub struct PoolReadings {
        /// Threads for slow requests.
        Gauge "afisha_slow_requests_threads" [] => threads: usize;
        /// Slow requests, and large responses to compress, that are being worked on.
        Gauge "afisha_slow_requests_running" [] => running: u64;
        /// Slow requests that wait for a thread.
        Gauge "afisha_slow_requests_waiting" [] => waiting: u64;
        /// The most slow requests that may wait; further ones are refused (429).
        Gauge "afisha_slow_requests_max_waiting" [] => max_waiting: usize;
        /// Slow requests refused because too many were waiting.
        Counter "afisha_slow_requests_refused" [] => refused: u64;
    }
}

/// What is counted of a pool.
#[derive(Debug)]
struct PoolLoad {
    threads: usize,
    max_waiting: usize,
    running: AtomicU64,
    waiting: AtomicU64,
    refused: AtomicU64,
}

/// A fixed number of threads with a bounded queue before them. The threads end after the last task once it is dropped.
#[derive(Debug)]
pub struct Pool {
    queue: SyncSender<Task>,
    load: Arc<PoolLoad>,
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
        Self::start_at(step_aside, threads, waiting)
    }

    /// Starts so many threads that run where nobody else wants the core, and lets so many tasks wait.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start_giving_way(threads: usize, waiting: usize) -> io::Result<Self> {
        Self::start_at(give_way, threads, waiting)
    }

    fn start_at(lower: fn(), threads: usize, waiting: usize) -> io::Result<Self> {
        let (queue, tasks) = sync_channel(waiting);
        let tasks = Arc::new(Mutex::new(tasks));
        for _ in 0..threads {
            let tasks = Arc::clone(&tasks);
            thread::Builder::new().name("dear".to_owned()).spawn(move || work(lower, &tasks))?;
        }
        let [running, waiting_now, refused] = [0; 3].map(AtomicU64::new);
        let load = PoolLoad { threads, max_waiting: waiting, running, waiting: waiting_now, refused };
        Ok(Self { queue, load: Arc::new(load) })
    }

    /// Returns how busy it is.
    pub fn readings(&self) -> PoolReadings {
        let load = &self.load;
        PoolReadings {
            threads: load.threads,
            running: load.running.load(Ordering::Relaxed),
            waiting: load.waiting.load(Ordering::Relaxed),
            max_waiting: load.max_waiting,
            refused: load.refused.load(Ordering::Relaxed),
        }
    }

    /// Does the work and returns what it returns; its panic comes here too. It is not begun where nobody waits for it any
    /// more, as when the client has gone.
    ///
    /// # Errors
    /// [`Busy`]: the work was not taken on.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Busy> {
        let (done, outcome) = oneshot::channel();
        let load = Arc::clone(&self.load);
        let task = move || {
            load.waiting.fetch_sub(1, Ordering::Relaxed);
            load.running.fetch_add(1, Ordering::Relaxed);
            // A client that went meanwhile is told nothing.
            let outcome = (!done.is_closed()).then(|| catch_unwind(AssertUnwindSafe(work)));
            // Before anybody hears of the outcome: who does finds the thread free.
            load.running.fetch_sub(1, Ordering::Relaxed);
            if let Some(outcome) = outcome {
                let _ = done.send(outcome);
            }
        };
        self.load.waiting.fetch_add(1, Ordering::Relaxed);
        if self.queue.try_send(Box::new(task)).is_err() {
            self.load.waiting.fetch_sub(1, Ordering::Relaxed);
            self.load.refused.fetch_add(1, Ordering::Relaxed);
            return Err(Busy);
        }
        match outcome.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(Busy),
        }
    }
}

/// Does the tasks one by one until no more can come.
fn work(lower: fn(), tasks: &Mutex<Receiver<Task>>) {
    lower();
    loop {
        let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match task {
            Ok(task) => task(),
            Err(_) => return,
        }
    }
}

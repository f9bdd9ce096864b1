//! Questions to a database that may go silent.
//!
//! The libraries of both databases block their caller: a server that hangs, or a network that swallows what is sent, may
//! hold them for minutes or for good, and neither the server's timeouts nor TCP's see all of it (a process that is
//! stopped still acknowledges). So the question is put by a thread of its own. Where no sign of life comes in time, the
//! thread is left to itself, with its connection, and ends when the library lets go of it.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::pulse::{self, Beat};
use super::{DatabaseUrl, Store, StoreError};

/// How long a connection may take to be made at most: the library's own timeout, once for each address of the server, is
/// less.
const CONNECT: Duration = Duration::from_secs(60);
/// How long a long question may go without a sign of life before the database is asked for one.
const PROBE: Duration = Duration::from_secs(1);
/// How long a long question may go without a sign of life of its own at all.
const LONGEST: Duration = Duration::from_secs(600);

/// Asks a store without being held up by it. Questions come one after another.
pub struct Asker {
    store: Store,
    helper: Mutex<Option<Helper>>,
}

impl Asker {
    /// Asks this store.
    pub fn new(store: &Store) -> Self {
        Self { store: store.clone(), helper: Mutex::new(None) }
    }

    /// Returns how long an answer to a small question is waited for.
    pub fn patience(&self) -> Duration {
        self.store.pool.url().patience()
    }

    /// Puts a small question.
    ///
    /// # Errors
    /// What the question gives; [`StoreError::Silent`] where the database does not answer within the connect timeout.
    pub fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let url = self.store.pool.url();
        self.put(question, url.patience(), &mut |silent| within(url, silent, url.patience()))
    }

    /// Puts a question that may take as long as it takes, as long as the database lives: it is asked for a sign of life
    /// where none comes by itself.
    ///
    /// # Errors
    /// What the question gives, or the sign of life; [`StoreError::Silent`].
    pub fn ask_long<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let probe = Self::new(&self.store);
        let url = self.store.pool.url();
        self.put(question, PROBE, &mut |silent| within(url, silent, LONGEST).and_then(|()| probe.probe()))
    }

    /// Asks for a sign of life. A refusal is one, such as that of a server with too many clients: only what takes as long as
    /// no answer does is silence.
    fn probe(&self) -> Result<(), StoreError> {
        let began = Instant::now();
        let sign = self.ask(Store::ping);
        if began.elapsed() < self.store.pool.url().patience() / 2 { Ok(()) } else { sign }
    }

    /// Puts the question to a thread, and gives up where `silent` does, which is asked after each `wait` without a beat.
    fn put<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
        wait: Duration,
        silent: &mut dyn FnMut(Duration) -> Result<(), StoreError>,
    ) -> Result<T, StoreError> {
        let store = self.store.clone();
        let mut kept = self.helper.lock().unwrap_or_else(PoisonError::into_inner);
        let helper = kept.take().map_or_else(Helper::start, Ok).map_err(|fault| no_thread(&fault))?;
        let answer = helper.give(move || question(&store));
        match heard(&answer, wait, silent) {
            Heard::Answer(answer) => {
                *kept = Some(helper);
                answer
            }
            Heard::Silence(fault) => {
                // What else is connected to a silent database is not worth trying.
                self.store.pool.renew();
                Err(fault)
            }
            Heard::Panic => std::panic::resume_unwind(helper.panic()),
        }
    }
}

/// Does work for the database on a thread of its own, and gives up where no sign of life comes within the patience.
///
/// # Errors
/// What the work gives; [`StoreError::Silent`].
pub(super) fn answered<T: Send + 'static>(
    url: &DatabaseUrl,
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let helper = Helper::start().map_err(|fault| no_thread(&fault))?;
    let answer = helper.give(work);
    match heard(&answer, url.patience(), &mut |silent| within(url, silent, url.patience())) {
        Heard::Answer(answer) => answer,
        Heard::Silence(fault) => Err(fault),
        Heard::Panic => std::panic::resume_unwind(helper.panic()),
    }
}

fn within(url: &DatabaseUrl, silent: Duration, most: Duration) -> Result<(), StoreError> {
    if silent < most {
        return Ok(());
    }
    Err(StoreError::Silent { database: url.place().into_owned(), seconds: silent.as_secs() })
}

fn no_thread(fault: &io::Error) -> StoreError {
    StoreError::Away { reason: format!("cannot start a thread: {fault}") }
}

/// What comes from the thread that puts a question.
enum Sign<T> {
    Beat(Beat),
    Answer(Result<T, StoreError>),
}

/// What became of a question.
enum Heard<T> {
    Answer(Result<T, StoreError>),
    /// It was given up.
    Silence(StoreError),
    /// Its thread ended without an answer.
    Panic,
}

/// Waits for the answer. Whenever nothing came for a `wait`, `silent` is asked whether to go on, and told how long nothing
/// has come.
fn heard<T>(
    signs: &Receiver<Sign<T>>,
    wait: Duration,
    silent: &mut dyn FnMut(Duration) -> Result<(), StoreError>,
) -> Heard<T> {
    let (mut last, mut patience) = (Instant::now(), wait);
    loop {
        match signs.recv_timeout(patience) {
            Ok(Sign::Answer(answer)) => return Heard::Answer(answer),
            Ok(Sign::Beat(beat)) => {
                last = Instant::now();
                patience = if beat == Beat::Connecting { CONNECT } else { wait };
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Err(fault) = silent(last.elapsed()) {
                    return Heard::Silence(fault);
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Heard::Panic,
        }
    }
}

type Job = Box<dyn FnOnce() + Send>;

/// A thread that puts questions; it ends when this is dropped and the question that it has put is answered.
struct Helper {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

impl Helper {
    fn start() -> io::Result<Self> {
        let (jobs, given) = channel::<Job>();
        let thread = thread::Builder::new().name("ask".to_owned()).spawn(move || given.iter().for_each(|job| job()))?;
        Ok(Self { jobs, thread })
    }

    /// Passes a question to the thread; its signs come as they come.
    fn give<T: Send + 'static>(
        &self,
        question: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Receiver<Sign<T>> {
        let (say, signs) = channel();
        let job = move || {
            let beats = say.clone();
            // Nobody may be listening any more; then nothing is lost.
            let listener = Box::new(move |beat| drop(beats.send(Sign::Beat(beat))));
            let answer = pulse::listened(listener, question);
            drop(say.send(Sign::Answer(answer)));
        };
        // Where the thread has ended, the signs end too.
        drop(self.jobs.send(Box::new(job)));
        signs
    }

    /// Returns what the thread panicked with.
    fn panic(self) -> Box<dyn std::any::Any + Send> {
        drop(self.jobs);
        self.thread.join().err().unwrap_or_else(|| Box::new("a question was put to a thread that had ended"))
    }
}

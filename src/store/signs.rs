//! Work for a database that may go silent, and the signs of life that come of it.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::pulse::{self, Beat};
use super::{DatabaseUrl, StoreError};

/// How long a connection may take to be made at most: the library's own timeout, once for each address of the server, is
/// less.
const CONNECT: Duration = Duration::from_secs(60);

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

pub(super) fn within(url: &DatabaseUrl, silent: Duration, most: Duration) -> Result<(), StoreError> {
    if silent < most {
        return Ok(());
    }
    Err(StoreError::Silent { database: url.place().into_owned(), seconds: silent.as_secs() })
}

pub(super) fn no_thread(fault: &io::Error) -> StoreError {
    StoreError::Away { reason: format!("cannot start a thread: {fault}") }
}

/// What comes from the thread that puts a question.
pub(super) enum Sign<T> {
    Beat(Beat),
    Answer(Result<T, StoreError>),
}

/// What became of a question.
pub(super) enum Heard<T> {
    Answer(Result<T, StoreError>),
    /// It was given up.
    Silence(StoreError),
    /// Its thread ended without an answer.
    Panic,
}

/// Waits for the answer. Whenever nothing came for a `wait`, `silent` is asked whether to go on, and told how long nothing
/// has come.
pub(super) fn heard<T>(
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
pub(super) struct Helper {
    jobs: Sender<Job>,
    thread: JoinHandle<()>,
}

impl Helper {
    pub(super) fn start() -> io::Result<Self> {
        let (jobs, given) = channel::<Job>();
        let thread = thread::Builder::new().name("ask".to_owned()).spawn(move || given.iter().for_each(|job| job()))?;
        Ok(Self { jobs, thread })
    }

    /// Passes a question to the thread; its signs come as they come.
    pub(super) fn give<T: Send + 'static>(
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
    pub(super) fn panic(self) -> Box<dyn std::any::Any + Send> {
        drop(self.jobs);
        self.thread.join().err().unwrap_or_else(|| Box::new("a question was put to a thread that had ended"))
    }
}

//! Writing what downloaders report, beside the threads that answer: a thread takes what waits, and writes many reports in
//! one transaction. Whoever reports waits until it is on the disk.

use std::convert::Infallible;
use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::clock::Clock;
use crate::priority::give_way;
use crate::store::{Asker, Blame, BtnStore, IncomingReport, StoreError};

use super::background::Background;
use super::inbox::Inbox;

/// How many reports may wait.
const MAX_WAITING: usize = 1_000;
/// How many records may wait in them, and of how many bytes, which bounds their memory; one report alone may have more.
const MAX_RECORDS_WAITING: usize = 200_000;
const MAX_BYTES_WAITING: usize = 128 << 20;
/// The most records of one transaction, unless one report alone has more. A larger one takes no less for each of them, and keeps
/// waiting whoever comes meanwhile.
const RECORDS_AT_ONCE: usize = 4_000;
/// How many records a report counts for at least: it costs something by itself.
const RECORDS_OF_REPORT: usize = 40;
/// How often is looked whether a day is over.
const LOOK: Duration = Duration::from_secs(600);

/// Why a report is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritten {
    /// Too many wait already: later it may work.
    Full,
    /// The database does not write at present. It may have been written all the same, and may come again.
    Unavailable,
}

/// A report, and who waits for it.
#[derive(Debug)]
struct WaitingReport {
    report: IncomingReport,
    waits: oneshot::Sender<Result<(), Unwritten>>,
    records: WaitingPlaces,
    bytes: WaitingPlaces,
}

/// Places that a report takes up while it waits.
#[derive(Debug)]
struct WaitingPlaces {
    taken: Arc<AtomicUsize>,
    count: usize,
}

/// Where doors leave reports.
#[derive(Clone, Debug)]
pub struct Reports {
    inbox: Arc<Inbox<WaitingReport>>,
    records: Arc<AtomicUsize>,
    bytes: Arc<AtomicUsize>,
}

impl Reports {
    /// Writes a report; returns when it is on the disk, with all others that were written with it.
    ///
    /// # Errors
    /// [`Unwritten::Full`], at once; [`Unwritten::Unavailable`].
    pub async fn submit(&self, report: IncomingReport) -> Result<(), Unwritten> {
        let records =
            WaitingPlaces::take(&self.records, report.records(), MAX_RECORDS_WAITING).ok_or(Unwritten::Full)?;
        let bytes = WaitingPlaces::take(&self.bytes, report.bytes, MAX_BYTES_WAITING).ok_or(Unwritten::Full)?;
        let (waits, written) = oneshot::channel();
        self.inbox.put(WaitingReport { report, waits, records, bytes }).map_err(|_| Unwritten::Full)?;
        written.await.unwrap_or(Err(Unwritten::Unavailable))
    }
}

impl WaitingPlaces {
    /// Takes places of so many; `None`: there are not so many left.
    fn take(taken: &Arc<AtomicUsize>, count: usize, most: usize) -> Option<Self> {
        let fits = |before: usize| (before == 0 || before + count <= most).then_some(before + count);
        taken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, fits).ok()?;
        Some(Self { taken: Arc::clone(taken), count })
    }
}

impl Drop for WaitingPlaces {
    fn drop(&mut self) {
        self.taken.fetch_sub(self.count, Ordering::SeqCst);
    }
}

/// The thread that writes reports, and the one that makes days and drops them; they end when it is stopped or dropped.
#[derive(Debug)]
pub struct ReportWriter {
    writing: Background<WaitingReport>,
    keeping: Background<Infallible>,
    records: Arc<AtomicUsize>,
    bytes: Arc<AtomicUsize>,
}

impl ReportWriter {
    /// Starts writing.
    ///
    /// # Errors
    /// The machine gives no thread.
    pub fn start(store: &BtnStore, clock: Clock) -> io::Result<Self> {
        let (asker, days) = (store.asker(), DayKeeper { asker: store.asker(), clock: clock.clone() });
        let mut work = ReportWork { asker, clock, is_failing: false };
        let write = move |reports: &Inbox<WaitingReport>| {
            give_way();
            loop {
                let batch =
                    reports.take_weighed(RECORDS_AT_ONCE, |waiting| waiting.records.count.max(RECORDS_OF_REPORT));
                if batch.is_empty() {
                    return;
                }
                if work.write(batch).is_err() {
                    // Nobody waits for one failure after another.
                    reports.take_all().into_iter().for_each(WaitingReport::refuse);
                }
            }
        };
        let keep = move |open: &Inbox<Infallible>| {
            give_way();
            while open.is_open() {
                days.keep();
                open.pause(LOOK);
            }
        };
        Ok(Self {
            writing: Background::start("reports", MAX_WAITING, write)?,
            keeping: Background::start("report-days", 0, keep)?,
            records: Arc::default(),
            bytes: Arc::default(),
        })
    }

    /// Returns where doors leave reports.
    pub fn reports(&self) -> Reports {
        let (records, bytes) = (Arc::clone(&self.records), Arc::clone(&self.bytes));
        Reports { inbox: self.writing.inbox(), records, bytes }
    }

    /// Ends the threads, but does not wait for them past the moment; tells whether they have ended. Whoever still waits is
    /// told that nothing was written.
    pub fn stop(self, until: Instant) -> bool {
        let (writing, keeping) = (self.writing.stop(until), self.keeping.stop(until));
        writing && keeping
    }
}

impl WaitingReport {
    /// Tells whoever waits that it is not written; one who went meanwhile is told nothing.
    fn refuse(self) {
        let _gone = self.waits.send(Err(Unwritten::Unavailable));
    }
}

/// What the writing thread works with.
struct ReportWork {
    asker: Asker<BtnStore>,
    clock: Clock,
    /// Whether it is said that reports cannot be written.
    is_failing: bool,
}

impl ReportWork {
    /// Writes reports in one transaction, and tells whoever waits. Where one of them cannot be written, whatever the state of
    /// the database is, each is written by itself: it costs no other.
    ///
    /// # Errors
    /// The database does not write: everybody was told so.
    fn write(&mut self, batch: Vec<WaitingReport>) -> Result<(), StoreError> {
        let (reports, waiting): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|waiting| (waiting.report, (waiting.waits, waiting.records, waiting.bytes))).unzip();
        let reports = Arc::new(reports);
        let written = self.take_in(&reports, 0..reports.len());
        let is_of_one = written.as_ref().is_err_and(|fault| fault.blame() != Blame::Machine);
        for (number, (waits, _records, _bytes)) in waiting.into_iter().enumerate() {
            let is_written =
                if is_of_one { self.take_in(&reports, number..number + 1).is_ok() } else { written.is_ok() };
            let _gone = waits.send(if is_written { Ok(()) } else { Err(Unwritten::Unavailable) });
        }
        if is_of_one { Ok(()) } else { written }
    }

    /// Writes some of the reports in one transaction.
    fn take_in(&mut self, reports: &Arc<Vec<IncomingReport>>, some: Range<usize>) -> Result<(), StoreError> {
        let (reports, now) = (Arc::clone(reports), self.clock.now());
        let written = self.asker.ask_long(move |store| store.take_in(&reports[some], now));
        self.report(written.as_ref().err());
        written.map(drop)
    }

    /// Says when reports cannot be written, and when they can again.
    fn report(&mut self, fault: Option<&StoreError>) {
        match fault {
            None if self.is_failing => log::info!("reports are being written again"),
            Some(fault) if !self.is_failing => log::warn!("reports cannot be written and are refused: {fault}"),
            _ => {}
        }
        self.is_failing = fault.is_some();
    }
}

/// What makes days and drops them.
struct DayKeeper {
    asker: Asker<BtnStore>,
    clock: Clock,
}

impl DayKeeper {
    fn keep(&self) {
        let now = self.clock.now();
        match self.asker.ask_long(move |store| store.keep_days(now)) {
            Ok(0) => {}
            Ok(dropped) => log::info!("dropped {dropped} days of reports"),
            Err(fault) => log::warn!("days of reports cannot be made or dropped: {fault}"),
        }
    }
}

//! One run of a pass over what a peer exports.

use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use crate::catalog::Moment;
use crate::clock::Clock;
use crate::number::{to_nearest_index, to_u64};
use crate::peer::client::{ExportAnswer, PeerClient};
use crate::peer::sync::{DropReason, PassWish, PeerProgress, sort};
use crate::store::{Asker, LeasedPeer, PassOutcome, PeerLease, PeerPage};

use super::fault::PassFault;
use super::fetch::{FetchFault, Fetcher};
use super::report::PassReport;
use super::timer::PassTimer;

/// How often a lease is renewed while no page comes.
const RENEWAL: Duration = Duration::from_secs(60);
/// The part of a peer's torrents, one in so many, that may leave at the end of a full pass.
const MAX_LEAVING: u64 = 5;

/// What a pass may do.
#[derive(Clone, Copy, Debug)]
pub struct PassLimits {
    /// After how many days a full pass is due.
    pub full_days: u32,
    /// The most torrents of one peer that are kept.
    pub max_items: u64,
}

/// Runs passes.
#[derive(Clone, Copy)]
pub struct PeerSync<'a> {
    /// Where what peers tell is kept.
    pub asker: &'a Asker,
    /// The present time.
    pub clock: &'a Clock,
    /// How the time passes.
    pub timer: &'a dyn PassTimer,
    /// What a pass may do.
    pub limits: PassLimits,
}

impl PeerSync<'_> {
    /// Runs a pass to its end, from where the last one was interrupted; `full`: a full one. `shown` is told after each page
    /// what has been done so far. Gives the lease up.
    ///
    /// # Errors
    /// Why it has ended before its end, which is also on record with the peer; what was stored by then stays.
    pub fn run(
        &self,
        leased: LeasedPeer,
        client: &PeerClient,
        full: bool,
        shown: &mut dyn FnMut(&PassReport),
    ) -> Result<PassReport, PassFault> {
        let (lease, mut progress) = (leased.lease, leased.record.progress);
        let began = self.clock.now();
        let wish = PassWish { full, full_days: self.limits.full_days };
        progress.pass = progress.pass.begin(wish, began);
        if progress.pass.is_full && progress.pass.cursor.is_none() {
            (progress.seen, progress.dropped) = (0, 0);
        }
        let mut run =
            PassUnderWay { sync: self, lease, report: PassReport::new(began, progress.pass.is_full), progress };
        let done = run.pages(client, shown).and_then(|()| run.sweep());
        run.end(done, leased.record.health.tried)
    }
}

struct PassUnderWay<'a> {
    sync: &'a PeerSync<'a>,
    lease: PeerLease,
    progress: PeerProgress,
    report: PassReport,
}

impl PassUnderWay<'_> {
    /// Stores page after page while the next one is fetched.
    fn pages(&mut self, client: &PeerClient, shown: &mut dyn FnMut(&PassReport)) -> Result<(), PassFault> {
        let peer = self.lease.peer();
        let kept = self.sync.asker.ask_long(move |store| store.count_missed_torrents(peer, 0))?.all;
        let mut room = self.sync.limits.max_items.saturating_sub(kept);
        let fetcher = Fetcher::new(client, self.sync.timer, &self.progress);
        // No page waits between the two: one is being stored and one fetched at most.
        let (give, pages) = sync_channel(0);
        thread::scope(|scope| {
            scope.spawn(move || fetcher.run(&give));
            let done = self.store_all(pages, &mut room, shown);
            if done.is_err() {
                // Whatever the other thread waits for.
                self.sync.timer.halt();
                client.shut_down();
            }
            done
        })
    }

    fn store_all(
        &mut self,
        pages: Receiver<Result<ExportAnswer, FetchFault>>,
        room: &mut u64,
        shown: &mut dyn FnMut(&PassReport),
    ) -> Result<(), PassFault> {
        loop {
            match pages.recv_timeout(RENEWAL) {
                Ok(Ok(page)) => {
                    let is_last = page.next_cursor.is_none();
                    *room = room.saturating_sub(self.store(page, *room)?);
                    shown(&self.report);
                    if is_last {
                        return Ok(());
                    }
                }
                Ok(Err(FetchFault { fault, anew })) => {
                    if anew {
                        self.progress.pass = std::mem::take(&mut self.progress.pass).anew();
                    }
                    return Err(fault);
                }
                Err(RecvTimeoutError::Timeout) => self.renew()?,
                // It says why it ends, unless it panicked; that comes up where the thread is joined.
                Err(RecvTimeoutError::Disconnected) => return Err(PassFault::Halted),
            }
        }
    }

    /// Stores a page; returns how many torrents the peer has more than before.
    fn store(&mut self, page: ExportAnswer, room: u64) -> Result<u64, PassFault> {
        let now = self.sync.clock.now();
        let items = to_u64(page.items.len());
        let mut sorted = sort(page.items, now);
        let mark = self.progress.pass.mark();
        let mut progress = self.progress.clone();
        progress.habits = page.habits;
        progress.clock_difference = Some(page.clock_difference);
        progress.newest = progress.newest.max(sorted.newest);
        if progress.pass.is_full {
            progress.seen += items;
            progress.dropped += sorted.drops.total();
        }
        progress.pass = match page.next_cursor {
            Some(cursor) => progress.pass.after_page(page.answered, cursor),
            None => progress.pass.with_page(page.answered).complete(now),
        };
        let page =
            PeerPage { progress: progress.clone(), mark, torrents: sorted.torrents, room: to_nearest_index(room) };
        let lease = self.lease.clone();
        let stored = self.sync.asker.ask_long(move |store| store.store_peer_page(&lease, &page, now))?;
        let stored = stored.ok_or(PassFault::LeaseLost)?;
        let over = to_u64(stored.over);
        sorted.drops.add(DropReason::Ceiling, over);
        if progress.pass.is_full {
            progress.dropped += over;
        }
        self.progress = progress;
        self.report.pages += 1;
        self.report.items += items;
        self.report.imported += to_u64(stored.imported);
        self.report.drops.merge(&sorted.drops);
        Ok(to_u64(stored.imported))
    }

    fn renew(&self) -> Result<(), PassFault> {
        let (lease, now) = (self.lease.clone(), self.sync.clock.now());
        let held = self.sync.asker.ask_long(move |store| store.renew_peer_lease(&lease, now))?;
        if held { Ok(()) } else { Err(PassFault::LeaseLost) }
    }

    /// Removes what two full passes running did not see, unless that is too much to be true.
    fn sweep(&mut self) -> Result<(), PassFault> {
        let Some(mark) = self.progress.pass.missed() else { return Ok(()) };
        let peer = self.lease.peer();
        let missed = self.sync.asker.ask_long(move |store| store.count_missed_torrents(peer, mark))?;
        if missed.missed.saturating_mul(MAX_LEAVING) > missed.all {
            self.report.note = Some(format!(
                "{} of {} torrents were not seen by two full passes running, more than 20%: nothing was removed; if the \
                 peer has really removed them, purge it and sync it again",
                missed.missed, missed.all
            ));
            return Ok(());
        }
        while self.report.left < missed.missed {
            let (lease, now) = (self.lease.clone(), self.sync.clock.now());
            let removed = self.sync.asker.ask_long(move |store| store.remove_missed_torrents(&lease, mark, now))?;
            match removed.ok_or(PassFault::LeaseLost)? {
                0 => break,
                removed => self.report.left += to_u64(removed),
            }
        }
        Ok(())
    }

    /// Notes how the run went, and gives the lease up.
    fn end(self, done: Result<(), PassFault>, tried: Option<Moment>) -> Result<PassReport, PassFault> {
        let (lease, asker) = (self.lease.clone(), self.sync.asker);
        let outcome = match &done {
            Ok(()) => PassOutcome::Complete,
            Err(PassFault::LeaseLost) => return Err(PassFault::LeaseLost),
            Err(PassFault::Halted) => PassOutcome::Interrupted { tried },
            Err(fault) if fault.is_of_peer() => PassOutcome::Failed,
            Err(_) => {
                // The database may be out of reach; then the lease ends by itself.
                if let Err(fault) = asker.ask(move |store| store.end_peer_lease(&lease)) {
                    log::debug!("the lease of a peer cannot be given up: {fault}");
                }
                return done.map(|()| self.report);
            }
        };
        let run = self.report.run(self.sync.clock.now(), done.as_ref().err().map(ToString::to_string));
        let progress = self.progress;
        let ended = asker.ask(move |store| store.end_peer_pass(&lease, &progress, &run, outcome));
        match (done, ended) {
            (Ok(()), Ok(true)) => Ok(self.report),
            (Ok(()), Ok(false)) => Err(PassFault::LeaseLost),
            (Ok(()), Err(fault)) => Err(fault.into()),
            (Err(fault), _) => Err(fault),
        }
    }
}

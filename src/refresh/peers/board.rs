//! What is known of the peers whom we ask, for metrics: noted by the threads that ask, read by the door of operations.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::peer::PeerName;
use crate::peer::sync::{DropCounts, DropReason};
use crate::store::PeerRecord;

use super::report::PassReport;

/// What is known of the peers whom we ask.
#[derive(Debug, Default)]
pub struct PeerBoard(Mutex<PeerNotes>);

/// What is noted of peers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PeerNotes {
    /// The peers on record, as they were last read.
    pub(super) peers: Vec<PeerRecord>,
    /// Torrents that were new since the start, by peer.
    pub(super) imported: BTreeMap<PeerName, u64>,
    /// Items that were not kept since the start, by peer and reason.
    pub(super) dropped: BTreeMap<(PeerName, DropReason), u64>,
}

/// What of a pass is noted already.
#[derive(Clone, Debug, Default)]
pub(super) struct NotedPass {
    imported: u64,
    drops: DropCounts,
}

impl PeerBoard {
    /// Notes the peers on record.
    pub(super) fn list(&self, peers: &[PeerRecord]) {
        self.lock().peers = peers.to_vec();
    }

    /// Notes what a pass has done so far, of which `noted` is noted already.
    pub(super) fn add(&self, peer: &PeerName, report: &PassReport, noted: &mut NotedPass) {
        let mut notes = self.lock();
        *notes.imported.entry(peer.clone()).or_default() += report.imported - noted.imported;
        let before: BTreeMap<DropReason, u64> = noted.drops.by_reason().collect();
        for (reason, count) in report.drops.by_reason() {
            let new = count - before.get(&reason).copied().unwrap_or_default();
            *notes.dropped.entry((peer.clone(), reason)).or_default() += new;
        }
        *noted = NotedPass { imported: report.imported, drops: report.drops.clone() };
    }

    /// Returns what is noted so far.
    pub(super) fn notes(&self) -> PeerNotes {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, PeerNotes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use crate::catalog::Moment;

    use super::*;

    #[test]
    fn passes_are_added_up_page_by_page() {
        let (board, peer) = (PeerBoard::default(), PeerName::new("a").unwrap());
        for _ in 0..2 {
            let (mut report, mut noted) = (PassReport::new(Moment(0), true), NotedPass::default());
            for _ in 0..3 {
                report.imported += 10;
                report.drops.add(DropReason::Hash, 2);
                board.add(&peer, &report, &mut noted);
            }
        }
        let notes = board.notes();
        assert_eq!(notes.imported, BTreeMap::from([(peer.clone(), 60)]));
        assert_eq!(notes.dropped, BTreeMap::from([((peer, DropReason::Hash), 12)]));
    }
}

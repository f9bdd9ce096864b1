//! What a pass has done.

use crate::catalog::Moment;
use crate::peer::sync::DropCounts;
use crate::store::PassRun;

/// What a run of a pass has done, or has done so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassReport {
    /// When it began.
    pub began: Moment,
    /// Whether everything is asked for.
    pub is_full: bool,
    /// Pages that were stored.
    pub pages: u64,
    /// Items on them.
    pub items: u64,
    /// Torrents that the peer had not told of before.
    pub imported: u64,
    /// Items that were not kept.
    pub drops: DropCounts,
    /// Torrents that the peer does not tell of any more, and that left.
    pub left: u64,
    /// What is odd about it.
    pub note: Option<String>,
}

impl PassReport {
    pub(super) fn new(began: Moment, is_full: bool) -> Self {
        let drops = DropCounts::default();
        Self { began, is_full, pages: 0, items: 0, imported: 0, drops, left: 0, note: None }
    }

    /// Returns what is remembered of it, with what went wrong, if anything.
    pub(super) fn run(&self, ended: Moment, fault: Option<String>) -> PassRun {
        PassRun {
            began: self.began,
            ended,
            is_full: self.is_full,
            pages: self.pages,
            imported: self.imported,
            dropped: self.drops.total(),
            fault: fault.or_else(|| self.note.clone()),
        }
    }
}

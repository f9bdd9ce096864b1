//! What became of the records that were reported.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::btn::report::{RecordFault, Refusals};

/// Counts records since the start.
#[derive(Debug, Default)]
pub struct TakenCounts {
    taken: AtomicU64,
    /// By the place in [`RecordFault::ALL`].
    refused: [AtomicU64; RecordFault::ALL.len()],
}

impl TakenCounts {
    /// Counts what became of the records of a report.
    pub fn add(&self, taken: u64, refused: Refusals) {
        self.taken.fetch_add(taken, Ordering::Relaxed);
        for (known, (_, count)) in self.refused.iter().zip(refused.by_reason()) {
            known.fetch_add(count, Ordering::Relaxed);
        }
    }

    /// Returns how many were taken.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Returns how many were not, by reason.
    pub fn refused(&self) -> impl Iterator<Item = (RecordFault, u64)> {
        RecordFault::ALL.into_iter().zip(self.refused.iter().map(|count| count.load(Ordering::Relaxed)))
    }
}

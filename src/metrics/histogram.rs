//! How long things take, counted without a lock: the library's own histogram takes one for each observation.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use prometheus_client::encoding::{MetricEncoder, NoLabelSet};

/// The upper bounds of the buckets, in nanoseconds: a page takes some tens of microseconds, a slow question some tens of
/// milliseconds, and nobody waits for longer than seconds.
const BOUNDS: [u64; 13] = [
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    100_000_000,
    500_000_000,
    1_000_000_000,
    5_000_000_000,
];

const NANOSECONDS_A_SECOND: u64 = 1_000_000_000;

/// Times in buckets, and their sum.
#[derive(Debug, Default)]
pub(super) struct Histogram {
    /// By bound; those that none holds are in the last one.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

impl Histogram {
    /// Counts a time; the sum stays right for 584 years of them.
    pub(super) fn observe(&self, took: Duration) {
        let whole = took.as_secs().saturating_mul(NANOSECONDS_A_SECOND);
        let nanoseconds = whole.saturating_add(u64::from(took.subsec_nanos()));
        let at = BOUNDS.partition_point(|bound| *bound < nanoseconds);
        self.buckets[at].fetch_add(1, Ordering::Relaxed);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// Returns the times counted, by bucket.
    fn counts(&self) -> [u64; BOUNDS.len() + 1] {
        self.buckets.each_ref().map(|bucket| bucket.load(Ordering::Relaxed))
    }

    /// Tells whether nothing was counted yet.
    pub(super) fn is_empty(&self) -> bool {
        self.counts().iter().all(|count| *count == 0)
    }

    pub(super) fn write(&self, encoder: &mut MetricEncoder<'_>) -> fmt::Result {
        let counts = self.counts();
        let bounds = BOUNDS.map(|bound| Duration::from_nanos(bound).as_secs_f64());
        let buckets: Vec<(f64, u64)> = bounds.into_iter().chain([f64::INFINITY]).zip(counts).collect();
        let sum = Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed)).as_secs_f64();
        encoder.encode_histogram::<NoLabelSet>(sum, counts.iter().sum(), &buckets, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_in_the_first_bucket_that_holds_it() {
        let histogram = Histogram::default();
        assert!(histogram.is_empty());
        for nanoseconds in [0, 50_000, 50_001, 5_000_000_000, 5_000_000_001] {
            histogram.observe(Duration::from_nanos(nanoseconds));
        }
        assert_eq!(histogram.counts(), [2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
        assert_eq!(histogram.nanoseconds.into_inner(), 10_000_100_002);
    }
}

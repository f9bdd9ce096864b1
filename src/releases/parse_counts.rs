//! What becomes of the names that are parsed, and the limits that a parse is held to.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How long a parse may take, in processor time: what it costs, however busy the machine is.
const MAX_TIME: Duration = Duration::from_millis(50);

thread_local! {
    /// Whether this thread is in a parse whose panic is caught.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Tells whether a panic of this thread, now, would be that of a parse: it is caught and counted, and nobody has to be
/// told of it.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// How many names were parsed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParseFigures {
    /// All, those below included.
    pub names: u64,
    /// Those of which nothing was read because the parser panicked.
    pub panicked: u64,
    /// Those of which nothing was read because it took too long.
    pub slow: u64,
}

/// Counts the names that are parsed.
#[derive(Debug)]
pub(super) struct ParseCounts {
    names: AtomicU64,
    panicked: AtomicU64,
    slow: AtomicU64,
}

impl ParseCounts {
    /// Counts from zero.
    pub(super) const fn new() -> Self {
        Self { names: AtomicU64::new(0), panicked: AtomicU64::new(0), slow: AtomicU64::new(0) }
    }

    /// Returns what was counted.
    pub(super) fn figures(&self) -> ParseFigures {
        ParseFigures {
            names: self.names.load(Ordering::Relaxed),
            panicked: self.panicked.load(Ordering::Relaxed),
            slow: self.slow.load(Ordering::Relaxed),
        }
    }

    /// Runs a parse and counts it. `None`: it panicked or took longer than [`MAX_TIME`].
    ///
    /// What takes too long is run once more, and that time counts: the first one may have compiled patterns.
    pub(super) fn guarded<T>(&self, parse: impl Fn() -> T) -> Option<T> {
        self.names.fetch_add(1, Ordering::Relaxed);
        let Some((mut parsed, mut time)) = caught(&parse) else { return self.none(&self.panicked) };
        if time > MAX_TIME {
            let Some(again) = caught(&parse) else { return self.none(&self.panicked) };
            (parsed, time) = again;
        }
        if time > MAX_TIME {
            return self.none(&self.slow);
        }
        Some(parsed)
    }

    fn none<T>(&self, count: &AtomicU64) -> Option<T> {
        count.fetch_add(1, Ordering::Relaxed);
        None
    }
}

/// Runs a parse; returns what it returns, and its time. `None`: it panicked.
fn caught<T>(parse: &impl Fn() -> T) -> Option<(T, Duration)> {
    let began = processor_time();
    let outer = GUARDED.replace(true);
    let parsed = catch_unwind(AssertUnwindSafe(parse));
    GUARDED.set(outer);
    let time = processor_time().saturating_sub(began);
    Some((parsed.ok()?, time))
}

/// Returns the processor time that this thread has taken.
fn processor_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    // Neither is ever negative.
    Duration::new(now.tv_sec.unsigned_abs(), crate::number::to_u32(now.tv_nsec))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(time: Duration) {
        let began = processor_time();
        while processor_time() - began < time {}
    }

    #[test]
    fn a_panic_is_no_parse_and_counted() {
        let counts = ParseCounts::new();
        assert_eq!(counts.guarded(|| 1), Some(1));
        let guarded = Cell::new(false);
        let panicked = counts.guarded(|| -> u32 {
            guarded.set(is_guarded());
            panic!("the parser is at fault")
        });
        assert_eq!((panicked, guarded.get()), (None, true));
        assert_eq!(counts.figures(), ParseFigures { names: 2, panicked: 1, slow: 0 });
        assert!(!is_guarded());
    }

    #[test]
    fn what_takes_long_is_no_parse_and_counted_unless_only_the_first_time_did() {
        let counts = ParseCounts::new();
        assert_eq!(counts.guarded(|| work(MAX_TIME * 2)), None);
        let first = Cell::new(true);
        let parsed = counts.guarded(|| {
            if first.replace(false) {
                work(MAX_TIME * 2)
            }
        });
        assert_eq!(parsed, Some(()));
        assert_eq!(counts.figures(), ParseFigures { names: 2, panicked: 0, slow: 1 });
    }
}

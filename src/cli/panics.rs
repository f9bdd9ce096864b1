//! Panics of a server: counted, and logged seldom, so that nobody who finds a way to one can fill the disk with it.

use std::panic::{self, PanicHookInfo};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::releases::is_guarded;

/// How often a line may tell of panics.
const LINE_PERIOD: Duration = Duration::from_secs(60);

static PANICS: Mutex<Panics> = Mutex::new(Panics { told: None, untold: 0, all: 0 });

/// From here on panics that are caught and counted where they happen, such as those of the parser of release names, say
/// nothing; all others say what they would have said.
pub(super) fn leave_out_guarded() {
    let told = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if !is_guarded() {
            told(panic);
        }
    }));
}

/// From here on panics are logged: where, and how many since the last line. What a panic says besides is left out
/// unless it is part of the program, as it may repeat what a client sent.
pub(super) fn log_seldom() {
    panic::set_hook(Box::new(|panic| {
        if is_guarded() {
            return;
        }
        let count = PANICS.lock().unwrap_or_else(PoisonError::into_inner).count(Instant::now());
        if let Some(count) = count {
            log::error!("{}; panics since the last such line: {count}", said(panic));
        }
    }));
}

/// Returns how many there were since [`log_seldom`].
pub(super) fn count() -> u64 {
    PANICS.lock().unwrap_or_else(PoisonError::into_inner).all
}

fn said(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let words = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("panicked");
    format!("a thread panicked at {place}: {words}")
}

struct Panics {
    /// When a line told of them last.
    told: Option<Instant>,
    /// Those since.
    untold: u64,
    /// Those since the start.
    all: u64,
}

impl Panics {
    /// Counts one; returns how many there were since the last line, where it is time for another.
    fn count(&mut self, now: Instant) -> Option<u64> {
        self.untold += 1;
        self.all += 1;
        if self.told.is_some_and(|told| now.duration_since(told) < LINE_PERIOD) {
            return None;
        }
        self.told = Some(now);
        Some(std::mem::take(&mut self.untold))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_are_told_once_a_minute_and_counted() {
        let start = Instant::now();
        let mut panics = Panics { told: None, untold: 0, all: 0 };
        let told: Vec<_> = [0, 1, 59, 60, 61, 200].map(|at| panics.count(start + Duration::from_secs(at))).into();
        assert_eq!(told, [Some(1), None, None, Some(3), None, Some(2)]);
        assert_eq!(panics.all, 6);
    }
}

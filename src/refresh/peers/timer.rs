//! The time that passes during a pass, and waiting for some of it to.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Tells how much time has passed, and waits; can be halted, by which every wait ends.
pub trait PassTimer: Send + Sync {
    /// Returns how long ago the timer was made.
    fn elapsed(&self) -> Duration;

    /// Waits so long; tells whether it did, and was not halted.
    fn wait(&self, time: Duration) -> bool;

    /// Ends every wait, also those to come.
    fn halt(&self);

    /// Tells whether it was halted.
    fn is_halted(&self) -> bool;
}

/// A timer by the machine's clock.
#[derive(Debug)]
pub struct RealTimer {
    began: Instant,
    halted: Mutex<bool>,
    wake: Condvar,
}

impl Default for RealTimer {
    fn default() -> Self {
        Self { began: Instant::now(), halted: Mutex::new(false), wake: Condvar::new() }
    }
}

impl PassTimer for RealTimer {
    fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    fn wait(&self, time: Duration) -> bool {
        let halted = self.halted.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.wake.wait_timeout_while(halted, time, |halted| !*halted);
        !*waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn halt(&self) {
        *self.halted.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.wake.notify_all();
    }

    fn is_halted(&self) -> bool {
        *self.halted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_halt_ends_the_wait_under_way_and_those_to_come() {
        let timer = RealTimer::default();
        assert!(timer.wait(Duration::ZERO));
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| timer.wait(Duration::from_secs(3600)));
            timer.halt();
            assert!(!waiting.join().unwrap());
        });
        assert!(!timer.wait(Duration::from_secs(3600)) && timer.is_halted());
    }
}

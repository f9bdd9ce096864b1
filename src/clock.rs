//! What time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::Utc;

use crate::catalog::{Moment, PreciseMoment};

/// Tells the time: that of the machine, or one that tests set, in microseconds.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until it is [set](Self::set).
    pub fn fixed(at: impl Into<PreciseMoment>) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.into().0))))
    }

    /// Sets a fixed clock and all its clones; the clock of the machine is left alone.
    pub fn set(&self, at: impl Into<PreciseMoment>) {
        if let Some(fixed) = &self.0 {
            fixed.store(at.into().0, Ordering::SeqCst);
        }
    }

    /// Returns the present moment.
    pub fn now(&self) -> Moment {
        self.precise_now().second()
    }

    /// Returns the present moment where a fraction of a second counts.
    pub fn precise_now(&self) -> PreciseMoment {
        PreciseMoment(
            self.0.as_ref().map_or_else(|| Utc::now().timestamp_micros(), |fixed| fixed.load(Ordering::SeqCst)),
        )
    }
}

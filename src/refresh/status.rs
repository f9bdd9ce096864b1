//! How refreshing fares: what its threads note, for metrics and health. Nobody who answers a request writes or reads it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::catalog::Moment;
use crate::store::StoreError;

/// Why another snapshot is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SwapCause {
    /// The catalogue was edited, or views changed popularity.
    Edit,
    /// Something scheduled came due, or the clock was set back.
    Time,
    /// Something was learnt about films that have viewers in common.
    Model,
}

/// What is noted of refreshing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RefreshNotes {
    /// When the snapshot in service replaced the one before.
    pub swapped: Option<Moment>,
    /// How long the last edit that was followed took to be read and made into a snapshot.
    pub build: Duration,
    /// How long a finished snapshot last took to get into service, with the documents that are made from it.
    pub swap: Duration,
    /// How often another snapshot was served, by cause.
    pub swaps: BTreeMap<SwapCause, u64>,
    /// Since when the database answers; `None` while it does not.
    pub answers_since: Option<Moment>,
    /// Whether its schema is that of another version of the program.
    pub misfit: bool,
    /// How often it could not be read, by kind of failure.
    pub failures: BTreeMap<&'static str, u64>,
    /// What kind of failure came last, and when.
    pub last_failure: Option<(&'static str, Moment)>,
    /// When the recommendation model was last learnt.
    pub learnt: Option<Moment>,
}

/// Notes how refreshing fares.
#[derive(Debug, Default)]
pub struct RefreshStatus(Mutex<RefreshNotes>);

impl RefreshStatus {
    /// Returns what is noted so far.
    pub fn noted(&self) -> RefreshNotes {
        self.lock().clone()
    }

    /// Notes that the catalogue was loaded, which took so long.
    pub fn loaded(&self, took: Duration, now: Moment) {
        let mut noted = self.lock();
        noted.build = took;
        noted.swapped = Some(now);
        noted.answers_since = Some(now);
    }

    /// Notes that another snapshot is served.
    pub(super) fn swapped(&self, cause: SwapCause, swap: Duration, now: Moment) {
        let mut noted = self.lock();
        noted.swap = swap;
        noted.swapped = Some(now);
        *noted.swaps.entry(cause).or_default() += 1;
    }

    /// Notes that an edit was followed, which took so long.
    pub(super) fn built(&self, took: Duration) {
        self.lock().build = took;
    }

    /// Notes that the database answers.
    pub(super) fn answered(&self, now: Moment) {
        let mut noted = self.lock();
        noted.answers_since.get_or_insert(now);
        noted.misfit = false;
    }

    /// Notes that the database could not be read.
    pub(super) fn failed(&self, fault: &StoreError, now: Moment) {
        let mut noted = self.lock();
        noted.answers_since = None;
        noted.misfit = fault.is_misfit();
        *noted.failures.entry(fault.kind()).or_default() += 1;
        noted.last_failure = Some((fault.kind(), now));
    }

    /// Notes that the recommendation model was learnt.
    pub(super) fn learnt(&self, now: Moment) {
        self.lock().learnt = Some(now);
    }

    fn lock(&self) -> MutexGuard<'_, RefreshNotes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_answers_since_its_last_failure_and_only_then() {
        let status = RefreshStatus::default();
        let away = StoreError::Away { reason: String::new() };
        let older = StoreError::Older { pending: Vec::new() };
        let noted = || {
            let noted = status.noted();
            (noted.answers_since, noted.misfit, noted.last_failure)
        };
        status.answered(Moment(1));
        status.answered(Moment(2));
        assert_eq!(noted(), (Some(Moment(1)), false, None));
        status.failed(&away, Moment(3));
        status.failed(&older, Moment(4));
        assert_eq!(noted(), (None, true, Some(("older", Moment(4)))));
        status.failed(&away, Moment(5));
        assert_eq!(noted(), (None, false, Some(("away", Moment(5)))));
        status.answered(Moment(6));
        assert_eq!(noted(), (Some(Moment(6)), false, Some(("away", Moment(5)))));
        assert_eq!(status.noted().failures, BTreeMap::from([("away", 2), ("older", 1)]));
    }
}

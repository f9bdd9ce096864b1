//! How many views of one viewer are taken: people open a film now and then, a loop does so without end.
//!
//! A token bucket a viewer, however many access tokens are theirs, in memory and so for each server by itself. It bounds
//! what one viewer can make a database grow by; what a viewer can do to popularity is bounded where that is counted, for
//! all servers together.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::catalog::{FilmId, Moment};

use super::{ONE_VIEW_SECONDS, ViewerId};

/// How many views of a viewer are taken one after another.
pub const VIEW_BURST: i64 = 60;
/// After how many seconds one more is taken: 2,880 a day.
pub const VIEW_REFILL_SECONDS: i64 = 30;

/// Who brought nothing for so long has all of the allowance and no view that could be repeated, and may be forgotten.
const IDLE_SECONDS: i64 = ONE_VIEW_SECONDS;
const _: () = assert!(VIEW_BURST * VIEW_REFILL_SECONDS <= IDLE_SECONDS, "an idle viewer has all of the allowance");
/// From how many viewers on those who brought nothing lately are forgotten sooner.
const MAX_VIEWERS: usize = 100_000;

/// What becomes of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewAdmission {
    /// It is taken.
    Taken,
    /// It is the same view as one that was taken less than [`ONE_VIEW_SECONDS`] ago, and costs nothing.
    Repeated,
    /// The allowance is used up: it does not count.
    Refused,
}

/// The allowances of all viewers.
#[derive(Default)]
pub struct ViewLimit {
    allowances: Mutex<Allowances>,
    refused: AtomicU64,
    refused_in_all: AtomicU64,
}

/// Shows nothing of anybody.
impl fmt::Debug for ViewLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ViewLimit").finish_non_exhaustive()
    }
}

impl ViewLimit {
    /// Decides about a view, and counts it where it is refused.
    pub fn admit(&self, viewer: ViewerId, film: FilmId, at: Moment) -> ViewAdmission {
        let mut allowances = self.allowances.lock().unwrap_or_else(PoisonError::into_inner);
        let admission = allowances.of(viewer, at).admit(film, at);
        if admission == ViewAdmission::Refused {
            self.refused.fetch_add(1, Ordering::Relaxed);
            self.refused_in_all.fetch_add(1, Ordering::Relaxed);
        }
        admission
    }

    /// Returns how many views were refused since this was last asked.
    pub fn take_refused(&self) -> u64 {
        self.refused.swap(0, Ordering::Relaxed)
    }

    /// Returns how many views were refused since the start.
    pub fn refused_in_all(&self) -> u64 {
        self.refused_in_all.load(Ordering::Relaxed)
    }

    /// Lets go of everybody else.
    pub fn keep(&self, is_known: impl Fn(ViewerId) -> bool) {
        let mut allowances = self.allowances.lock().unwrap_or_else(PoisonError::into_inner);
        allowances.lately.retain(|viewer, _| is_known(*viewer));
        allowances.earlier.retain(|viewer, _| is_known(*viewer));
    }
}

/// The allowances of who brought a view in this period and in the one before; older ones fall away unasked.
struct Allowances {
    /// When the period began.
    since: Moment,
    lately: HashMap<ViewerId, Allowance>,
    earlier: HashMap<ViewerId, Allowance>,
}

impl Default for Allowances {
    fn default() -> Self {
        Self { since: Moment::MIN, lately: HashMap::new(), earlier: HashMap::new() }
    }
}

impl Allowances {
    fn of(&mut self, viewer: ViewerId, at: Moment) -> &mut Allowance {
        // The clock may have been set back.
        self.since = self.since.min(at);
        if at.0.saturating_sub(self.since.0) >= IDLE_SECONDS || self.lately.len() >= MAX_VIEWERS {
            self.earlier = std::mem::take(&mut self.lately);
            self.since = at;
        }
        let earlier = &mut self.earlier;
        self.lately.entry(viewer).or_insert_with(|| earlier.remove(&viewer).unwrap_or_else(|| Allowance::whole(at)))
    }
}

/// What a viewer may still bring.
struct Allowance {
    /// How many views.
    left: i64,
    /// Since when another is being earned.
    since: Moment,
    /// The views taken that may yet be repeated; no more of them than the allowance lets in.
    taken: Vec<(FilmId, Moment)>,
}

impl Allowance {
    fn whole(at: Moment) -> Self {
        Self { left: VIEW_BURST, since: at, taken: Vec::new() }
    }

    fn admit(&mut self, film: FilmId, at: Moment) -> ViewAdmission {
        self.taken.retain(|(_, taken)| taken.0.abs_diff(at.0) < ONE_VIEW_SECONDS.unsigned_abs());
        if self.taken.iter().any(|(taken, _)| *taken == film) {
            return ViewAdmission::Repeated;
        }
        self.refill(at);
        if self.left == 0 {
            return ViewAdmission::Refused;
        }
        self.left -= 1;
        self.taken.push((film, at));
        ViewAdmission::Taken
    }

    fn refill(&mut self, at: Moment) {
        // Nothing is earned by setting the clock back, nor lost: earning goes on from there.
        self.since = self.since.min(at);
        let earned = at.0.saturating_sub(self.since.0) / VIEW_REFILL_SECONDS;
        self.left = self.left.saturating_add(earned).min(VIEW_BURST);
        self.since = if self.left == VIEW_BURST { at } else { Moment(self.since.0 + earned * VIEW_REFILL_SECONDS) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_577_836_800;

    fn viewer(raw: u64) -> ViewerId {
        ViewerId::new(raw).unwrap()
    }

    fn film(raw: i64) -> FilmId {
        FilmId::new(raw.unsigned_abs()).unwrap()
    }

    /// Opens so many films that nobody opened before, at one moment; returns how many counted.
    fn open(limit: &ViewLimit, raw: u64, first: i64, films: i64, at: i64) -> usize {
        let admitted = (first..first + films).map(|n| limit.admit(viewer(raw), film(n), Moment(at)));
        admitted.filter(|admission| *admission == ViewAdmission::Taken).count()
    }

    #[test]
    fn a_viewer_brings_a_burst_and_then_one_view_each_while() {
        let limit = ViewLimit::default();
        assert_eq!(open(&limit, 1, 0, 25_000, NOW), 60);
        assert_eq!(limit.take_refused(), 24_940);
        assert_eq!(limit.take_refused(), 0);
        assert_eq!(open(&limit, 2, 0, 10, NOW), 10, "another viewer is not concerned");
        assert_eq!(open(&limit, 1, 30_000, 9, NOW + 29), 0);
        assert_eq!(open(&limit, 1, 30_000, 9, NOW + 30), 1);
        assert_eq!(open(&limit, 1, 40_000, 9, NOW + 89), 1);
        assert_eq!(open(&limit, 1, 50_000, 9, NOW + 90), 1, "what was begun to be earned is not lost");
        assert_eq!(open(&limit, 1, 60_000, 100, NOW + 86_400), 60, "and no more than the burst is saved up");
    }

    #[test]
    fn a_film_opened_again_within_half_an_hour_is_one_view_and_costs_nothing() {
        let limit = ViewLimit::default();
        let admit = |n: i64, at: i64| limit.admit(viewer(1), film(n), Moment(at));
        assert_eq!(admit(7, NOW), ViewAdmission::Taken);
        assert!((0..1_000).all(|second| admit(7, NOW + second) == ViewAdmission::Repeated));
        assert_eq!(admit(7, NOW + 1_799), ViewAdmission::Repeated);
        assert_eq!(admit(7, NOW + 1_800), ViewAdmission::Taken);
        assert_eq!(open(&limit, 1, 100, 100, NOW + 1_800), 59);
        assert_eq!(admit(7, NOW + 1_801), ViewAdmission::Repeated, "also where nothing is left");
        assert_eq!(limit.take_refused(), 41);
    }

    #[test]
    fn a_clock_that_is_set_earns_no_more_than_a_burst_and_shuts_nobody_out() {
        let limit = ViewLimit::default();
        let years = 10 * 365 * 86_400;
        assert_eq!(open(&limit, 1, 0, 100, NOW), 60);
        assert_eq!(open(&limit, 1, 1_000, 100, NOW + years), 60);
        assert_eq!(open(&limit, 1, 2_000, 100, NOW), 0);
        assert_eq!(open(&limit, 1, 3_000, 100, NOW + 60), 2);
        assert_eq!(open(&limit, 1, 4_000, 100, NOW - years), 0);
        assert_eq!(open(&limit, 1, 5_000, 100, NOW - years + 30), 1);
    }

    #[test]
    fn what_is_remembered_of_viewers_is_bounded() {
        let limit = ViewLimit::default();
        let remembered = || {
            let allowances = limit.allowances.lock().unwrap();
            let all = allowances.lately.values().chain(allowances.earlier.values());
            (allowances.lately.len() + allowances.earlier.len(), all.map(|viewer| viewer.taken.len()).max())
        };
        for second in 0..10_000 {
            limit.admit(viewer(1), film(second), Moment(NOW + second));
        }
        assert!(remembered().1 <= Some(120), "{:?}", remembered());
        for raw in 0..250_000 {
            limit.admit(viewer(raw), film(7), Moment(NOW + 10_000));
        }
        assert!(remembered().0 <= 200_000, "{:?}", remembered());
        for at in [11_800, 13_600] {
            limit.admit(viewer(1), film(7), Moment(NOW + at));
        }
        assert_eq!(remembered(), (1, Some(1)), "who is gone for an hour is forgotten");
        limit.keep(|_| false);
        assert_eq!(remembered(), (0, None));
    }
}

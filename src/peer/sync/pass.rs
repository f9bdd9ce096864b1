//! A pass over what a peer exports: where it begins, where it goes on, and what follows it.

use crate::catalog::{DAY_SECONDS, Moment};

/// How much earlier than the pass before a pass begins, in seconds: rows whose transactions took so long are not missed.
const OVERLAP: i64 = 120;
/// How far ahead of our clock the moment may lie after which rows are asked for, in seconds. Beyond it the clock of either
/// was wrong then, and rows would be missed.
const MAX_AHEAD: i64 = 60;

/// Where the pass under way, or the next one, goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PassState {
    /// Where the next ordinary pass begins, by the peer's clock; `None`: at the beginning.
    pub since: Option<Moment>,
    /// The last hash of the page before; `None`: no pass is under way.
    pub cursor: Option<String>,
    /// Whether the pass under way, or the last one, asks for everything.
    pub is_full: bool,
    /// When the peer answered the first page of the pass under way, by its own clock.
    pub started: Option<Moment>,
    /// Pages of the pass under way that were stored.
    pub pages: u32,
    /// How many full passes were completed.
    pub full_passes: u64,
    /// When the last of them was, by our clock.
    pub full_done: Option<Moment>,
}

/// Which pass is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PassWish {
    /// A full pass, whenever the last one was.
    pub full: bool,
    /// After how many days a full pass is due.
    pub full_days: u32,
}

impl PassState {
    /// Returns the state in which the next pass begins, or the pass under way goes on. The first pass is a full one, and so
    /// is one for which `wish` asks, and one after the clock was set back behind the last pass.
    pub fn begin(self, wish: PassWish, now: Moment) -> Self {
        if self.cursor.is_some() && (self.is_full || !wish.full) {
            return self;
        }
        let since = self.since.filter(|since| since.0 <= now.0.saturating_add(MAX_AHEAD));
        let days = i64::from(wish.full_days) * DAY_SECONDS;
        let is_recent = |done: Moment| (0..days).contains(&now.0.saturating_sub(done.0));
        let is_full = wish.full || since.is_none() || !self.full_done.is_some_and(is_recent);
        Self { since, is_full, ..self.anew() }
    }

    /// Returns the moment after which rows are asked for, the same one on every page; `None`: all of them.
    pub fn asked_since(&self) -> Option<Moment> {
        if self.is_full { None } else { self.since }
    }

    /// Returns the number that rows are marked with: that of the full pass which saw them last, or of the one before this
    /// ordinary pass.
    pub fn mark(&self) -> u64 {
        self.full_passes + u64::from(self.is_full)
    }

    /// Returns the greatest mark of rows that neither the full pass just completed nor the one before it saw; `None`: there
    /// are no such rows, or the pass was an ordinary one, which tells nothing of them.
    pub fn missed(&self) -> Option<u64> {
        self.is_full.then(|| self.full_passes.checked_sub(2)).flatten()
    }

    /// Returns the state after a page that the peer answered at the moment of its clock, and that is not the last one.
    pub fn after_page(self, answered: Moment, cursor: String) -> Self {
        Self { cursor: Some(cursor), ..self.with_page(answered) }
    }

    /// Returns the state after a page that may be the last one, with which the pass is then [complete](Self::complete).
    pub fn with_page(self, answered: Moment) -> Self {
        Self { started: self.started.or(Some(answered)), pages: self.pages.saturating_add(1), ..self }
    }

    /// Returns the state after a complete pass.
    pub fn complete(self, now: Moment) -> Self {
        let since = self.started.map(|started| Moment(started.0.saturating_sub(OVERLAP).max(0)));
        let (full_passes, full_done) =
            if self.is_full { (self.full_passes + 1, Some(now)) } else { (self.full_passes, self.full_done) };
        Self { since: since.or(self.since), full_passes, full_done, ..self.anew() }
    }

    /// Returns the state after a pass that makes no sense to go on with: the next one begins anew.
    pub fn anew(self) -> Self {
        Self { cursor: None, started: None, pages: 0, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEEK: PassWish = PassWish { full: false, full_days: 7 };

    fn begun(state: &PassState, now: i64) -> PassState {
        state.clone().begin(WEEK, Moment(now))
    }

    #[test]
    fn the_first_pass_is_full_and_the_next_begins_two_minutes_before_it() {
        let first = begun(&PassState::default(), 1_000);
        assert_eq!((first.is_full, first.asked_since(), first.mark()), (true, None, 1));
        let page = first.after_page(Moment(5_000), "a".to_owned()).after_page(Moment(5_010), "b".to_owned());
        assert_eq!((page.started, page.pages, page.cursor.as_deref()), (Some(Moment(5_000)), 2, Some("b")));
        let done = page.with_page(Moment(5_020)).complete(Moment(5_021));
        let expected = PassState {
            since: Some(Moment(4_880)),
            is_full: true,
            full_passes: 1,
            full_done: Some(Moment(5_021)),
            ..PassState::default()
        };
        assert_eq!(done, expected);
        let second = begun(&done, 6_000);
        assert_eq!((second.is_full, second.asked_since(), second.mark()), (false, Some(Moment(4_880)), 1));
        let done = second.with_page(Moment(6_000)).complete(Moment(6_001));
        assert_eq!((done.since, done.full_passes, done.full_done), (Some(Moment(5_880)), 1, Some(Moment(5_021))));
    }

    #[test]
    fn a_pass_under_way_goes_on_unless_a_full_one_is_wanted_instead() {
        let under_way = PassState {
            since: Some(Moment(100)),
            cursor: Some("c".to_owned()),
            started: Some(Moment(900)),
            pages: 7,
            full_passes: 3,
            ..PassState::default()
        };
        assert_eq!(begun(&under_way, 99_999_999), under_way);
        let full = PassWish { full: true, ..WEEK };
        let anew = under_way.clone().begin(full, Moment(1_000));
        assert_eq!((anew.is_full, anew.cursor.clone(), anew.started, anew.pages), (true, None, None, 0));
        let under_way = PassState { is_full: true, ..under_way };
        assert_eq!(under_way.clone().begin(full, Moment(1_000)), under_way);
    }

    #[test]
    fn a_full_pass_is_due_after_so_many_days_and_after_a_clock_that_was_wrong() {
        let done = PassState {
            since: Some(Moment(50)),
            full_passes: 2,
            full_done: Some(Moment(1_000)),
            ..PassState::default()
        };
        let week = 7 * DAY_SECONDS;
        for (now, is_full) in [(1_000, false), (999 + week, false), (1_000 + week, true), (999, true)] {
            assert_eq!(begun(&done, now).is_full, is_full, "{now}");
        }
        let ahead = PassState { since: Some(Moment(1_161)), ..done };
        assert_eq!((begun(&ahead, 1_101).is_full, begun(&ahead, 1_100).is_full), (false, true));
    }

    #[test]
    fn rows_go_that_two_full_passes_running_did_not_see() {
        let after = |full_passes, is_full| PassState { is_full, full_passes, ..PassState::default() };
        // Marks begin with 1: the second full pass removes nothing, the third what the first alone saw.
        assert_eq!([1, 2, 3].map(|passes| after(passes, true).missed()), [None, Some(0), Some(1)]);
        assert_eq!(after(9, false).missed(), None);
        let third = after(2, false).begin(PassWish { full: true, ..WEEK }, Moment(0));
        assert_eq!(third.mark(), 3);
        assert_eq!(third.with_page(Moment(0)).complete(Moment(0)).missed(), Some(1));
    }
}

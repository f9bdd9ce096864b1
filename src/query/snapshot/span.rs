//! Spans of time over which nothing changes.

use crate::catalog::Moment;

/// The moments from `from` until just before `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::query) struct Span {
    /// The first moment; [`Moment::MIN`]: there is none.
    pub(in crate::query) from: Moment,
    /// The first moment after it; [`Moment::MAX`]: there is none.
    pub(in crate::query) until: Moment,
}

impl Span {
    /// All time.
    pub(in crate::query) const ALWAYS: Self = Self { from: Moment::MIN, until: Moment::MAX };

    /// Returns the span around a moment that none of these moments interrupts; each of them begins a span.
    pub(in crate::query) fn around(at: Moment, changes: impl Iterator<Item = Moment>) -> Self {
        changes.fold(Self::ALWAYS, |span, change| {
            if change <= at {
                Self { from: span.from.max(change), ..span }
            } else {
                Self { until: span.until.min(change), ..span }
            }
        })
    }

    /// Returns the moments that lie in both.
    pub(in crate::query) fn and(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), until: self.until.min(other.until) }
    }

    /// Tells whether it begins or ends where another does that lies in it: without it the other might be longer. Nothing bounds
    /// where all time begins and ends.
    pub(in crate::query) fn bounds(self, other: Self) -> bool {
        let begins = self.from == other.from && self.from != Moment::MIN;
        begins || self.until == other.until && self.until != Moment::MAX
    }

    /// Tells whether the moment lies in it.
    pub(in crate::query) fn holds(self, at: Moment) -> bool {
        self.from <= at && at < self.until
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_begins_with_a_change_and_ends_before_the_next() {
        let around = |at| Span::around(Moment(at), [30, 10, 20].map(Moment).into_iter());
        assert_eq!(around(9), Span { from: Moment::MIN, until: Moment(10) });
        assert_eq!(around(10), Span { from: Moment(10), until: Moment(20) });
        assert_eq!(around(29), Span { from: Moment(20), until: Moment(30) });
        assert_eq!(around(30), Span { from: Moment(30), until: Moment::MAX });
        assert!(around(10).holds(Moment(19)) && !around(10).holds(Moment(20)) && !around(10).holds(Moment(9)));
    }
}

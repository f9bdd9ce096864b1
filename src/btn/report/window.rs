//! Which times of reports are believed.

use super::refusals::RecordFault;
use crate::catalog::Moment;

/// How long ago what is reported may be, in milliseconds: 7 days.
const BACK: i64 = 7 * 86_400_000;
/// How far ahead of our clock it may be: an hour.
const AHEAD: i64 = 3_600_000;
/// How far the clock of a client may be off either way for the time of its report to stand: a day.
const OFF: i64 = 86_400_000;

/// The moment at which a report came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Receipt(i64);

impl Receipt {
    pub(super) fn at(now: Moment) -> Self {
        Self(now.0.saturating_mul(1000))
    }

    /// Returns the time of the report in Unix milliseconds: what it says, or, where that is off, when it came.
    pub(super) fn time_of_report(self, said: Option<i64>) -> i64 {
        said.filter(|said| (self.0 - OFF..=self.0 + OFF).contains(said)).unwrap_or(self.0)
    }

    /// Checks the time of a record, in Unix milliseconds.
    ///
    /// # Errors
    /// [`RecordFault::Time`]: it is more than 7 days ago, or more than an hour to come.
    pub(super) fn check(self, at: i64) -> Result<(), RecordFault> {
        if (self.0 - BACK..=self.0 + AHEAD).contains(&at) { Ok(()) } else { Err(RecordFault::Time) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_within_the_window_are_believed() {
        let receipt = Receipt::at(Moment(1_000_000));
        let now = 1_000_000_000_i64;
        for at in [now, now - BACK, now + AHEAD] {
            assert_eq!(receipt.check(at), Ok(()), "{at}");
        }
        for at in [now - BACK - 1, now + AHEAD + 1, i64::MIN, i64::MAX, -1] {
            assert_eq!(receipt.check(at), Err(RecordFault::Time), "{at}");
        }
    }

    #[test]
    fn the_time_of_a_report_is_ours_where_its_own_is_off() {
        let receipt = Receipt::at(Moment(1_000_000));
        let now = 1_000_000_000_i64;
        for said in [now - OFF, now + OFF, now + 7] {
            assert_eq!(receipt.time_of_report(Some(said)), said);
        }
        for said in [None, Some(now - OFF - 1), Some(now + OFF + 1), Some(0), Some(i64::MIN), Some(i64::MAX)] {
            assert_eq!(receipt.time_of_report(said), now, "{said:?}");
        }
    }
}

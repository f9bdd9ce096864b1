//! When peers are asked: as cron has it, in a time zone, and less often while they do not answer.

use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use thiserror::Error;

use crate::catalog::{DAY_SECONDS, Moment};

/// How much earlier than a day after the last time a failing peer may be asked, in seconds: a daily schedule stays one.
const LENIENCY: i64 = 3600;
/// The most powers of two that a failing peer is asked less often: beyond them it is once a day in any case.
const MAX_DOUBLINGS: u32 = 11;
/// After how many days without a complete pass a failing peer counts as dead.
const DEAD_DAYS: i64 = 7;

/// A schedule in the five fields of cron: minute, hour, day of the month, month, day of the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule(Cron);

/// Why a text is no schedule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ScheduleFault {
    /// It is not what cron takes.
    #[error("is not a schedule of five fields, such as 0 */6 * * *: {0}")]
    Malformed(String),
    /// No such moment comes.
    #[error("names a moment that never comes")]
    Never,
}

impl Schedule {
    /// Where the operator names none: every six hours.
    pub const USUAL: &str = "0 */6 * * *";

    /// Reads a schedule.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, ScheduleFault> {
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let schedule = parser.parse(text).map(Self).map_err(|fault| ScheduleFault::Malformed(fault.to_string()))?;
        schedule.next(Moment(0), Tz::UTC).ok_or(ScheduleFault::Never)?;
        Ok(schedule)
    }

    /// Returns the first time of the schedule after the moment. Where a clock change leaves out the one time of a day, it is
    /// the first moment after the change; where it repeats it, the first of both.
    pub fn next(&self, after: Moment, zone: Tz) -> Option<Moment> {
        let after = after.utc()?.with_timezone(&zone);
        self.0.find_next_occurrence(&after, false).ok().map(|next| Moment(next.timestamp()))
    }

    /// Returns when a peer is asked next that was last asked at the moment and has failed so many times since it last
    /// answered: at the next time of the schedule, at the second, fourth, eighth and so on while it fails, but after a day
    /// at any.
    pub fn next_of_failing(&self, last: Moment, failures: u32, zone: Tz) -> Option<Moment> {
        let times = 1_u32 << failures.saturating_sub(1).min(MAX_DOUBLINGS);
        let day = Moment(last.0.saturating_add(DAY_SECONDS - LENIENCY));
        let mut next = self.next(last, zone)?;
        for _ in 1..times {
            if next >= day {
                break;
            }
            next = self.next(next, zone)?;
        }
        Some(next)
    }
}

/// Tells whether a failing peer counts as dead, which answered last, or became known, at the moment `good`.
pub fn is_dead(failures: u32, good: Moment, now: Moment) -> bool {
    failures > 0 && now.0.saturating_sub(good.0) >= DEAD_DAYS * DAY_SECONDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::parse_rfc3339(text).unwrap()
    }

    /// Returns the next times after the moment, in the zone.
    fn times(schedule: &str, after: &str, zone: Tz, count: usize) -> Vec<String> {
        let schedule = Schedule::parse(schedule).unwrap();
        let mut at = moment(after);
        (0..count)
            .map(|_| {
                at = schedule.next(at, zone).unwrap();
                at.to_rfc3339(&zone).unwrap()
            })
            .collect()
    }

    #[test]
    fn a_schedule_is_of_the_days_and_hours_of_its_zone() {
        let times = times(Schedule::USUAL, "2026-01-15T22:30:00+03:00", Tz::Europe__Moscow, 2);
        assert_eq!(times, ["2026-01-16T00:00:00+03:00", "2026-01-16T06:00:00+03:00"]);
    }

    #[test]
    fn clocks_that_go_forward_leave_out_what_is_between_and_no_day() {
        // 29 March 2026, 02:00 to 03:00.
        let berlin = Tz::Europe__Berlin;
        assert_eq!(
            times("30 2 * * *", "2026-03-28T12:00:00+01:00", berlin, 2),
            ["2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"]
        );
        assert_eq!(
            times("0 */6 * * *", "2026-03-29T00:00:00+01:00", berlin, 2),
            ["2026-03-29T06:00:00+02:00", "2026-03-29T12:00:00+02:00"]
        );
        assert_eq!(
            times("0 * * * *", "2026-03-29T00:30:00+01:00", berlin, 3),
            ["2026-03-29T01:00:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00"]
        );
    }

    #[test]
    fn clocks_that_go_back_repeat_what_is_hourly_and_nothing_daily() {
        // 25 October 2026, 03:00 to 02:00.
        let berlin = Tz::Europe__Berlin;
        assert_eq!(
            times("30 2 * * *", "2026-10-24T12:00:00+02:00", berlin, 2),
            ["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"]
        );
        assert_eq!(
            times("0 */6 * * *", "2026-10-25T00:00:00+02:00", berlin, 2),
            ["2026-10-25T06:00:00+01:00", "2026-10-25T12:00:00+01:00"]
        );
        assert_eq!(
            times("0 * * * *", "2026-10-25T01:30:00+02:00", berlin, 3),
            ["2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00", "2026-10-25T03:00:00+01:00"]
        );
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        for bad in ["", "x", "* * * *", "0 0 * * * *", "0 0 1 1 * 2030", "60 * * * *", "* 24 * * *", "*/0 * * * *"] {
            assert!(matches!(Schedule::parse(bad), Err(ScheduleFault::Malformed(_))), "{bad}");
        }
        assert_eq!(Schedule::parse("0 0 30 2 *"), Err(ScheduleFault::Never));
        for good in [Schedule::USUAL, "5 4 * * MON-FRI", "@daily", "0 12 1,15 * *"] {
            assert!(Schedule::parse(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn a_failing_peer_is_asked_less_and_less_but_once_a_day() {
        let minutes = |schedule: &str, failures: u32| {
            let last = moment("2026-01-15T00:05:00Z");
            let next = Schedule::parse(schedule).unwrap().next_of_failing(last, failures, Tz::UTC).unwrap();
            (next.0 - moment("2026-01-15T00:00:00Z").0) / 60
        };
        let hours = |schedule: &str, failures: u32| minutes(schedule, failures) / 60;
        assert_eq!([0, 1, 2, 3, 4, 99].map(|failures| hours("0 */6 * * *", failures)), [6, 6, 12, 24, 24, 24]);
        assert_eq!([1, 2, 3, 4, 5, 6].map(|failures| hours("0 * * * *", failures)), [1, 2, 4, 8, 16, 24]);
        assert_eq!([1, 2, 9].map(|failures| hours("0 0 * * *", failures)), [24; 3]);
        assert_eq!([1, 2].map(|failures| hours("0 0 18 * *", failures)), [72; 2]);
        assert_eq!([1, 2, 3].map(|failures| minutes("* * * * *", failures)), [6, 7, 9]);
        assert_eq!(minutes("* * * * *", 99), 23 * 60 + 5);
    }

    #[test]
    fn a_peer_is_dead_after_a_week_without_an_answer() {
        let week = 7 * DAY_SECONDS;
        for (failures, now, expected) in [(0, week, false), (1, week - 1, false), (1, week, true)] {
            assert_eq!(is_dead(failures, Moment(0), Moment(now)), expected, "{failures} {now}");
        }
    }
}

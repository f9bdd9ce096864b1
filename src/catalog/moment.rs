//! Moments: whole seconds of unix time, or, where a fraction counts, microseconds.

use std::fmt;
use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, Offset, SecondsFormat, TimeZone, Utc};

/// The years that RFC 3339 can name and XML knows.
const YEARS: RangeInclusive<i32> = 1..=9999;
const SECONDS_A_MINUTE: i32 = 60;

/// Seconds of a day.
pub const DAY_SECONDS: i64 = 86_400;
/// Microseconds of a second.
const MICROSECONDS: i64 = 1_000_000;

/// A moment in whole seconds since 1970-01-01T00:00:00Z; may lie before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// Before every other moment.
    pub const MIN: Self = Self(i64::MIN);
    /// After every other moment: «never».
    pub const MAX: Self = Self(i64::MAX);

    /// 0001-01-01T00:00:00Z, the first moment that times are written for.
    pub const FIRST: Self = Self(-62_135_596_800);
    /// 9999-12-31T23:59:59Z, the last one.
    pub const LAST: Self = Self(253_402_300_799);

    /// Makes a moment that times are written for; `None` outside the years 1 to 9999.
    pub fn written(seconds: i64) -> Option<Self> {
        (Self::FIRST.0..=Self::LAST.0).contains(&seconds).then_some(Self(seconds))
    }

    /// Reads RFC 3339; a fraction of a second is cut off. `None` where the text is something else, or of the year 0.
    ///
    /// What an offset takes out of the years 1 to 9999 in UTC is read as the nearest moment in them: `0001-01-01` and
    /// `9999-12-31` mean «unset» and «never», whatever the offset.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let parsed = DateTime::parse_from_rfc3339(text).ok()?;
        YEARS.contains(&parsed.year()).then(|| Self(parsed.timestamp()).clamp(Self::FIRST, Self::LAST))
    }

    /// Returns the number of the day in UTC; that of 1970-01-01 is 0.
    pub fn day(self) -> i64 {
        self.0.div_euclid(DAY_SECONDS)
    }

    /// Returns the same moment as a calendar time, `None` outside the years 1 to 9999.
    pub fn utc(self) -> Option<DateTime<Utc>> {
        (Self::FIRST..=Self::LAST).contains(&self).then(|| DateTime::from_timestamp(self.0, 0)).flatten()
    }

    /// Writes RFC 3339 in the zone; `None` outside the years 1 to 9999 in UTC.
    ///
    /// In UTC where RFC 3339 cannot write the time of the zone: its offset has seconds, as those of long ago do, or its
    /// year is another than 1 to 9999.
    pub fn to_rfc3339<Z: TimeZone<Offset: fmt::Display>>(self, zone: &Z) -> Option<String> {
        let utc = self.utc()?;
        let local = utc.with_timezone(zone);
        let in_zone = local.offset().fix().local_minus_utc() % SECONDS_A_MINUTE == 0 && YEARS.contains(&local.year());
        let seconds = SecondsFormat::Secs;
        Some(if in_zone { local.to_rfc3339_opts(seconds, true) } else { utc.to_rfc3339_opts(seconds, true) })
    }
}

/// A moment in microseconds since 1970-01-01T00:00:00Z; may lie before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PreciseMoment(pub i64);

impl PreciseMoment {
    /// Returns the second that it lies in, or begins.
    pub fn second(self) -> Moment {
        Moment(self.0.div_euclid(MICROSECONDS))
    }

    /// Returns the moment so many seconds later, or the last one there is.
    #[must_use]
    pub fn after(self, seconds: u32) -> Self {
        Self(self.0.saturating_add(i64::from(seconds) * MICROSECONDS))
    }

    /// Returns the whole seconds until the other moment, rounded up; 0 where that is past.
    pub fn seconds_until(self, other: Self) -> u64 {
        other.0.saturating_sub(self.0).max(0).unsigned_abs().div_ceil(MICROSECONDS.unsigned_abs())
    }

    /// Returns the microseconds that lie between the two, whichever is earlier.
    pub fn distance(self, other: Self) -> u64 {
        self.0.abs_diff(other.0)
    }
}

/// The beginning of the second.
impl From<Moment> for PreciseMoment {
    fn from(moment: Moment) -> Self {
        Self(moment.0.saturating_mul(MICROSECONDS))
    }
}

/// Writes RFC 3339 in UTC, or bare unix seconds for a moment outside the years that RFC 3339 can name.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.utc() {
            Some(utc) => f.write_str(&utc.to_rfc3339_opts(SecondsFormat::Secs, true)),
            None => self.0.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;

    #[test]
    fn a_precise_moment_lies_in_a_second_before_1970_too() {
        for (precise, second) in [(0, 0), (999_999, 0), (1_000_000, 1), (-1, -1), (-1_000_000, -1), (-1_000_001, -2)] {
            assert_eq!(PreciseMoment(precise).second(), Moment(second), "{precise}");
        }
        assert_eq!(PreciseMoment::from(Moment(-2)), PreciseMoment(-2_000_000));
        assert_eq!(PreciseMoment::from(Moment::MAX).after(1), PreciseMoment(i64::MAX));
        for (other, seconds) in [(-5, 0), (0, 0), (1, 1), (1_000_000, 1), (1_000_001, 2)] {
            assert_eq!(PreciseMoment(0).seconds_until(PreciseMoment(other)), seconds, "{other}");
        }
        assert_eq!(PreciseMoment(i64::MAX).distance(PreciseMoment(i64::MIN)), u64::MAX);
    }

    #[test]
    fn dates_that_mean_unset_and_never_are_taken_with_any_offset() {
        for (text, expected) in [
            ("0001-01-01T00:00:00Z", Some("0001-01-01T00:00:00Z")),
            ("0001-01-01T00:00:00.0000000+14:00", Some("0001-01-01T00:00:00Z")),
            ("0001-01-01T00:00:00-05:00", Some("0001-01-01T05:00:00Z")),
            ("9999-12-31T23:59:59.9999999Z", Some("9999-12-31T23:59:59Z")),
            ("9999-12-31T23:59:59-12:00", Some("9999-12-31T23:59:59Z")),
            ("9999-12-31T23:59:59+03:00", Some("9999-12-31T20:59:59Z")),
            ("0000-12-31T23:59:59Z", None),
            ("10000-01-01T00:00:00Z", None),
            ("0000-00-00T00:00:00Z", None),
        ] {
            assert_eq!(Moment::parse_rfc3339(text).map(|moment| moment.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn an_offset_that_rfc3339_cannot_write_makes_the_time_utc() {
        for (text, zone, expected) in [
            ("1918-01-01T00:00:00Z", Tz::Europe__Moscow, "1918-01-01T00:00:00Z"),
            ("0001-01-01T00:00:00Z", Tz::Asia__Novosibirsk, "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59Z", Tz::Europe__Moscow, "9999-12-31T23:59:59Z"),
            ("0001-01-01T00:00:00Z", Tz::Etc__GMTPlus5, "0001-01-01T00:00:00Z"),
            ("2012-05-01T10:00:00Z", Tz::Asia__Kathmandu, "2012-05-01T15:45:00+05:45"),
            ("2012-05-01T10:00:00Z", Tz::UTC, "2012-05-01T10:00:00Z"),
        ] {
            assert_eq!(
                Moment::parse_rfc3339(text).unwrap().to_rfc3339(&zone).as_deref(),
                Some(expected),
                "{text} {zone}"
            );
        }
        assert_eq!(Moment::MAX.to_rfc3339(&Utc), None);
        assert_eq!(Moment(Moment::FIRST.0 - 1).to_rfc3339(&Utc), None);
    }
}

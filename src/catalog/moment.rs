//! Moments: whole seconds of unix time.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};

/// Seconds of a day.
pub const DAY_SECONDS: i64 = 86_400;

/// A moment in whole seconds since 1970-01-01T00:00:00Z; may lie before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// Before every other moment.
    pub const MIN: Self = Self(i64::MIN);
    /// After every other moment: «never».
    pub const MAX: Self = Self(i64::MAX);

    /// Reads RFC 3339; a fraction of a second is cut off. `None` where the text is something else, or the
    /// moment is outside 0001-01-02 to 9999-12-30, where every zone has a year of four digits that XML knows.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let parsed = DateTime::parse_from_rfc3339(text).ok()?;
        Some(Self(parsed.timestamp())).filter(|moment| moment.utc().is_some())
    }

    /// Returns the number of the day in UTC; that of 1970-01-01 is 0.
    pub fn day(self) -> i64 {
        self.0.div_euclid(DAY_SECONDS)
    }

    /// Returns the same moment as a calendar time, `None` outside 0001-01-02 to 9999-12-30.
    pub fn utc(self) -> Option<DateTime<Utc>> {
        const FIRST: i64 = -62_135_510_400;
        const LAST: i64 = 253_402_214_399;
        (FIRST..=LAST).contains(&self.0).then(|| DateTime::from_timestamp(self.0, 0)).flatten()
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

//! Where clients are.

use std::net::IpAddr;

use chrono::{Offset, TimeZone};
use chrono_tz::Tz;
use serde::Serialize;

use crate::catalog::Moment;
use crate::config::TerritoryEntry;

/// A place, as clients are told.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Place<'a> {
    territory_id: u32,
    name: &'a str,
    /// Seconds east of UTC at present.
    timezone: i32,
}

/// Returns the first place that has the address; `None` where none has it, or nobody knows it.
pub(super) fn of(territories: &[TerritoryEntry], address: Option<IpAddr>, now: Moment) -> Option<Place<'_>> {
    let address = address?.to_canonical();
    let found = territories.iter().find(|place| place.networks.iter().any(|network| network.contains(&address)))?;
    Some(Place { territory_id: found.id, name: found.name.as_str(), timezone: offset(found.time_zone, now)? })
}

/// Returns how many seconds east of UTC a zone is; `None` before and after all calendars.
fn offset(zone: Tz, now: Moment) -> Option<i32> {
    now.utc().map(|utc| zone.offset_from_utc_datetime(&utc.naive_utc()).fix().local_minus_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_that_of_the_moment() {
        let moment = |text| Moment::parse_rfc3339(text).unwrap();
        for (zone, at, seconds) in [
            (Tz::Asia__Novosibirsk, "2016-07-01T00:00:00Z", 6 * 3600),
            (Tz::Asia__Novosibirsk, "2020-01-01T00:00:00Z", 7 * 3600),
            (Tz::Europe__Berlin, "2026-03-29T00:59:59Z", 3600),
            (Tz::Europe__Berlin, "2026-03-29T01:00:00Z", 2 * 3600),
            (Tz::America__St_Johns, "2020-01-01T00:00:00Z", -12_600),
            (Tz::Asia__Kolkata, "2020-01-01T00:00:00Z", 19_800),
        ] {
            assert_eq!(offset(zone, moment(at)), Some(seconds), "{zone} {at}");
        }
        assert_eq!(offset(Tz::UTC, Moment::MAX), None);
    }
}

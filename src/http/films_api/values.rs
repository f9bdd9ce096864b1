//! The kinds of values that parameters take. Every parser answers a value, or what it accepts.

use std::num::{NonZeroI64, NonZeroU32};

use chrono::NaiveDate;

use crate::catalog::{FilmId, RatingType, TagKind};
use crate::query::question::{Direction, MAX_SORT_KEYS, SortBy, SortKey};

/// The most characters of `device-version`.
const MAX_VERSION_CHARS: usize = 64;

/// The versions of the API that are answered.
const API_VERSIONS: [&str; 2] = ["1", "2"];

/// What `sort` may name, and the key it stands for.
const SORT_FIELDS: [(&str, SortKey); 7] = [
    ("year", SortKey::Year),
    ("published", SortKey::Published),
    ("title", SortKey::Title),
    ("popularity", SortKey::Popularity),
    ("rating-cn", SortKey::Rating(RatingType::Cn)),
    ("rating-kinopoisk", SortKey::Rating(RatingType::Kinopoisk)),
    ("rating-imdb", SortKey::Rating(RatingType::Imdb)),
];

/// Reads a whole decimal number between bounds: digits, with a minus sign before them where it may be negative.
pub(super) fn number<T: TryFrom<i64>>(value: &str, from: i64, to: i64) -> Result<T, String> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let number = Some(value).filter(|_| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()));
    let number = number.and_then(|value| value.parse::<i64>().ok()).filter(|number| (from..=to).contains(number));
    number.and_then(|number| T::try_from(number).ok()).ok_or_else(|| whole(from, to))
}

/// Reads a whole decimal number from 1 to a bound.
pub(super) fn count(value: &str, to: u32) -> Result<NonZeroU32, String> {
    let to = i64::from(to);
    number(value, 1, to).and_then(|count: NonZeroI64| NonZeroU32::try_from(count).map_err(|_| whole(1, to)))
}

fn whole(from: i64, to: i64) -> String {
    format!("a whole number from {from} to {to}")
}

/// Reads film ids separated by commas, at most `max` of them; empty members are skipped.
pub(super) fn ids(value: &str, max: usize) -> Result<Vec<FilmId>, String> {
    let members = || value.split(',').map(str::trim).filter(|member| !member.is_empty());
    let id = |member: &str| -> Result<Option<FilmId>, String> {
        if !member.bytes().all(|b| b.is_ascii_digit()) {
            return Err("film ids, which are whole numbers, separated by commas".to_owned());
        }
        // A number too great for an id names no film.
        Ok(member.parse().ok().and_then(FilmId::new))
    };
    if members().count() > max {
        return Err(format!("at most {max} film ids"));
    }
    members().map(id).filter_map(Result::transpose).collect()
}

/// Reads names separated by commas: trimmed, in lower case, empty ones skipped.
pub(super) fn names(value: &str) -> Vec<String> {
    value.split(',').map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect()
}

/// Reads kinds of tags separated by commas; empty members are skipped.
pub(super) fn kinds(value: &str) -> Result<Vec<TagKind>, String> {
    let known = || TagKind::ALL.map(TagKind::name).join(", ");
    names(value)
        .iter()
        .map(|name| TagKind::from_name(name).ok_or_else(|| format!("kinds of tags separated by commas: {}", known())))
        .collect()
}

/// Reads a day.
pub(super) fn day(value: &str) -> Result<NaiveDate, String> {
    let shape = value.len() == "YYYY-MM-DD".len()
        && value.bytes().enumerate().all(|(at, b)| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
    let day = shape.then(|| NaiveDate::parse_from_str(value, "%Y-%m-%d").ok()).flatten();
    day.ok_or_else(|| "a day of the calendar as YYYY-MM-DD, such as 2012-05-01".to_owned())
}

/// Checks the version of the API that is asked for; all answer alike.
pub(super) fn api_version(value: &str) -> Result<(), String> {
    if API_VERSIONS.contains(&value) { Ok(()) } else { Err(API_VERSIONS.join(" or ")) }
}

/// Reads the version of a device.
pub(super) fn device_version(value: &str) -> Result<&str, String> {
    let short = value.chars().count() <= MAX_VERSION_CHARS;
    if short { Ok(value) } else { Err(format!("at most {MAX_VERSION_CHARS} characters")) }
}

/// A sort key as typed: `random` is yet without its seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedSort(Option<SortBy>);

impl TypedSort {
    /// Tells whether it is `random`.
    pub fn is_random(self) -> bool {
        self.0.is_none()
    }

    pub(super) fn seeded(self, seed: u64) -> SortBy {
        self.0.unwrap_or(SortBy { key: SortKey::Random(seed), direction: Direction::Ascending })
    }
}

/// Reads up to three sort keys, the most significant first.
pub(super) fn sort(value: &str) -> Result<Vec<TypedSort>, String> {
    let keys: Option<Vec<TypedSort>> = value.split(',').map(|key| sort_key(key.trim())).collect();
    keys.filter(|keys| keys.len() <= MAX_SORT_KEYS).ok_or_else(|| {
        let fields = SORT_FIELDS.map(|(name, _)| name).join(", ");
        format!(
            "up to {MAX_SORT_KEYS} keys separated by commas: random, or one of {fields} with -a (ascending) or -d \
             (descending) after it"
        )
    })
}

fn sort_key(key: &str) -> Option<TypedSort> {
    // It has no direction; one that is given means nothing.
    if matches!(key, "random" | "random-a" | "random-d") {
        return Some(TypedSort(None));
    }
    let (field, direction) = key.rsplit_once('-')?;
    let (_, key) = SORT_FIELDS.into_iter().find(|(name, _)| *name == field)?;
    let direction = match direction {
        "a" => Some(Direction::Ascending),
        "d" => Some(Direction::Descending),
        _ => None,
    }?;
    Some(TypedSort(Some(SortBy { key, direction })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_plain_decimals_within_their_bounds() {
        assert_eq!(number::<u32>("007", 1, 200), Ok(7));
        assert_eq!(number::<i64>("-5", -10, 10), Ok(-5));
        for bad in ["", "-", "+5", " 5", "5 ", "5.0", "1e2", "٣", "0x1", "201", "0", "99999999999999999999"] {
            assert_eq!(number::<u32>(bad, 1, 200), Err("a whole number from 1 to 200".to_owned()), "{bad}");
        }
    }

    #[test]
    fn days_are_days_of_the_calendar() {
        assert!(day("2012-02-29").is_ok());
        for bad in ["2013-02-29", "2012-2-29", "2012-13-01", "20120501", "2012-05-01T00:00", "2012/05/01", "мммм-гг"]
        {
            assert!(day(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn sort_takes_one_to_three_known_keys() {
        for random in ["random", "random-a", "random-d"] {
            assert_eq!(sort(random).unwrap(), [TypedSort(None)]);
        }
        let two = sort("rating-imdb-d, title-a").unwrap();
        assert_eq!(
            two[0].seeded(0),
            SortBy { key: SortKey::Rating(RatingType::Imdb), direction: Direction::Descending }
        );
        assert_eq!(two[1].seeded(0), SortBy { key: SortKey::Title, direction: Direction::Ascending });
        for bad in
            ["year", "year-x", "year-A", "foo-a", "-a", ",", "year-a,", "year-a,year-a,year-a,year-a", "random-x"]
        {
            assert!(sort(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn ids_skip_empty_members_and_numbers_no_film_can_have() {
        let id = |raw| FilmId::new(raw).unwrap();
        assert_eq!(ids("1,, 2,", 2), Ok(vec![id(1), id(2)]));
        assert_eq!(ids("99999999999999999999", 2), Ok(vec![]));
        assert!(ids("1,2,3", 2).unwrap_err().contains("at most 2"));
        assert!(ids("1,-2", 9).is_err());
        assert!(ids("1;2", 9).is_err());
    }
}

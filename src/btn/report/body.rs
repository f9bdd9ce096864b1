//! The body of a report: an object with a list.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use thiserror::Error;

use super::members::whole_number;
use super::refusals::{RecordFault, Refusals};
use super::window::Receipt;
use crate::catalog::Moment;

/// The most records of a body.
pub const MAX_RECORDS: usize = 20_000;

/// Why nothing is taken of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReportFault {
    /// It is not JSON of the right shape.
    #[error("the body must be a JSON object with {shape}")]
    Shape {
        /// What it has to have.
        shape: &'static str,
    },
    /// It has more than [`MAX_RECORDS`] records.
    #[error("the body must have at most {MAX_RECORDS} records")]
    TooMany,
}

/// What the body of a kind of report has to have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected {
    /// The name of the list.
    pub(super) list: &'static str,
    /// Whether `populate_time` has to be there.
    pub(super) with_time: bool,
    /// The same in words.
    pub(super) shape: &'static str,
}

/// Records of a report, and what was not taken of it.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenReport<T> {
    /// When the client wrote it, in Unix milliseconds: by its clock, or by ours where it says nothing, or a time that is more
    /// than a day off.
    pub at: i64,
    /// What was taken, in its order.
    pub records: Vec<T>,
    /// How much was not.
    pub refused: Refusals,
}

/// What the times of a record are compared with.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReportTimes {
    /// When the report came.
    pub(super) receipt: Receipt,
    /// When the client wrote it, as [`TakenReport::at`].
    pub(super) report: i64,
}

/// The name of the time of a report.
const TIME: &str = "populate_time";

/// Reads a body that came now, each record by itself.
///
/// # Errors
/// Nothing of it is taken.
pub(super) fn read<T>(
    body: &[u8],
    expected: Expected,
    now: Moment,
    record: impl Fn(&RawValue, ReportTimes) -> Result<T, RecordFault>,
) -> Result<TakenReport<T>, ReportFault> {
    let shape = ReportFault::Shape { shape: expected.shape };
    let mut json = serde_json::Deserializer::from_slice(body);
    let members = json.deserialize_map(BodyMembers { list: expected.list }).map_err(|_| shape)?;
    json.end().map_err(|_| shape)?;
    let list = members.list.ok_or(shape)?;
    let time = members.time.and_then(|time| whole_number(time.get()).ok());
    if expected.with_time && time.is_none() {
        return Err(shape);
    }
    if list.is_too_long {
        return Err(ReportFault::TooMany);
    }
    let receipt = Receipt::at(now);
    let times = ReportTimes { receipt, report: receipt.time_of_report(time) };
    let mut taken = TakenReport { at: times.report, records: Vec::new(), refused: Refusals::default() };
    for element in list.elements {
        if !element.get().starts_with('{') {
            return Err(shape);
        }
        match record(element, times) {
            Ok(record) => taken.records.push(record),
            Err(fault) => taken.refused.add(fault),
        }
    }
    Ok(taken)
}

/// Finds the two members that matter; of one that is repeated, the last.
struct BodyMembers {
    list: &'static str,
}

#[derive(Default)]
struct FoundMembers<'a> {
    time: Option<&'a RawValue>,
    list: Option<Elements<'a>>,
}

impl<'de> Visitor<'de> for BodyMembers {
    type Value = FoundMembers<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = FoundMembers::default();
        while let Some(name) = map.next_key::<String>()? {
            if name == TIME {
                found.time = Some(map.next_value()?);
            } else if name == self.list {
                found.list = Some(map.next_value_seed(ElementSeed)?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// The elements of a list as they stand.
struct Elements<'a> {
    elements: Vec<&'a RawValue>,
    is_too_long: bool,
}

struct ElementSeed;

impl<'de> DeserializeSeed<'de> for ElementSeed {
    type Value = Elements<'de>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Self::Value, D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ElementSeed {
    type Value = Elements<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut found = Elements { elements: Vec::new(), is_too_long: false };
        while let Some(element) = list.next_element::<&RawValue>()? {
            if found.elements.len() < MAX_RECORDS {
                found.elements.push(element);
            } else {
                found.is_too_long = true;
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_766_000_000);
    const EXPECTED: Expected = Expected { list: "rows", with_time: true, shape: "`populate_time` and `rows`" };

    fn taken(body: &str) -> Result<(i64, Vec<String>, u64), ReportFault> {
        let record = |raw: &RawValue, _: ReportTimes| match raw.get() {
            "{}" => Err(RecordFault::Missing),
            text => Ok(text.to_owned()),
        };
        read(body.as_bytes(), EXPECTED, NOW, record).map(|taken| (taken.at, taken.records, taken.refused.total()))
    }

    #[test]
    fn records_are_judged_one_by_one() {
        let body = r#" {"x":[{}],"populate_time":1766000000001.0,"rows":[{"a":1},{},{"b":"\ud800"}],"y":null} "#;
        assert_eq!(
            taken(body),
            Ok((1_766_000_000_001, vec![r#"{"a":1}"#.to_owned(), r#"{"b":"\ud800"}"#.to_owned()], 1))
        );
        assert_eq!(taken(r#"{"populate_time":5,"rows":[]}"#), Ok((1_766_000_000_000, vec![], 0)));
    }

    #[test]
    fn of_a_repeated_member_the_last_counts() {
        let body = r#"{"populate_time":"x","populate_time":1766000000007,"rows":[{"a":1}],"rows":[{"c":2}]}"#;
        assert_eq!(taken(body), Ok((1_766_000_000_007, vec![r#"{"c":2}"#.to_owned()], 0)));
    }

    #[test]
    fn what_is_no_report_is_refused_whole() {
        for body in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"rows":[]}"#,
            r#"{"populate_time":1}"#,
            r#"{"populate_time":"1","rows":[]}"#,
            r#"{"populate_time":1,"rows":{}}"#,
            r#"{"populate_time":1,"rows":null}"#,
            r#"{"populate_time":1,"rows":[1]}"#,
            r#"{"populate_time":1,"rows":[{}]"#,
            r#"{"populate_time":1,"rows":[{}]} x"#,
            r#"{"populate_time":NaN,"rows":[{}]}"#,
            r#"{"populate_time":1,"rows":[{"a":NaN}]}"#,
        ] {
            assert!(matches!(taken(body), Err(ReportFault::Shape { .. })), "{body}");
        }
        let rows = |count: usize| format!(r#"{{"populate_time":1,"rows":[{}]}}"#, vec![r#"{"a":1}"#; count].join(","));
        assert_eq!(taken(&rows(MAX_RECORDS)).unwrap().1.len(), MAX_RECORDS);
        assert_eq!(taken(&rows(MAX_RECORDS + 1)), Err(ReportFault::TooMany));
    }
}

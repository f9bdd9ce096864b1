//! Scales: values as bytes, so that a range of values is one of codes.

use crate::number::to_u8;

/// The code of a film that lacks the value.
pub(super) const NO_VALUE: u8 = u8::MAX;
/// The most bounds between codes.
const MOST_BOUNDS: usize = 254;
/// In how many parts of about as many films the values fall, tried one after another until the bounds are not too many; 0:
/// each value is a part.
const PARTS: [usize; 4] = [0, 250, 125, 80];

/// The codes of values: a code begins at each bound, and the first one before all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::query) struct Scale {
    bounds: Vec<i64>,
}

/// The codes of a range of values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::query) struct CodeSpan {
    /// Codes from one to another: all their values are in the range.
    pub(in crate::query) inside: Option<(u8, u8)>,
    /// Values of the range below this one have a code that others have too.
    pub(in crate::query) inside_from: i64,
    /// So have those above this one.
    pub(in crate::query) inside_to: i64,
}

impl Scale {
    /// Finds bounds for the values of films, ascending.
    pub(super) fn new(values: &[i64]) -> Self {
        let bounds = PARTS.into_iter().map(|parts| bounds(values, parts));
        Self { bounds: bounds.into_iter().find(|bounds| bounds.len() <= MOST_BOUNDS).unwrap_or_default() }
    }

    /// Returns the code of a value.
    pub(super) fn code(&self, value: i64) -> u8 {
        to_u8(self.bounds.partition_point(|bound| *bound <= value))
    }

    /// Returns the codes of the values from one to another; `i64::MIN` and `i64::MAX` are no limits.
    pub(in crate::query) fn span(&self, from: i64, to: i64) -> CodeSpan {
        let begins = |code: u8| match code {
            0 => i64::MIN,
            _ => self.bounds[usize::from(code) - 1],
        };
        let ends = |code: u8| match self.bounds.get(usize::from(code)) {
            Some(bound) => bound - 1,
            None => i64::MAX,
        };
        let (first, last) = (self.code(from), self.code(to));
        let first_inside = u16::from(first) + u16::from(begins(first) < from);
        let end_inside = u16::from(last) + u16::from(ends(last) <= to);
        if first_inside >= end_inside {
            return CodeSpan { inside: None, inside_from: i64::MAX, inside_to: i64::MIN };
        }
        let (from, to) = (to_u8(first_inside), to_u8(end_inside - 1));
        CodeSpan { inside: Some((from, to)), inside_from: begins(from), inside_to: ends(to) }
    }
}

/// Returns the bounds of parts: a value of many films is a part by itself.
fn bounds(values: &[i64], parts: usize) -> Vec<i64> {
    let many = values.len().checked_div(parts).map_or(0, |many| many + 1);
    let mut bounds: Vec<i64> = Vec::new();
    let begin = |bounds: &mut Vec<i64>, value: i64| {
        if bounds.last() != Some(&value) {
            bounds.push(value);
        }
    };
    let mut films = 0;
    for same in values.chunk_by(|a, b| a == b) {
        let value = same[0];
        if same.len() >= many {
            begin(&mut bounds, value);
            begin(&mut bounds, value.saturating_add(1));
            films = 0;
            continue;
        }
        if films == 0 {
            begin(&mut bounds, value);
        }
        films = if films + same.len() >= many { 0 } else { films + same.len() };
        // So many bounds are too many whatever follows.
        if bounds.len() > MOST_BOUNDS {
            break;
        }
    }
    bounds
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn codes_inside_a_range_are_of_its_values_and_all_others_are_at_its_ends(
            mut values in vec(prop_oneof![-50_i64..50, -5000_i64..5000, Just(7)], 0..3000),
            (from, to) in (prop_oneof![Just(i64::MIN), -5100_i64..5100], prop_oneof![Just(i64::MAX), -5100_i64..5100]),
            others in vec(-6000_i64..6000, 0..30),
        ) {
            values.sort_unstable();
            let scale = Scale::new(&values);
            prop_assert!(scale.bounds.is_sorted_by(|a, b| a < b) && scale.bounds.len() <= MOST_BOUNDS);
            prop_assume!(from <= to);
            let span = scale.span(from, to);
            for value in values.iter().chain(&others) {
                let is_inside = span.inside.is_some_and(|(from, to)| (from..=to).contains(&scale.code(*value)));
                let is_at_an_end = (from..=to).contains(value) && (*value < span.inside_from || *value > span.inside_to);
                prop_assert_eq!(is_inside || is_at_an_end, (from..=to).contains(value), "{}", value);
                prop_assert!(!(is_inside && is_at_an_end));
            }
            let parts = values.chunk_by(|a, b| scale.code(*a) == scale.code(*b)).filter(|part| part.first() != part.last());
            prop_assert!(parts.map(<[i64]>::len).all(|films| films <= values.len() / 40 + 2));
        }
    }
}

//! Columns: the ready order of all films by one value.

use std::cmp::Reverse;

use super::Row;

/// The rank of a film that lacks the value: after all others, in both directions.
pub(crate) const MISSING: u64 = u64::MAX;

/// Every film of a snapshot, ranked by one value.
#[derive(Debug, Default)]
pub(crate) struct Column {
    /// By row: how many distinct values are smaller; `u32::MAX` where the value is missing.
    ranks: Vec<u32>,
    /// How many distinct values there are.
    values: u32,
    ascending: Vec<Row>,
    descending: Vec<Row>,
}

impl Column {
    /// Ranks the values, given by row.
    pub(crate) fn new<T: Ord>(values: &[Option<T>]) -> Self {
        let mut ascending: Vec<Row> = (0..values.len()).map(Row::at).collect();
        // `None` after every value; rows, and with them ids, settle ties.
        let missing_last = |row: &Row| (values[row.index()].is_none(), values[row.index()].as_ref(), *row);
        ascending.sort_unstable_by(|a, b| missing_last(a).cmp(&missing_last(b)));
        let mut ranks = vec![u32::MAX; values.len()];
        let mut next = 0;
        for (place, row) in ascending.iter().enumerate() {
            let Some(value) = &values[row.index()] else { break };
            let previous = place.checked_sub(1).and_then(|at| values[ascending[at].index()].as_ref());
            if previous.is_some_and(|previous| previous != value) {
                next += 1;
            }
            ranks[row.index()] = next;
        }
        let mut descending = ascending.clone();
        descending.sort_by_key(|row| match ranks[row.index()] {
            u32::MAX => (true, Reverse(0)),
            rank => (false, Reverse(rank)),
        });
        Self { ranks, values: next + 1, ascending, descending }
    }

    /// Gives a number that compares as the film stands in this direction; [`MISSING`] where it lacks the value.
    pub(crate) fn key(&self, row: Row, descending: bool) -> u64 {
        match self.ranks[row.index()] {
            u32::MAX => MISSING,
            rank if descending => u64::from(self.values - rank),
            rank => u64::from(rank),
        }
    }

    /// Gives every film in this direction, ties by row.
    pub(crate) fn walk(&self, descending: bool) -> &[Row] {
        if descending { &self.descending } else { &self.ascending }
    }
}

/// A finite `f64` in its natural order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Finite(pub(crate) f64);

impl Eq for Finite {}

impl PartialOrd for Finite {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Finite {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_values_are_last_and_ties_go_to_the_smaller_row_in_both_directions() {
        let column = Column::new(&[Some(5), None, Some(7), Some(5), None, Some(1)]);
        let rows = |descending| column.walk(descending).iter().map(|row| row.index()).collect::<Vec<_>>();
        assert_eq!(rows(false), [5, 0, 3, 2, 1, 4]);
        assert_eq!(rows(true), [2, 0, 3, 5, 1, 4]);
        for descending in [false, true] {
            let keys: Vec<_> = column.walk(descending).iter().map(|row| column.key(*row, descending)).collect();
            assert!(keys.is_sorted(), "{keys:?}");
        }
    }
}

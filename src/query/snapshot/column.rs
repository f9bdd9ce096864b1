//! Columns: the ready order of all films by one value.

use crate::query::question::Direction;

use super::moves::Moves;
use super::row::Row;

/// The rank of a film that lacks the value: after all others, in both directions.
pub(in crate::query) const MISSING: u64 = u64::MAX;
/// How [`Column`] keeps [`MISSING`].
const NO_RANK: u32 = u32::MAX;

/// Every film of a snapshot, ranked by one value.
#[derive(Debug, Default, PartialEq)]
pub(in crate::query) struct Column {
    /// By row: how many distinct values are smaller; [`NO_RANK`] where the value is missing.
    ranks: Vec<u32>,
    /// How many distinct values there are.
    values: u32,
    ascending: Vec<Row>,
    descending: Vec<Row>,
}

impl Column {
    /// Ranks so many films.
    pub(super) fn new<T: Ord>(films: usize, value: impl Fn(Row) -> Option<T>) -> Self {
        let mut keyed: Vec<_> = (0..films).map(Row::at).map(|row| (missing_last(value(row)), row)).collect();
        // Rows, and with them ids, settle ties.
        keyed.sort_unstable();
        let mut ranked = Ranked::new(films);
        for (at, (key, row)) in keyed.iter().enumerate() {
            let previous = at.checked_sub(1).map(|at| &keyed[at].0);
            ranked.push(*row, key.0, previous.is_some_and(|previous| previous != key));
        }
        ranked.finish()
    }

    /// Ranks the films of the next snapshot, in which `value` gives the values: those that stay keep their order among
    /// each other, so that only the fresh ones are sorted.
    pub(super) fn next<T: Ord>(&self, moves: &Moves, value: impl Fn(Row) -> Option<T>) -> Self {
        let value = |row: Row| missing_last(value(row));
        let differ = |a: Row, b: Row| value(a) != value(b);
        let mut fresh: Vec<_> = moves.fresh().iter().map(|row| (value(*row), *row)).collect();
        fresh.sort_unstable();
        // Each with its rank here.
        let stay = self.ascending.iter().filter_map(|old| Some((moves.to(*old)?, self.ranks[old.index()])));
        let stay: Vec<(Row, u32)> = stay.collect();
        let mut ranked = Ranked::new(moves.films());
        let mut left = &stay[..];
        for come in &fresh {
            let (before, after) = left.split_at(left.partition_point(|(row, _)| (value(*row), *row) < *come));
            ranked.extend(before, differ);
            let ((missing, _), row) = come;
            ranked.push(*row, *missing, ranked.last().is_some_and(|last| differ(last, *row)));
            left = after;
        }
        ranked.extend(left, differ);
        ranked.finish()
    }

    /// Returns a number that compares as the film stands in this direction; [`MISSING`] where it lacks the value.
    pub(in crate::query) fn key(&self, row: Row, direction: Direction) -> u64 {
        match self.ranks[row.index()] {
            NO_RANK => MISSING,
            rank if direction == Direction::Descending => u64::from(self.values - rank),
            rank => u64::from(rank),
        }
    }

    /// Returns every film in this direction, ties by row.
    pub(in crate::query) fn walk(&self, direction: Direction) -> &[Row] {
        match direction {
            Direction::Ascending => &self.ascending,
            Direction::Descending => &self.descending,
        }
    }
}

/// Returns what sorts by the value, and after every value where it is missing.
fn missing_last<T>(value: Option<T>) -> (bool, Option<T>) {
    (value.is_none(), value)
}

/// A [`Column`] while it grows, in ascending order.
struct Ranked {
    ranks: Vec<u32>,
    values: u32,
    ascending: Vec<Row>,
}

impl Ranked {
    fn new(films: usize) -> Self {
        Self { ranks: vec![NO_RANK; films], values: 1, ascending: Vec::with_capacity(films) }
    }

    fn last(&self) -> Option<Row> {
        self.ascending.last().copied()
    }

    /// Takes the next film; `differs` tells whether its value is another than that of the film before.
    fn push(&mut self, row: Row, missing: bool, differs: bool) {
        if !missing {
            self.values += u32::from(differs);
            self.ranks[row.index()] = self.values - 1;
        }
        self.ascending.push(row);
    }

    /// Takes films that came one after another in an older column, with their ranks there.
    fn extend(&mut self, films: &[(Row, u32)], differ: impl Fn(Row, Row) -> bool) {
        let Some(((row, rank), rest)) = films.split_first() else { return };
        self.push(*row, *rank == NO_RANK, self.last().is_some_and(|last| differ(last, *row)));
        let mut before = *rank;
        for (row, rank) in rest {
            self.push(*row, *rank == NO_RANK, *rank != before);
            before = *rank;
        }
    }

    fn finish(self) -> Column {
        let Self { ranks, values, ascending } = self;
        let known = ascending.partition_point(|row| ranks[row.index()] != NO_RANK);
        let (known, missing) = ascending.split_at(known);
        let mut descending = Vec::with_capacity(ascending.len());
        for equal in known.chunk_by(|a, b| ranks[a.index()] == ranks[b.index()]).rev() {
            descending.extend_from_slice(equal);
        }
        descending.extend_from_slice(missing);
        Column { ranks, values, ascending, descending }
    }
}

/// A finite `f64` in its natural order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::query) struct Finite(pub(in crate::query) f64);

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

    fn column(values: &[Option<i32>]) -> Column {
        Column::new(values.len(), |row| values[row.index()])
    }

    #[test]
    fn missing_values_are_last_and_ties_go_to_the_smaller_row_in_both_directions() {
        let column = column(&[Some(5), None, Some(7), Some(5), None, Some(1)]);
        let rows = |direction| column.walk(direction).iter().map(|row| row.index()).collect::<Vec<_>>();
        assert_eq!(rows(Direction::Ascending), [5, 0, 3, 2, 1, 4]);
        assert_eq!(rows(Direction::Descending), [2, 0, 3, 5, 1, 4]);
        for direction in [Direction::Ascending, Direction::Descending] {
            let keys: Vec<_> = column.walk(direction).iter().map(|row| column.key(*row, direction)).collect();
            assert!(keys.is_sorted(), "{keys:?}");
        }
    }
}

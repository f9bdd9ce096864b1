//! Columns: the ready order of all films by one value.

use std::ops::Range;

use wordset::{last_one, next_one};

use crate::number::{to_index, to_u32};
use crate::query::question::Direction;

use super::moves::Moves;
use super::row::Row;
use super::spaces::Splice;

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
    /// By place: the films, the least value first, ties by row, those that lack the value last.
    order: Vec<Row>,
    /// By row: the place.
    places: Vec<u32>,
    /// A bit for each place at which a value begins; the films that lack the value are one more.
    starts: Vec<u64>,
    /// How many films have the value.
    known: usize,
}

impl Column {
    /// Ranks so many films.
    pub(in crate::query) fn new<T: Ord>(films: usize, value: impl Fn(Row) -> Option<T>) -> Self {
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
    /// each other, so that only the fresh ones are sorted. Returns how this order becomes that one, too.
    pub(super) fn next<T: Ord>(&self, moves: &Moves, value: impl Fn(Row) -> Option<T>) -> (Self, Splice) {
        let value = |row: Row| missing_last(value(row));
        let differ = |a: Row, b: Row| value(a) != value(b);
        let mut fresh: Vec<_> = moves.fresh().iter().map(|row| (value(*row), *row)).collect();
        fresh.sort_unstable();
        // Each with its rank and its place here.
        let stay = self.order.iter().enumerate();
        let stay = stay.filter_map(|(at, old)| Some((moves.to(*old)?, self.ranks[old.index()], at)));
        let stay: Vec<(Row, u32, usize)> = stay.collect();
        let (mut ranked, mut splice) = (Ranked::new(moves.films()), Splice::default());
        let mut left = &stay[..];
        for come in &fresh {
            let (before, after) = left.split_at(left.partition_point(|(row, ..)| (value(*row), *row) < *come));
            ranked.extend(before, differ);
            before.iter().for_each(|(.., at)| splice.keep(*at));
            let ((missing, _), row) = come;
            ranked.push(*row, *missing, ranked.last().is_some_and(|last| differ(last, *row)));
            splice.put(*row);
            left = after;
        }
        ranked.extend(left, differ);
        left.iter().for_each(|(.., at)| splice.keep(*at));
        (ranked.finish(), splice)
    }

    /// Returns a number that compares as the film stands in this direction; [`MISSING`] where it lacks the value.
    pub(in crate::query) fn key(&self, row: Row, direction: Direction) -> u64 {
        match self.ranks[row.index()] {
            NO_RANK => MISSING,
            rank if direction == Direction::Descending => u64::from(self.values - rank),
            rank => u64::from(rank),
        }
    }

    /// Returns how many films there are.
    pub(in crate::query) fn films(&self) -> usize {
        self.order.len()
    }

    /// Returns the place of a film.
    #[inline]
    pub(in crate::query) fn place(&self, row: Row) -> usize {
        to_index(self.places[row.index()])
    }

    /// Returns the film at a place.
    #[inline]
    pub(in crate::query) fn at(&self, place: usize) -> Row {
        self.order[place]
    }

    /// Returns the films by place.
    pub(super) fn in_order(&self) -> &[Row] {
        &self.order
    }

    /// Tells whether a film has the value.
    pub(super) fn is_known(&self, row: Row) -> bool {
        self.ranks[row.index()] != NO_RANK
    }

    /// Returns how many films have the value: they stand before the others.
    pub(in crate::query) fn known(&self) -> usize {
        self.known
    }

    /// Returns the places of the films with the value of the one at a place, or of those that lack it as this one does.
    pub(in crate::query) fn span(&self, place: usize) -> Range<usize> {
        if place >= self.known {
            return self.known..self.films();
        }
        let from = last_one(&self.starts, place + 1).unwrap_or(0);
        from..next_one(&self.starts, place + 1).unwrap_or(self.known)
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
    order: Vec<Row>,
}

impl Ranked {
    fn new(films: usize) -> Self {
        Self { ranks: vec![NO_RANK; films], values: 1, order: Vec::with_capacity(films) }
    }

    fn last(&self) -> Option<Row> {
        self.order.last().copied()
    }

    /// Takes the next film; `differs` tells whether its value is another than that of the film before.
    fn push(&mut self, row: Row, missing: bool, differs: bool) {
        if !missing {
            self.values += u32::from(differs);
            self.ranks[row.index()] = self.values - 1;
        }
        self.order.push(row);
    }

    /// Takes films that came one after another in an older column, with their ranks there.
    fn extend(&mut self, films: &[(Row, u32, usize)], differ: impl Fn(Row, Row) -> bool) {
        let Some(((row, rank, _), rest)) = films.split_first() else { return };
        self.push(*row, *rank == NO_RANK, self.last().is_some_and(|last| differ(last, *row)));
        let mut before = *rank;
        for (row, rank, _) in rest {
            self.push(*row, *rank == NO_RANK, *rank != before);
            before = *rank;
        }
    }

    fn finish(self) -> Column {
        let Self { ranks, values, order } = self;
        let known = order.partition_point(|row| ranks[row.index()] != NO_RANK);
        let (mut places, mut starts) = (vec![0; order.len()], vec![0; order.len().div_ceil(64)]);
        let mut before = NO_RANK;
        for (place, row) in order.iter().enumerate() {
            places[row.index()] = to_u32(place);
            let rank = ranks[row.index()];
            starts[place / 64] |= u64::from(rank != before || place == known) << (place % 64);
            before = rank;
        }
        Column { ranks, values, order, places, starts, known }
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
        for (direction, expected) in
            [(Direction::Ascending, [5, 0, 3, 2, 1, 4]), (Direction::Descending, [2, 0, 3, 5, 1, 4])]
        {
            let mut rows: Vec<Row> = (0..6).map(Row::at).collect();
            rows.sort_by_key(|row| (column.key(*row, direction), *row));
            assert_eq!(rows.iter().map(|row| row.index()).collect::<Vec<_>>(), expected);
        }
        assert_eq!(column.in_order().iter().map(|row| row.index()).collect::<Vec<_>>(), [5, 0, 3, 2, 1, 4]);
        let spans: Vec<Range<usize>> = (0..6).map(|place| column.span(place)).collect();
        assert_eq!(spans, [0..1, 1..3, 1..3, 3..4, 4..6, 4..6]);
        assert!((0..6).all(|place| column.place(column.at(place)) == place) && column.known() == 4);
    }
}

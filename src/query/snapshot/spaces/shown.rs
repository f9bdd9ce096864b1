//! The films that a viewpoint is shown, in every order.

use std::sync::Arc;

use roaring::RoaringBitmap;
use wordset::{CountedSet, LINE_PLACES, Line, put, words_mut};

use crate::query::snapshot::column::Column;
use crate::query::snapshot::row::Row;

use super::splice::{Splice, with_bits};

/// The films that a viewpoint is shown in one order: all of them, and those that are no trailers.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::query) struct ShownSpaces {
    /// How many films there are, hidden ones included.
    films: usize,
    /// All.
    pub(in crate::query) all: CountedSet,
    /// Without the films tagged `trailer`, which lists leave out where nothing is said of tags.
    pub(in crate::query) usual: CountedSet,
}

impl ShownSpaces {
    /// Puts films in the order of a column.
    pub(in crate::query::snapshot) fn new(
        column: &Column,
        shown: &RoaringBitmap,
        trailers: Option<&RoaringBitmap>,
    ) -> Self {
        let mut all = vec![Line::default(); column.films().div_ceil(LINE_PLACES)];
        let set = words_mut(&mut all);
        shown.iter().for_each(|bit| put(set, column.place(Row::from_bit(bit)), true));
        let mut usual = all.clone();
        let set = words_mut(&mut usual);
        trailers.into_iter().flatten().for_each(|bit| put(set, column.place(Row::from_bit(bit)), false));
        Self { films: column.films(), all: CountedSet::new(all.into()), usual: CountedSet::new(usual.into()) }
    }

    /// Carries them over to the next order; `changed` are films of which something changed, all that were put among them.
    pub(in crate::query::snapshot) fn next(
        &self,
        splice: Option<&Splice>,
        column: &Column,
        (shown, trailers): (&RoaringBitmap, Option<&RoaringBitmap>),
        changed: &[Row],
    ) -> Self {
        let is_trailer = |row: Row| trailers.is_some_and(|films| films.contains(row.bit()));
        let next = |known: &CountedSet, has: &dyn Fn(Row) -> bool| {
            let lines = match splice {
                Some(splice) => splice.set((known.lines(), self.films), has),
                None => Arc::clone(known.lines()),
            };
            let lines = with_bits(&lines, changed.iter().map(|row| (column.place(*row), has(*row))));
            if Arc::ptr_eq(&lines, known.lines()) { known.clone() } else { CountedSet::new(lines) }
        };
        let has = |row: Row| shown.contains(row.bit());
        let usual = next(&self.usual, &|row| has(row) && !is_trailer(row));
        Self { films: column.films(), all: next(&self.all, &has), usual }
    }
}

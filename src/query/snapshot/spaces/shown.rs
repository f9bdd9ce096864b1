//! The films that a viewpoint is shown, in every order.

use roaring::RoaringBitmap;
use wordset::{BLOCK_LINES, LINE_PLACES, Line, ones, put, words, words_mut};

use crate::query::snapshot::column::Column;
use crate::query::snapshot::row::Row;

use super::splice::Splice;

/// Films that are shown, in one order.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::query) struct ShownSet {
    /// By place.
    pub(in crate::query) lines: Vec<Line>,
    /// How many there are in each block.
    pub(in crate::query) counts: Vec<u32>,
    /// How many there are.
    pub(in crate::query) total: u64,
}

impl ShownSet {
    fn new(lines: Vec<Line>) -> Self {
        let counts: Vec<u32> = lines.chunks(BLOCK_LINES).map(|block| ones(words(block))).collect();
        let total = counts.iter().copied().map(u64::from).sum();
        Self { lines, counts, total }
    }
}

/// The films that a viewpoint is shown in one order: all of them, and those that are no trailers.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::query) struct ShownSpaces {
    /// All.
    pub(in crate::query) all: ShownSet,
    /// Without the films tagged `trailer`, which lists leave out where nothing is said of tags.
    pub(in crate::query) usual: ShownSet,
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
        Self { all: ShownSet::new(all), usual: ShownSet::new(usual) }
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
        let next = |known: &ShownSet, has: &dyn Fn(Row) -> bool| {
            let mut lines = match splice {
                Some(splice) => splice.set(&known.lines, has),
                None => known.lines.clone(),
            };
            let set = words_mut(&mut lines);
            changed.iter().for_each(|row| put(set, column.place(*row), has(*row)));
            ShownSet::new(lines)
        };
        let has = |row: Row| shown.contains(row.bit());
        Self { all: next(&self.all, &has), usual: next(&self.usual, &|row| has(row) && !is_trailer(row)) }
    }
}

//! Pages by rank: which films stand at so many places of an order, among those that are wanted.
//!
//! Whatever the page, some counts are added up, and the words of one block and of the page are looked at. Only one direction
//! is kept of an order: the other goes from value to value backwards, and ties stay as they are.

use std::ops::Range;

use wordset::{BLOCK_LINES, BLOCK_PLACES, last_one, next_one, nth_one, ones};

use crate::number::to_index;

use super::page::Window;
use super::question::Direction;
use super::snapshot::Column;

/// Words of a block whose films are counted together.
pub(super) const BLOCK_WORDS: usize = BLOCK_LINES * 8;

/// Films that are wanted, by place in an order.
#[derive(Clone, Copy)]
pub(super) struct WantedPlaces<'a> {
    /// The order.
    pub(super) column: &'a Column,
    /// A bit for each place.
    pub(super) words: &'a [u64],
    /// How many there are in each block.
    pub(super) counts: &'a [u32],
}

/// A group of wanted films of one value, and which of them are on the page.
pub(super) struct PageGroup {
    /// Their places, with others between them.
    pub(super) span: Range<usize>,
    /// How many are wanted.
    pub(super) films: usize,
    /// Which of these are on the page.
    pub(super) window: Window,
}

impl<'a> WantedPlaces<'a> {
    /// Gives the groups of a page in their order, until `take` has had enough films.
    pub(super) fn groups(self, direction: Direction, wanted: Window, mut take: impl FnMut(PageGroup)) {
        let known = self.before(self.column.known());
        let Some((mut place, mut skip)) = self.first(direction, wanted.offset, known) else { return };
        let mut left = wanted.count;
        loop {
            let span = self.column.span(place);
            let films = self.between(&span);
            let count = left.min(films - skip);
            let next = self.next(direction, &span);
            take(PageGroup { span, films, window: Window { offset: skip, count } });
            left -= count;
            match next {
                Some(next) if left > 0 => (place, skip) = (next, 0),
                _ => return,
            }
        }
    }

    /// Gives the places of wanted films of a group, as many as its window has.
    pub(super) fn places(self, group: &PageGroup) -> impl Iterator<Item = usize> {
        let skipped = self.before(group.span.start) + group.window.offset;
        let first = if group.window.count == 0 { None } else { self.nth(skipped) };
        let next = move |place: &usize| next_one(self.words, place + 1);
        std::iter::successors(first, next).take(group.window.count)
    }

    /// Gives the places of all wanted films of a group.
    pub(super) fn all(self, group: &PageGroup) -> impl Iterator<Item = usize> + use<'a> {
        let first = next_one(self.words, group.span.start);
        std::iter::successors(first, move |place| next_one(self.words, place + 1)).take(group.films)
    }

    /// Finds a film of the group in which a page begins, and how many of the group come before it.
    pub(super) fn first(self, direction: Direction, offset: usize, known: usize) -> Option<(usize, usize)> {
        if direction == Direction::Descending && offset < known {
            let place = self.nth(known - 1 - offset)?;
            let above = known - self.before(self.column.span(place).end);
            return Some((place, offset - above));
        }
        let place = self.nth(offset)?;
        Some((place, offset - self.before(self.column.span(place).start)))
    }

    /// Finds a film of the group after one.
    fn next(self, direction: Direction, span: &Range<usize>) -> Option<usize> {
        let known = self.column.known();
        if direction == Direction::Ascending || span.start >= known {
            return next_one(self.words, span.end);
        }
        last_one(self.words, span.start).or_else(|| next_one(self.words, known))
    }

    /// Counts the wanted films before a place.
    pub(super) fn before(self, place: usize) -> usize {
        let (block, word) = (place / BLOCK_PLACES, place / 64);
        let blocks = self.counts[..block.min(self.counts.len())].iter().sum::<u32>();
        let words = self.words.get(block * BLOCK_WORDS..word).unwrap_or_default();
        let rest = self.words.get(word).map_or(0, |last| (last & ((1 << (place % 64)) - 1)).count_ones());
        to_index(blocks + ones(words) + rest)
    }

    /// Counts the wanted films of a span.
    pub(super) fn between(self, span: &Range<usize>) -> usize {
        if span.len() > 2 * BLOCK_PLACES {
            return self.before(span.end) - self.before(span.start);
        }
        let (first, last) = (span.start / 64, span.end / 64);
        let (from, to) = (u64::MAX << (span.start % 64), (1 << (span.end % 64)) - 1);
        if first == last {
            return to_index((self.words[first] & from & to).count_ones());
        }
        let end = self.words.get(last).map_or(0, |word| (word & to).count_ones());
        to_index((self.words[first] & from).count_ones() + ones(&self.words[first + 1..last]) + end)
    }

    /// Finds the place of the wanted film before which there are so many.
    fn nth(self, count: usize) -> Option<usize> {
        let mut left = u32::try_from(count).ok()?;
        let block = self.counts.iter().position(|ones| match left.checked_sub(*ones) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        })?;
        let first = block * BLOCK_WORDS;
        Some(first * 64 + nth_one(self.words.get(first..)?, left)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option::weighted;
    use proptest::prelude::*;
    use wordset::put;

    use super::*;
    use crate::query::snapshot::Row;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn a_page_is_that_of_the_sorted_list(
            values in vec((weighted(0.8, 0_u8..40), weighted(0.3, Just(()))), 1..9000),
            (offset, count) in (0_usize..4000, 1_usize..60),
            is_ascending in any::<bool>(),
        ) {
            let direction = if is_ascending { Direction::Ascending } else { Direction::Descending };
            let column = Column::new(values.len(), |row| values[row.index()].0);
            let mut words = vec![0_u64; values.len().div_ceil(512) * 8];
            let mut sorted: Vec<Row> = (0..values.len()).map(Row::at).filter(|row| values[row.index()].1.is_some()).collect();
            for row in &sorted {
                put(&mut words, column.place(*row), true);
            }
            sorted.sort_by_key(|row| (column.key(*row, direction), *row));
            let counts: Vec<u32> = words.chunks(BLOCK_WORDS).map(ones).collect();
            let places = WantedPlaces { column: &column, words: &words, counts: &counts };
            let (mut page, mut groups) = (Vec::new(), Vec::new());
            places.groups(direction, Window { offset, count }, |group| {
                page.extend(places.places(&group).map(|place| column.at(place)));
                let all: Vec<Row> = places.all(&group).map(|place| column.at(place)).collect();
                groups.push(all.len() == group.films && all.is_sorted());
            });
            let expected: Vec<Row> = sorted.iter().skip(offset).take(count).copied().collect();
            prop_assert_eq!(page, expected);
            prop_assert!(groups.iter().all(|is_whole| *is_whole));
        }
    }
}

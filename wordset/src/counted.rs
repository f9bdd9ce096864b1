//! Sets whose bits are counted by blocks.

use std::sync::Arc;

use super::bits::{has, ones, put};
use super::line::{BLOCK_LINES, BLOCK_PLACES, Line, words, words_mut};
use super::room::Room;

/// A set of places, with how many there are in each block and in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedSet {
    /// Shared by clones until one of them changes.
    pub(super) lines: Arc<[Line]>,
    pub(super) counts: Vec<u32>,
    pub(super) total: u64,
}

/// A set that was found, which nobody shares, with how many places there are in each block and in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundSet {
    pub(super) lines: Room,
    pub(super) counts: Vec<u32>,
    pub(super) total: u64,
}

/// A set whose places are counted, as it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetView<'a> {
    lines: &'a [Line],
    counts: &'a [u32],
    total: u64,
}

impl CountedSet {
    /// Counts the places of a set.
    pub fn new(lines: Arc<[Line]>) -> Self {
        let counts: Vec<u32> = lines.chunks(BLOCK_LINES).map(|block| ones(words(block))).collect();
        let total = counts.iter().copied().map(u64::from).sum();
        Self { lines, counts, total }
    }

    /// Returns the bits.
    pub fn lines(&self) -> &Arc<[Line]> {
        &self.lines
    }

    /// Returns the set, to be read.
    pub fn view(&self) -> SetView<'_> {
        SetView { lines: &self.lines, counts: &self.counts, total: self.total }
    }

    /// Adds a place, or takes it away.
    ///
    /// # Panics
    /// There is no such place.
    pub fn put(&mut self, place: usize, is_in: bool) {
        put_counted((Arc::make_mut(&mut self.lines), &mut self.counts, &mut self.total), place, is_in);
    }
}

impl FoundSet {
    /// Returns the set, to be read.
    pub fn view(&self) -> SetView<'_> {
        SetView { lines: &self.lines, counts: &self.counts, total: self.total }
    }

    /// Adds a place, or takes it away.
    ///
    /// # Panics
    /// There is no such place.
    #[inline]
    pub fn put(&mut self, place: usize, is_in: bool) {
        put_counted((&mut self.lines, &mut self.counts, &mut self.total), place, is_in);
    }
}

impl<'a> SetView<'a> {
    /// Returns the words of the bits.
    pub fn words(self) -> &'a [u64] {
        words(self.lines)
    }

    /// Returns how many places there are in each block.
    pub fn counts(self) -> &'a [u32] {
        self.counts
    }

    /// Returns how many places there are.
    pub fn total(self) -> u64 {
        self.total
    }
}

#[inline]
fn put_counted((lines, counts, total): (&mut [Line], &mut [u32], &mut u64), place: usize, is_in: bool) {
    let words = words_mut(lines);
    // Mostly it is as it should be: nothing is written then that the next place would have to wait for.
    if has(words, place) == is_in {
        return;
    }
    put(words, place, is_in);
    let count = &mut counts[place / BLOCK_PLACES];
    if is_in {
        (*count, *total) = (*count + 1, *total + 1);
    } else {
        (*count, *total) = (*count - 1, *total - 1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::LINE_PLACES;

    proptest! {
        #[test]
        fn counts_stay_right(lines in vec(any::<[u64; 8]>().prop_map(Line), 1..20), puts in vec((any::<usize>(), any::<bool>()), 0..40)) {
            let mut set = CountedSet::new(lines.clone().into());
            let mut plain = lines;
            for (place, is_in) in puts {
                let place = place % (plain.len() * LINE_PLACES);
                set.put(place, is_in);
                put(words_mut(&mut plain), place, is_in);
            }
            prop_assert_eq!(set.view().total(), u64::from(ones(words(&plain))));
            prop_assert_eq!(set, CountedSet::new(plain.into()));
        }
    }
}

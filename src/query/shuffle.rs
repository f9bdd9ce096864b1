//! The order by `random`: uniform, and the same for the same seed, whatever is wanted of it.
//!
//! It is one of the numbers that the ids of the wanted films are spread over, not of films: one that is new shifts no other
//! as long as its id lies among theirs, and one that is hidden or not wanted counts for nothing, so it leaves no trace.

use wordset::Shuffle;

use crate::catalog::FilmId;

/// The fewest bits of the numbers: in smaller ranges, orders of different seeds are too much alike.
const FEWEST_BITS: u32 = 16;

/// The numbers that ids are spread over: as many as some bits count, from a round number on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IdRange {
    first: u64,
    bits: u32,
}

impl IdRange {
    /// Returns the range for ids from the least to the greatest.
    pub(super) fn new(least: FilmId, greatest: FilmId) -> Self {
        let range = |bits: u32| Self { first: least.get() >> (bits - 3) << (bits - 3), bits };
        let holds = |range: &Self| range.number(greatest) >> range.bits == 0;
        // Ids have 63 bits.
        (FEWEST_BITS..63).map(range).find(holds).unwrap_or(Self { first: 0, bits: 63 })
    }

    /// Returns how many bits its numbers have.
    pub(super) fn bits(self) -> u32 {
        self.bits
    }

    /// Returns the number of an id; `None`: it is less than all.
    pub(super) fn find(self, id: FilmId) -> Option<u64> {
        id.get().checked_sub(self.first)
    }

    /// Returns the number of an id, which is not less than the least.
    pub(super) fn number(self, id: FilmId) -> u64 {
        id.get() - self.first
    }
}

/// The order by `random` for a seed.
#[derive(Clone, Copy, Debug)]
pub(super) struct RandomOrder {
    range: IdRange,
    /// Of the numbers of the range.
    pub(super) shuffle: Shuffle,
}

impl RandomOrder {
    /// Chooses the order of a seed.
    pub(super) fn new(seed: u64, range: IdRange) -> Self {
        Self { range, shuffle: Shuffle::new(seed, range.bits) }
    }

    /// Returns the place of the film with this id; no other film has it.
    pub(super) fn place(&self, id: FilmId) -> u64 {
        self.shuffle.place(self.range.number(id))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::MAX_ID;

    fn id(raw: u64) -> FilmId {
        FilmId::new(raw).unwrap()
    }

    proptest! {
        #[test]
        fn a_range_holds_all_ids_and_few_others(a in 0..=MAX_ID, width in 0_u32..63, b in any::<u64>()) {
            let b = a.saturating_add(b & ((1 << width) - 1)).min(MAX_ID);
            let range = IdRange::new(id(a), id(b));
            prop_assert!(range.number(id(a)) <= range.number(id(b)) && range.number(id(b)) >> range.bits == 0);
            prop_assert!(range.bits == FEWEST_BITS || range.bits == 63 || (b - a) >> (range.bits - 2) > 0);
        }
    }

    #[test]
    fn a_film_that_comes_or_goes_shifts_no_other() {
        let range = IdRange::new(id(1_000_001), id(1_090_000));
        assert_eq!(range, IdRange::new(id(1_000_002), id(1_100_000)));
        assert_eq!(range.bits(), 17);
    }
}

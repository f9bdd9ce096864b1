//! Which of the numbers of so many bits there are.

/// Sixty-four numbers: which of them there are, and how many there are before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct MemberWord {
    bits: u64,
    before: u32,
}

/// Some of the numbers of so many bits. Each has an index: how many smaller ones there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
    words: Vec<MemberWord>,
}

impl Members {
    /// Takes numbers of so many bits.
    ///
    /// # Panics
    /// Fewer than 6 bits, or a number has more.
    pub fn new(bits: u32, numbers: impl Iterator<Item = u64>) -> Self {
        assert!(bits >= 6, "whole words");
        let mut members = Self { words: vec![MemberWord::default(); 1 << (bits - 6)] };
        members.put(numbers, true);
        members.count();
        members
    }

    /// Takes numbers away, and adds others.
    ///
    /// # Panics
    /// A number has more bits.
    pub fn change(&mut self, gone: impl Iterator<Item = u64>, new: impl Iterator<Item = u64>) {
        self.put(gone, false);
        self.put(new, true);
        self.count();
    }

    /// Returns how many bits the numbers have.
    pub fn bits(&self) -> u32 {
        self.words.len().ilog2() + 6
    }

    /// Returns the index of a number; `None`: there is no such number.
    pub fn index(&self, number: u64) -> Option<u32> {
        let word = self.words.get(usize::try_from(number / 64).ok()?)?;
        let bit = 1 << (number % 64);
        (word.bits & bit != 0).then(|| word.before + (word.bits & (bit - 1)).count_ones())
    }

    /// Tells whether there is such a number, and the bit is set that stands at its index.
    #[inline(always)]
    pub(super) fn is_wanted(&self, number: u32, wanted: &[u64]) -> bool {
        let word = self.words[(number / 64) as usize];
        let bit = 1 << (number % 64);
        let index = word.before + (word.bits & (bit - 1)).count_ones();
        let is_set = wanted.get((index / 64) as usize).map_or(0, |word| word >> (index % 64)) & 1 == 1;
        // Both are looked at: whether a number is there cannot be foreseen.
        (word.bits & bit != 0) & is_set
    }

    fn put(&mut self, numbers: impl Iterator<Item = u64>, is_in: bool) {
        for number in numbers {
            let bits = &mut self.words[(number / 64) as usize].bits;
            *bits = *bits & !(1 << (number % 64)) | u64::from(is_in) << (number % 64);
        }
    }

    fn count(&mut self) {
        let mut before = 0;
        for word in &mut self.words {
            word.before = before;
            before += word.bits.count_ones();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_index_of_a_number_is_how_many_are_smaller(
            mut numbers in btree_set(0_u64..1024, 0..300),
            new in btree_set(0_u64..1024, 0..50),
        ) {
            let mut members = Members::new(10, numbers.iter().copied());
            let gone: BTreeSet<u64> = numbers.iter().copied().filter(|number| number % 3 == 0).collect();
            members.change(gone.iter().copied(), new.iter().copied());
            numbers = numbers.difference(&gone).chain(&new).copied().collect();
            prop_assert_eq!(&members, &Members::new(10, numbers.iter().copied()));
            for number in 0..1030 {
                let expected = numbers.contains(&number).then(|| numbers.range(..number).count());
                prop_assert_eq!(members.index(number).map(|index| index as usize), expected);
            }
        }
    }
}

//! Orders by chance: a bijection of the numbers of so many bits, and a walk through them in its order.

use std::array;

use super::members::Members;

/// Rounds of the bijection. With four, numbers side by side were not quite independent of each other.
const ROUNDS: usize = 5;
/// Numbers that a walk looks at together.
const BATCH: usize = 64;

/// A round: times odd, plus, and the upper half of the bits into the lower one.
#[derive(Clone, Copy, Debug)]
struct Round {
    factor: u64,
    /// With the factor, it makes 1.
    inverse: u64,
    added: u64,
}

/// A bijection of the numbers of so many bits, chosen by a seed.
#[derive(Clone, Copy, Debug)]
pub struct Shuffle {
    rounds: [Round; ROUNDS],
    bits: u32,
}

/// Which of the numbers a walk is after that it meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Those that it passes by first.
    pub skip: usize,
    /// The most that it takes.
    pub count: usize,
    /// Whether it begins at the last place, and goes back.
    pub is_backward: bool,
}

impl Shuffle {
    /// Chooses a bijection of the numbers of so many bits.
    ///
    /// # Panics
    /// Fewer than 6 bits, or more than 63.
    pub fn new(seed: u64, bits: u32) -> Self {
        assert!((6..64).contains(&bits), "numbers of 6 to 63 bits");
        let mut state = seed;
        let rounds = array::from_fn(|_| {
            let factor = split_mix(&mut state) | 1;
            Round { factor, inverse: inverse(factor), added: split_mix(&mut state) }
        });
        Self { rounds, bits }
    }

    /// Returns how many bits the numbers have.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// Returns the number at a place.
    pub fn at(&self, place: u64) -> u64 {
        let (mask, shift) = (self.mask(), self.shift());
        self.rounds.iter().fold(place, |number, round| {
            let number = number.wrapping_mul(round.factor).wrapping_add(round.added) & mask;
            number ^ number >> shift
        })
    }

    /// Returns the place of a number.
    pub fn place(&self, number: u64) -> u64 {
        let (mask, shift) = (self.mask(), self.shift());
        self.rounds.iter().rev().fold(number, |number, round| {
            let number = number ^ number >> shift;
            number.wrapping_sub(round.added).wrapping_mul(round.inverse) & mask
        })
    }

    /// Walks through the numbers by place; returns the indices of the members met that are wanted, in order of place.
    ///
    /// # Panics
    /// The members are not numbers of as many bits, or these are more than 32.
    pub fn walk(&self, members: &Members, wanted: &[u64], stretch: Stretch) -> Vec<u32> {
        assert!(self.bits <= 32 && members.bits() == self.bits, "members of 32 bits");
        #[cfg(target_arch = "x86_64")]
        if avx2::is_there() {
            // SAFETY: the processor has what the function is compiled for.
            return unsafe { avx2::walk(self, members, wanted, stretch) };
        }
        walk(self, members, wanted, stretch)
    }

    fn mask(&self) -> u64 {
        (1 << self.bits) - 1
    }

    /// At least half of the bits: a shift by so many, twice, leaves nothing, so that it undoes itself.
    fn shift(&self) -> u32 {
        self.bits.div_ceil(2)
    }

    /// Returns the numbers at the places from one on.
    #[inline(always)]
    fn batch(&self, first: u32) -> [u32; BATCH] {
        let (mask, shift) = (self.mask() as u32, self.shift());
        let mut numbers = array::from_fn(|at| first + at as u32);
        for round in self.rounds {
            let (factor, added) = (round.factor as u32, round.added as u32);
            for number in &mut numbers {
                let mixed = number.wrapping_mul(factor).wrapping_add(added) & mask;
                *number = mixed ^ mixed >> shift;
            }
        }
        numbers
    }
}

/// The walk itself, compiled where it is called for the processor that the caller is for.
#[inline(always)]
fn walk(shuffle: &Shuffle, members: &Members, wanted: &[u64], stretch: Stretch) -> Vec<u32> {
    let Stretch { mut skip, count, is_backward } = stretch;
    let mut found = Vec::with_capacity(count);
    let batches = 1_u64 << shuffle.bits >> BATCH.trailing_zeros();
    for batch in 0..batches {
        if found.len() == count {
            break;
        }
        let batch = if is_backward { batches - 1 - batch } else { batch };
        let numbers = shuffle.batch((batch * BATCH as u64) as u32);
        let mut hits = 0_u64;
        for (at, number) in numbers.iter().enumerate() {
            hits |= u64::from(members.is_wanted(*number, wanted)) << at;
        }
        let met = hits.count_ones() as usize;
        if skip >= met {
            skip -= met;
            continue;
        }
        while hits != 0 && found.len() < count {
            let at = if is_backward { hits.ilog2() } else { hits.trailing_zeros() };
            hits ^= 1 << at;
            match skip {
                0 => found.extend(members.index(u64::from(numbers[at as usize]))),
                _ => skip -= 1,
            }
        }
    }
    if is_backward {
        found.reverse();
    }
    found
}

/// Returns the next of a row of numbers that look drawn by chance (SplitMix64).
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// Returns what makes 1 with an odd factor: each step doubles the bits that are right, of which three are to begin with.
fn inverse(factor: u64) -> u64 {
    (0..5).fold(factor, |inverse, _| inverse.wrapping_mul(2_u64.wrapping_sub(factor.wrapping_mul(inverse))))
}

/// For processors with AVX2, which multiply eight numbers of 32 bits at once, and count bits.
#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::{Members, Shuffle, Stretch};

    pub(super) fn is_there() -> bool {
        is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt") && is_x86_feature_detected!("bmi1")
    }

    #[target_feature(enable = "avx2,popcnt,bmi1")]
    pub(super) fn walk(shuffle: &Shuffle, members: &Members, wanted: &[u64], stretch: Stretch) -> Vec<u32> {
        super::walk(shuffle, members, wanted, stretch)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::*;
    use crate::has;

    /// Finds the classes into which something of the order of a seed falls.
    type Classes<'a> = &'a dyn Fn(u64) -> Vec<usize>;

    proptest! {
        #[test]
        fn a_number_is_at_its_place(seed in any::<u64>(), bits in 6_u32..64, number in any::<u64>()) {
            let shuffle = Shuffle::new(seed, bits);
            let number = number & ((1 << bits) - 1);
            prop_assert_eq!(shuffle.at(shuffle.place(number)), number);
            prop_assert_eq!(shuffle.place(shuffle.at(number)), number);
            prop_assert!(shuffle.at(number) < 1 << bits && shuffle.place(number) < 1 << bits);
        }

        #[test]
        fn a_walk_meets_what_is_wanted_by_place(
            (seed, bits) in (any::<u64>(), 6_u32..13),
            numbers in btree_set(0_u64..4096, 0..600),
            words in proptest::collection::vec(any::<u64>(), 10),
            (skip, count, is_backward) in (0_usize..400, 0_usize..60, any::<bool>()),
        ) {
            let numbers: BTreeSet<u64> = numbers.into_iter().filter(|number| *number < 1 << bits).collect();
            let (shuffle, members) = (Shuffle::new(seed, bits), Members::new(bits, numbers.iter().copied()));
            let mut wanted: Vec<(u64, u32)> = numbers.iter().zip(0..).map(|(number, at)| (shuffle.place(*number), at)).collect();
            wanted.retain(|(_, at)| has(&words, *at as usize));
            wanted.sort_unstable();
            if is_backward {
                wanted.reverse();
            }
            let mut expected: Vec<u32> = wanted.into_iter().skip(skip).take(count).map(|(_, at)| at).collect();
            if is_backward {
                expected.reverse();
            }
            let stretch = Stretch { skip, count, is_backward };
            prop_assert_eq!(&shuffle.walk(&members, &words, stretch), &expected);
            prop_assert_eq!(walk(&shuffle, &members, &words, stretch), expected);
        }
    }

    /// Adds up, over many seeds, into which of some classes something falls; returns chi-square over its freedom, which is
    /// about 1 where all classes are as likely.
    fn chi_square(classes: usize, each: impl Fn(u64) -> Vec<usize>) -> f64 {
        const SEEDS: u64 = 20_000;
        let mut counts = vec![0_u32; classes];
        (0..SEEDS).flat_map(each).for_each(|class| counts[class] += 1);
        let expected = f64::from(counts.iter().sum::<u32>()) / classes as f64;
        let sum: f64 = counts.iter().map(|count| (f64::from(*count) - expected).powi(2) / expected).sum();
        sum / (classes - 1) as f64
    }

    #[test]
    fn orders_by_chance_are_uniform() {
        const CLASSES: usize = 256;
        for bits in [16, 17, 20] {
            let size = 1_u64 << bits;
            let class = |number: u64| ((number * CLASSES as u64) >> bits) as usize;
            let shuffle = |seed: u64| Shuffle::new(seed, bits);
            let apart = |a: u64, b: u64| class(a.wrapping_sub(b) & (size - 1));
            // By what a test is of: films of the first page, differences between films side by side on it, the place of some
            // films, how far apart films with ids side by side stand.
            let tests: [(&str, Classes<'_>); 4] = [
                ("pages", &|seed| (0..24).map(|place| class(shuffle(seed).at(place))).collect()),
                ("differences", &|seed| {
                    (0..23).map(|place| apart(shuffle(seed).at(place + 1), shuffle(seed).at(place))).collect()
                }),
                ("places", &|seed| (0..24).map(|at| class(shuffle(seed).place(size / 24 * at))).collect()),
                ("neighbours", &|seed| {
                    let place = |number| shuffle(seed).place(number);
                    (0..24).map(|at| size / 24 * at).map(|number| apart(place(number + 1), place(number))).collect()
                }),
            ];
            for (name, each) in tests {
                let ratio = chi_square(CLASSES, each);
                // The freedom is 255, so that one in a million is beyond 1.5.
                assert!((0.6..1.45).contains(&ratio), "{name} of {bits} bits: {ratio:.2}");
                println!("{name} of {bits} bits: {ratio:.2}");
            }
        }
    }
}

//! Single bits of words, and finding them.

/// Tells whether the bit at a place is set.
///
/// # Panics
/// There is no such place.
#[inline]
pub fn has(words: &[u64], place: usize) -> bool {
    words[place / 64] >> (place % 64) & 1 == 1
}

/// Sets the bit at a place, or clears it.
///
/// # Panics
/// There is no such place.
#[inline]
pub fn put(words: &mut [u64], place: usize, is_set: bool) {
    let word = &mut words[place / 64];
    *word = *word & !(1 << (place % 64)) | u64::from(is_set) << (place % 64);
}

/// Counts bits.
pub fn ones(words: &[u64]) -> u32 {
    #[cfg(target_arch = "x86_64")]
    if popcnt::is_there() {
        // SAFETY: the processor has what the function is compiled for.
        return unsafe { popcnt::ones(words) };
    }
    count(words)
}

/// Finds the bit that is set before which so many others are.
pub fn nth_one(words: &[u64], before: u32) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if popcnt::is_there() {
        // SAFETY: the processor has what the function is compiled for.
        return unsafe { popcnt::nth_one(words, before) };
    }
    find_nth(words, before)
}

#[inline(always)]
fn count(words: &[u64]) -> u32 {
    words.iter().map(|word| word.count_ones()).sum()
}

#[inline(always)]
fn find_nth(words: &[u64], before: u32) -> Option<usize> {
    let mut left = before;
    for (at, word) in words.iter().enumerate() {
        match left.checked_sub(word.count_ones()) {
            Some(rest) => left = rest,
            None => {
                // The bits before it go, one by one.
                let rest = (0..left).fold(*word, |word, _| word & (word - 1));
                return Some(at * 64 + bit(rest.trailing_zeros()));
            }
        }
    }
    None
}

/// For processors that count bits by an instruction, which a build for any processor has not.
#[cfg(target_arch = "x86_64")]
mod popcnt {
    pub(super) fn is_there() -> bool {
        is_x86_feature_detected!("popcnt") && is_x86_feature_detected!("bmi1")
    }

    #[target_feature(enable = "popcnt,bmi1")]
    pub(super) fn ones(words: &[u64]) -> u32 {
        super::count(words)
    }

    #[target_feature(enable = "popcnt,bmi1")]
    pub(super) fn nth_one(words: &[u64], before: u32) -> Option<usize> {
        super::find_nth(words, before)
    }
}

/// Finds the first bit that is set at a place or after it.
#[inline]
pub fn next_one(words: &[u64], place: usize) -> Option<usize> {
    let first = place / 64;
    let word = words.get(first)? & (u64::MAX << (place % 64));
    if word != 0 {
        return Some(first * 64 + bit(word.trailing_zeros()));
    }
    let (at, word) = (first + 1..).zip(words.get(first + 1..)?).find(|(_, word)| **word != 0)?;
    Some(at * 64 + bit(word.trailing_zeros()))
}

/// Finds the last bit that is set before a place.
#[inline]
pub fn last_one(words: &[u64], place: usize) -> Option<usize> {
    let last = place / 64;
    let word = words.get(last).map_or(0, |word| word & ((1 << (place % 64)) - 1));
    if word != 0 {
        return Some(last * 64 + 63 - bit(word.leading_zeros()));
    }
    let (at, word) = words[..last.min(words.len())].iter().enumerate().rev().find(|(_, word)| **word != 0)?;
    Some(at * 64 + 63 - bit(word.leading_zeros()))
}

/// Returns the number of a bit as an index.
#[inline]
fn bit(number: u32) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_bit_is_put_and_the_others_stay() {
        let mut words = [0b101, u64::MAX];
        put(&mut words, 1, true);
        put(&mut words, 0, false);
        put(&mut words, 127, false);
        put(&mut words, 127, false);
        assert_eq!(words, [0b110, u64::MAX >> 1]);
        assert_eq!(
            [0, 1, 2, 3, 64, 126, 127].map(|place| has(&words, place)),
            [false, true, true, false, true, true, false]
        );
    }

    proptest! {
        #[test]
        fn the_next_and_the_last_are_those_that_a_look_at_each_bit_finds(
            words in vec(prop_oneof![3 => Just(0_u64), 1 => any::<u64>(), 1 => (0_u32..64).prop_map(|at| 1 << at)], 0..8),
            place in 0_usize..600,
        ) {
            let is_set = |at: &usize| has(&words, *at);
            let all = || 0..words.len() * 64;
            prop_assert_eq!(next_one(&words, place), all().filter(is_set).find(|at| *at >= place));
            prop_assert_eq!(last_one(&words, place), all().filter(is_set).rfind(|at| *at < place));
            prop_assert_eq!(ones(&words) as usize, all().filter(is_set).count());
            prop_assert_eq!(count(&words), ones(&words));
            for before in [0, 1, place / 3] {
                let found = u32::try_from(before).map(|before| (nth_one(&words, before), find_nth(&words, before)));
                let expected = all().filter(is_set).nth(before);
                prop_assert_eq!(found, Ok((expected, expected)));
            }
        }
    }
}

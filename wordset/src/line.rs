//! Lines: bits as the processor reads them at once.

/// Words of a line.
const WORDS: usize = 8;
/// Places of a line.
pub const LINE_PLACES: usize = WORDS * 64;

/// Lines of a block, whose places are counted together: 4,096 places.
pub const BLOCK_LINES: usize = 8;
/// Places of a block.
pub const BLOCK_PLACES: usize = BLOCK_LINES * LINE_PLACES;

/// The bits of 512 places, the first place being the lowest bit of the first word: as much as the processor reads at once,
/// and never astride.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C, align(64))]
pub struct Line(pub [u64; WORDS]);

const _: () = assert!(size_of::<Line>() == WORDS * size_of::<u64>(), "nothing but words");

/// Returns the words of lines.
#[inline]
pub fn words(lines: &[Line]) -> &[u64] {
    // SAFETY: a line is eight words and nothing else, and an alignment of lines is one of words.
    unsafe { std::slice::from_raw_parts(lines.as_ptr().cast(), lines.len() * WORDS) }
}

/// Returns the words of lines, to be changed.
#[inline]
pub fn words_mut(lines: &mut [Line]) -> &mut [u64] {
    // SAFETY: as in `words`; nobody else has them meanwhile.
    unsafe { std::slice::from_raw_parts_mut(lines.as_mut_ptr().cast(), lines.len() * WORDS) }
}

/// Copies so many bits from a place of some words to a place of others. The bits around them stay.
///
/// # Panics
/// There are not so many.
pub fn copy_bits(from: (&[u64], usize), to: (&mut [u64], usize), count: usize) {
    let ((source, mut source_at), (target, mut target_at)) = (from, to);
    let mut left = count;
    while left > 0 {
        let (bit, room) = (target_at % 64, 64 - target_at % 64);
        let taken = left.min(room);
        let mask = if taken == 64 { u64::MAX } else { ((1 << taken) - 1) << bit };
        let word = &mut target[target_at / 64];
        *word = *word & !mask | word_at(source, source_at) << bit & mask;
        source_at += taken;
        target_at += taken;
        left -= taken;
    }
}

/// Returns the 64 bits from a place on; those past the end are 0.
#[inline]
fn word_at(words: &[u64], at: usize) -> u64 {
    let (word, bit) = (at / 64, at % 64);
    let low = words[word] >> bit;
    match words.get(word + 1) {
        Some(next) if bit > 0 => low | next << (64 - bit),
        _ => low,
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::has;

    #[test]
    fn the_words_of_lines_are_theirs_in_order() {
        let mut lines = [Line([1, 2, 3, 4, 5, 6, 7, 8]), Line([9; 8])];
        assert_eq!(words(&lines), [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9]);
        words_mut(&mut lines)[8] = 0;
        assert_eq!((lines[1].0[0], words(&[])), (0, &[][..]));
    }

    proptest! {
        #[test]
        fn bits_are_copied_and_those_around_them_stay(
            source in vec(any::<u64>(), 1..6),
            target in vec(any::<u64>(), 1..6),
            places in (0_usize..320, 0_usize..320, 0_usize..320),
        ) {
            let (from, to) = (places.0 % (source.len() * 64), places.1 % (target.len() * 64));
            let count = places.2.min(source.len() * 64 - from).min(target.len() * 64 - to);
            let mut copied = target.clone();
            copy_bits((&source, from), (&mut copied, to), count);
            for at in 0..target.len() * 64 {
                let expected = if (to..to + count).contains(&at) { has(&source, from + at - to) } else { has(&target, at) };
                prop_assert_eq!(has(&copied, at), expected, "at {}", at);
            }
        }
    }
}

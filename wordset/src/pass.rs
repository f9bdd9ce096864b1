//! The pass: which places are wanted.

use std::mem::MaybeUninit;
use std::ops::Range;

use super::counted::FoundSet;
use super::line::{BLOCK_LINES, LINE_PLACES, Line, words_mut};
use super::room::Room;

/// What must hold of a place. All sets have as many lines.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    /// It is in this set.
    pub first: &'a [Line],
    /// It is in all of these.
    pub all: &'a [&'a [Line]],
    /// It is in none of these.
    pub none: &'a [&'a [Line]],
    /// It is in one of these; where there are none, that is no condition.
    pub any: &'a [&'a [Line]],
    /// It has one of the codes of each of these.
    pub codes: &'a [Codes<'a>],
    /// It is in one of these blocks; others are not looked at.
    pub blocks: Range<usize>,
}

/// A range of codes.
#[derive(Clone, Copy, Debug)]
pub struct Codes<'a> {
    /// The code of each place.
    pub bytes: &'a [u8],
    /// The least.
    pub from: u8,
    /// The greatest, not less than the least.
    pub to: u8,
}

/// Returns the set of the places of which all terms hold.
///
/// # Panics
/// The sets are not of one length, or there are not so many codes.
pub fn combine(terms: &Terms<'_>) -> FoundSet {
    let lines = terms.first.len();
    let sets = [terms.first].into_iter().chain([terms.all, terms.none, terms.any].into_iter().flatten().copied());
    assert!(sets.map(<[Line]>::len).all(|others| others == lines), "sets of one length");
    assert!(terms.codes.iter().all(|codes| codes.bytes.len() == lines * LINE_PLACES && codes.from <= codes.to));
    let mut counts = vec![0; lines.div_ceil(BLOCK_LINES)];
    // SAFETY: every line is written.
    let (lines, total) = unsafe { Room::written(lines, |out| write(terms, out, &mut counts)) };
    FoundSet { lines, counts, total }
}

/// Writes the set of the places of which all terms hold, every line of it, and how many there are in each block; returns how
/// many in all.
fn write(terms: &Terms<'_>, out: &mut [MaybeUninit<Line>], counts: &mut [u32]) -> u64 {
    #[cfg(target_arch = "x86_64")]
    if avx2::is_there() {
        // SAFETY: the processor has what the function is compiled for.
        return unsafe { avx2::combine(terms, out, counts) };
    }
    pass(terms, out, counts, keep_range)
}

/// Takes away the bits of codes that do not lie in the range.
#[inline(always)]
fn keep_range(bits: &mut u64, codes: &[u8; 64], from: u8, span: u8) {
    let mut inside = 0;
    for (at, code) in codes.iter().enumerate() {
        inside |= u64::from(code.wrapping_sub(from) <= span) << at;
    }
    *bits &= inside;
}

/// The pass itself, compiled where it is called for the processor that the caller is for.
#[inline(always)]
fn pass(
    terms: &Terms<'_>,
    out: &mut [MaybeUninit<Line>],
    counts: &mut [u32],
    keep_range: impl Fn(&mut u64, &[u8; 64], u8, u8) + Copy,
) -> u64 {
    let mut total = 0;
    for (block, (out, count)) in out.chunks_mut(BLOCK_LINES).zip(counts).enumerate() {
        if !terms.blocks.contains(&block) {
            out.fill(MaybeUninit::new(Line::default()));
            *count = 0;
            continue;
        }
        let first = block * BLOCK_LINES;
        let mut in_ranges = [Line([u64::MAX; 8]); BLOCK_LINES];
        for codes in terms.codes {
            let of_block = &codes.bytes[first * LINE_PLACES..(first + out.len()) * LINE_PLACES];
            for (bits, codes_of) in words_mut(&mut in_ranges).iter_mut().zip(of_block.as_chunks::<64>().0) {
                keep_range(bits, codes_of, codes.from, codes.to - codes.from);
            }
        }
        // Of each word of a line by itself, which the processor adds up side by side.
        let mut ones = [0_u64; 8];
        for (at, (out, in_ranges)) in out.iter_mut().zip(&in_ranges).enumerate() {
            let at = first + at;
            let mut line = terms.first[at].0;
            if !terms.codes.is_empty() {
                (0..8).for_each(|word| line[word] &= in_ranges.0[word]);
            }
            for set in terms.all {
                let set = &set[at].0;
                (0..8).for_each(|word| line[word] &= set[word]);
            }
            for set in terms.none {
                let set = &set[at].0;
                (0..8).for_each(|word| line[word] &= !set[word]);
            }
            if let [one, others @ ..] = terms.any {
                let mut any = one[at].0;
                for set in others {
                    let set = &set[at].0;
                    (0..8).for_each(|word| any[word] |= set[word]);
                }
                (0..8).for_each(|word| line[word] &= any[word]);
            }
            (0..8).for_each(|word| ones[word] += u64::from(line[word].count_ones()));
            out.write(Line(line));
        }
        *count = ones.iter().map(|ones| u32::try_from(*ones).unwrap_or(u32::MAX)).sum();
        total += u64::from(*count);
    }
    total
}

/// For processors with AVX2, which have the other instructions named here too; a build for any processor has neither the
/// instruction that counts bits nor one that compares bytes to a mask.
#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256i, _mm256_add_epi8, _mm256_cmpeq_epi8, _mm256_loadu_si256, _mm256_min_epu8, _mm256_movemask_epi8,
        _mm256_set1_epi8,
    };

    use std::mem::MaybeUninit;

    use super::super::line::Line;
    use super::Terms;

    pub(super) fn is_there() -> bool {
        is_x86_feature_detected!("avx2") && is_x86_feature_detected!("popcnt") && is_x86_feature_detected!("bmi1")
    }

    #[target_feature(enable = "avx2,popcnt,bmi1")]
    pub(super) fn combine(terms: &Terms<'_>, out: &mut [MaybeUninit<Line>], counts: &mut [u32]) -> u64 {
        super::pass(terms, out, counts, |bits, codes, from, span| keep_range(bits, codes, from, span))
    }

    #[target_feature(enable = "avx2")]
    #[inline]
    fn keep_range(bits: &mut u64, codes: &[u8; 64], from: u8, span: u8) {
        let (down, span) = (_mm256_set1_epi8(from.wrapping_neg().cast_signed()), _mm256_set1_epi8(span.cast_signed()));
        let half = |codes: &[u8; 32]| {
            // SAFETY: there are 32 bytes, and the instruction takes any address.
            let codes = unsafe { _mm256_loadu_si256(codes.as_ptr().cast::<__m256i>()) };
            let above = _mm256_add_epi8(codes, down);
            let inside = _mm256_cmpeq_epi8(_mm256_min_epu8(above, span), above);
            u64::from(_mm256_movemask_epi8(inside).cast_unsigned())
        };
        let (halves, _) = codes.as_chunks::<32>();
        *bits &= half(&halves[0]) | half(&halves[1]) << 32;
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::{BLOCK_PLACES, CountedSet};

    fn lines(count: usize) -> impl Strategy<Value = Vec<Line>> {
        vec(any::<[u64; 8]>().prop_map(Line), count)
    }

    fn slices(sets: &[Vec<Line>]) -> Vec<&[Line]> {
        sets.iter().map(Vec::as_slice).collect()
    }

    fn has(set: &[Line], place: usize) -> bool {
        set[place / LINE_PLACES].0[place % LINE_PLACES / 64] >> (place % 64) & 1 == 1
    }

    /// Sets as many as a question has, some codes, and ranges of them.
    type Drawn = (Vec<Vec<Line>>, [usize; 3], Vec<u8>, Vec<(u8, u8)>);

    fn drawn() -> impl Strategy<Value = Drawn> {
        let counts = (0_usize..4, 0_usize..3, 0_usize..4);
        (1_usize..20, counts).prop_flat_map(|(length, (all, none, any))| {
            let sets = vec(lines(length), 1 + all + none + any);
            let codes = vec(proptest::num::u8::ANY, length * LINE_PLACES);
            let range = proptest::num::u8::ANY.prop_flat_map(|from| (Just(from), from..=255));
            (sets, Just([all, none, any]), codes, vec(range, 0..3))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_way_finds_what_one_look_at_each_place_finds(
            (sets, [all, none, any], bytes, ranges) in drawn(),
            blocks in (0_usize..4, 0_usize..4),
        ) {
            let sets = slices(&sets);
            let (first, rest) = (sets[0], &sets[1..]);
            let (all, rest) = rest.split_at(all);
            let (none, any) = (&rest[..none], &rest[none..none + any]);
            let codes: Vec<Codes<'_>> = ranges.iter().map(|(from, to)| Codes { bytes: &bytes, from: *from, to: *to }).collect();
            let terms = Terms { first, all, none, any, codes: &codes, blocks: blocks.0..blocks.1 };
            let mut plain = vec![Line::default(); first.len()];
            for place in 0..first.len() * LINE_PLACES {
                let holds = terms.blocks.contains(&(place / BLOCK_PLACES))
                    && has(first, place)
                    && all.iter().all(|set| has(set, place))
                    && !none.iter().any(|set| has(set, place))
                    && (any.is_empty() || any.iter().any(|set| has(set, place)))
                    && ranges.iter().all(|(from, to)| (from..=to).contains(&&bytes[place]));
                plain[place / LINE_PLACES].0[place % LINE_PLACES / 64] |= u64::from(holds) << (place % 64);
            }
            let expected = CountedSet::new(plain.into());
            let found = combine(&terms);
            prop_assert_eq!(found.view(), expected.view());
            let (mut out, mut counts) = (vec![MaybeUninit::new(Line([7; 8])); first.len()], vec![7; expected.counts.len()]);
            let total = pass(&terms, &mut out, &mut counts, keep_range);
            // SAFETY: all were made with a line.
            let lines: Vec<Line> = out.into_iter().map(|line| unsafe { line.assume_init() }).collect();
            prop_assert_eq!((&lines[..], counts, total), (&*found.lines, found.counts, found.total));
        }
    }
}

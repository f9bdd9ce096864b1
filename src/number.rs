//! Conversions between the widths of numbers, for the whole program.
//!
//! Numbers of films, words and the like take 32 bits, lengths and indices are `usize`, and totals 64 bits. A conversion
//! that fails here means that an invariant is broken: it panics, for any other answer would be a plausible wrong one.
//! What comes from outside is checked where it comes in, not here.

// 32 bits fit into an index, and an index into 64 bits: the two conversions that widen lose nothing.
const _: () = assert!(u32::BITS <= usize::BITS && usize::BITS <= u64::BITS, "machines of 32 or 64 bits");

/// Returns a number of 32 bits as an index.
#[expect(clippy::as_conversions, reason = "the assertion above says that it fits; in hot loops")]
#[inline]
pub(crate) const fn to_index(number: u32) -> usize {
    number as usize
}

/// Returns a length as 64 bits.
#[expect(clippy::as_conversions, reason = "the assertion above says that it fits")]
#[inline]
pub(crate) const fn to_u64(length: usize) -> u64 {
    length as u64
}

/// Returns the nearest index: the greatest one for numbers beyond it, which only a machine of 32 bits has. For limits
/// and places: there is nothing beyond the greatest index either.
#[inline]
pub(crate) fn to_nearest_index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Returns a count or an index as 32 bits.
///
/// # Panics
/// It is negative or does not fit, though whoever calls it knows that it does.
#[inline]
pub(crate) fn to_u32<N>(number: N) -> u32
where
    u32: TryFrom<N>,
{
    #[expect(clippy::expect_used, reason = "the caller owns the invariant; any other number would be a wrong one")]
    u32::try_from(number).ok().expect("a number of what is numbered with 32 bits")
}

/// Returns a count or an index as 8 bits.
///
/// # Panics
/// It is negative or does not fit, though whoever calls it knows that it does.
#[inline]
pub(crate) fn to_u8<N>(number: N) -> u8
where
    u8: TryFrom<N>,
{
    #[expect(clippy::expect_used, reason = "the caller owns the invariant; any other number would be a wrong one")]
    u8::try_from(number).ok().expect("a number of what is numbered with 8 bits")
}

/// Returns a count as a real number; exact up to 2^53.
#[expect(clippy::as_conversions, reason = "std has no other way from usize to f64")]
#[inline]
pub(crate) const fn to_f64(count: usize) -> f64 {
    count as f64
}

/// Returns the nearest whole number that 64 bits hold; 0 for what is no number.
#[expect(clippy::as_conversions, reason = "std has no other way from f64 to u64")]
#[inline]
pub(crate) fn to_whole(real: f64) -> u64 {
    real.round() as u64
}

/// Returns the nearest number of single precision.
#[expect(clippy::as_conversions, reason = "std has no other way from f64 to f32")]
#[inline]
pub(crate) const fn to_f32(real: f64) -> f32 {
    real as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_comes_through_unchanged() {
        assert_eq!(to_index(u32::MAX), 4_294_967_295);
        assert_eq!(to_u64(usize::MAX), u64::MAX >> (u64::BITS - usize::BITS));
        assert_eq!(to_nearest_index(u64::MAX), usize::MAX);
        assert_eq!((to_u32(4_294_967_295_u64), to_u32(7_usize)), (u32::MAX, 7));
        assert_eq!(to_u8(255_usize), u8::MAX);
        assert_eq!((to_f64(3), to_f32(0.5)), (3.0, 0.5));
        assert_eq!([2.5, 2.4, -1.0, f64::NAN, f64::INFINITY].map(to_whole), [3, 2, 0, 0, u64::MAX]);
    }

    #[test]
    #[should_panic(expected = "a number of what is numbered with 32 bits")]
    fn a_number_too_great_for_32_bits_is_no_other_number() {
        to_u32(1_u64 << 32);
    }

    #[test]
    #[should_panic(expected = "a number of what is numbered with 8 bits")]
    fn a_number_too_great_for_8_bits_is_no_other_number() {
        to_u8(256_usize);
    }
}

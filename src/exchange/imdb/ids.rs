//! Ids of IMDb as numbers, of which millions are in memory.

use std::ops::RangeInclusive;

/// How many digits an id has: with one more before them they fit into 64 bits.
const DIGITS: RangeInclusive<usize> = 5..=12;

/// Returns a number for an id, another one for each: a 1 before its digits, of which some begin with zeros. `None`: it is
/// no id.
pub(super) fn number(id: &[u8]) -> Option<u64> {
    let digits = id.strip_prefix(b"tt").filter(|digits| DIGITS.contains(&digits.len()))?;
    digits
        .iter()
        .try_fold(1, |number: u64, digit| digit.is_ascii_digit().then(|| number * 10 + u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_has_a_number_of_its_own() {
        assert_eq!(number(b"tt0062759"), Some(10_062_759));
        assert_eq!(number(b"tt00062759"), Some(100_062_759));
        assert_eq!(number(b"tt999999999999"), Some(1_999_999_999_999));
        for bad in [&b""[..], b"tt", b"tt1234", b"tt1234567890123", b"nm0062759", b"tt006275x", b"TT0062759", b"tconst"]
        {
            assert_eq!(number(bad), None, "{bad:?}");
        }
    }
}

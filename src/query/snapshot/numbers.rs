//! Numbers, written in as few bytes as they take.

use crate::number::to_u8;

/// Writes a number: seven bits in a byte, the lowest first; all but the last have the eighth.
pub(super) fn write_number(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(to_u8(number & 0x7f) | 0x80);
        number >>= 7;
    }
    out.push(to_u8(number));
}

/// Reads what [`write_number`] wrote.
pub(super) fn read_number(bytes: &mut impl Iterator<Item = u8>) -> u64 {
    let (mut number, mut shift) = (0, 0);
    for byte in bytes {
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
        shift += 7;
    }
    number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_read_as_they_were_written(numbers in proptest::collection::vec(any::<u64>(), 0..9), bits in 0..64) {
            let numbers: Vec<u64> = numbers.into_iter().map(|number| number >> bits).collect();
            let mut bytes = Vec::new();
            numbers.iter().for_each(|number| write_number(&mut bytes, *number));
            let mut rest = bytes.into_iter();
            let read: Vec<u64> = numbers.iter().map(|_| read_number(&mut rest)).collect();
            prop_assert_eq!((read, rest.len()), (numbers, 0));
        }
    }
}

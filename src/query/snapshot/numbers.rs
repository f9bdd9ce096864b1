//! Lengths of parts of bytes, written in as few bytes as they take.

use crate::number::to_u8;

/// Writes a length: seven bits in a byte, the lowest first; all but the last have the eighth.
pub(super) fn write_length(out: &mut Vec<u8>, mut length: u32) {
    while length >= 0x80 {
        out.push(to_u8(length & 0x7f) | 0x80);
        length >>= 7;
    }
    out.push(to_u8(length));
}

/// Reads what [`write_length`] wrote.
pub(super) fn read_length(bytes: &mut impl Iterator<Item = u8>) -> u32 {
    let (mut length, mut shift) = (0, 0);
    for byte in bytes {
        length |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
        shift += 7;
    }
    length
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn lengths_are_read_as_they_were_written(lengths in proptest::collection::vec(0..1_u32 << 31, 0..9), bits in 0..31) {
            let lengths: Vec<u32> = lengths.into_iter().map(|length| length >> bits).collect();
            let mut bytes = Vec::new();
            lengths.iter().for_each(|length| write_length(&mut bytes, *length));
            let mut rest = bytes.into_iter();
            let read: Vec<u32> = lengths.iter().map(|_| read_length(&mut rest)).collect();
            prop_assert_eq!((read, rest.len()), (lengths, 0));
        }
    }
}

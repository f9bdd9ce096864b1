//! Records: fields of bytes in one allocation.

use std::ops::Range;

use crate::number::{to_index, to_u32};

/// So many fields of bytes, one behind the other: in allocations of their own, short ones would take half as much again.
#[derive(Debug)]
pub(super) struct Record<const FIELDS: usize> {
    bytes: Box<[u8]>,
    ends: [u32; FIELDS],
}

impl<const FIELDS: usize> Record<FIELDS> {
    /// Puts fields into one.
    pub(super) fn new(fields: [&[u8]; FIELDS]) -> Self {
        let mut end = 0;
        let ends = fields.map(|field| {
            end += field.len();
            to_u32(end)
        });
        Self { bytes: fields.concat().into(), ends }
    }

    /// Returns one field.
    pub(super) fn field(&self, at: usize) -> &[u8] {
        self.fields(at..at + 1)
    }

    /// Returns some fields that follow one another, of which there is at least one.
    pub(super) fn fields(&self, fields: Range<usize>) -> &[u8] {
        let start = fields.start.checked_sub(1).map_or(0, |before| to_index(self.ends[before]));
        &self.bytes[start..to_index(self.ends[fields.end - 1])]
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn fields_come_out_as_they_went_in(fields in [(); 4].map(|()| vec(any::<u8>(), 0..9))) {
            let record = Record::new(fields.each_ref().map(Vec::as_slice));
            for first in 0..4 {
                prop_assert_eq!(record.field(first), &fields[first][..]);
                for last in first..4 {
                    prop_assert_eq!(record.fields(first..last + 1), &fields[first..=last].concat()[..]);
                }
            }
        }
    }
}

//! Records: fields of bytes in one allocation.

use std::ops::Range;
use std::{array, iter};

use crate::number::{to_nearest_index, to_u64};

use super::numbers::{read_number, write_number};

/// So many fields of bytes, one behind the other after the lengths of all: in allocations of their own, short ones would take
/// half as much again.
#[derive(Debug)]
pub(super) struct Record<const FIELDS: usize>(Box<[u8]>);

impl<const FIELDS: usize> Record<FIELDS> {
    /// Puts fields into one.
    pub(super) fn new(fields: [&[u8]; FIELDS]) -> Self {
        let mut lengths = Vec::with_capacity(2 * FIELDS);
        fields.iter().for_each(|field| write_number(&mut lengths, to_u64(field.len())));
        let parts: Vec<&[u8]> = iter::once(lengths.as_slice()).chain(fields).collect();
        Self(parts.concat().into())
    }

    /// Returns one field.
    pub(super) fn field(&self, at: usize) -> &[u8] {
        self.fields(at..at + 1)
    }

    /// Returns some fields that follow one another.
    pub(super) fn fields(&self, fields: Range<usize>) -> &[u8] {
        let mut rest = self.0.iter().copied();
        let lengths: [usize; FIELDS] = array::from_fn(|_| to_nearest_index(read_number(&mut rest)));
        let (_, bytes) = self.0.split_at(self.0.len() - rest.len());
        let start = lengths[..fields.start].iter().sum();
        &bytes[start..start + lengths[fields].iter().sum::<usize>()]
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn fields_come_out_as_they_went_in(fields in [(); 4].map(|()| prop_oneof![vec(any::<u8>(), 0..9), vec(any::<u8>(), 120..300)])) {
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

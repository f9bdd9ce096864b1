//! Numbers that point into one snapshot and mean nothing in another.

use crate::number::{to_index, to_u32};
use crate::query::keyed_table::TableKey;

/// The place of a film in a snapshot; places ascend with ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::query) struct Row(u32);

impl Row {
    /// Returns the row at a place; a catalogue has fewer than 2³² films.
    pub(in crate::query) fn at(index: usize) -> Self {
        Self(to_u32(index))
    }

    /// Returns the row that stands as a bit in a bitmap.
    pub(in crate::query) fn from_bit(bit: u32) -> Self {
        Self(bit)
    }

    /// Returns the bit that stands for the row in a bitmap.
    pub(in crate::query) fn bit(self) -> u32 {
        self.0
    }

    /// Returns the place as an index into columns.
    pub(in crate::query) fn index(self) -> usize {
        to_index(self.0)
    }
}

/// The place of a tag in a snapshot; places ascend with ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagNo(u32);

impl TagNo {
    pub(in crate::query) fn at(index: usize) -> Self {
        Self(to_u32(index))
    }

    /// Returns the place as a number.
    pub(in crate::query) fn number(self) -> u32 {
        self.0
    }

    /// Returns the place that is this number.
    pub(in crate::query) fn of_number(number: u32) -> Self {
        Self(number)
    }

    pub(in crate::query) fn index(self) -> usize {
        to_index(self.0)
    }
}

impl TableKey for Row {
    fn at(index: usize) -> Self {
        Self::at(index)
    }

    fn index(self) -> usize {
        self.index()
    }
}

impl TableKey for TagNo {
    fn at(index: usize) -> Self {
        Self::at(index)
    }

    fn index(self) -> usize {
        self.index()
    }
}

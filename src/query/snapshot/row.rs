//! Numbers that point into one snapshot and mean nothing in another.

/// The place of a film in a snapshot; places ascend with ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::query) struct Row(u32);

impl Row {
    /// Returns the row at a place; a catalogue has fewer than 2³² films.
    pub(in crate::query) fn at(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
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
    #[allow(clippy::as_conversions, reason = "u32 to usize loses nothing on 32-bit machines and up, in hot loops")]
    pub(in crate::query) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The place of a tag in a snapshot; places ascend with ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::query) struct TagNo(u32);

impl TagNo {
    pub(in crate::query) fn at(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    #[allow(clippy::as_conversions, reason = "u32 to usize loses nothing on 32-bit machines and up, in hot loops")]
    pub(in crate::query) fn index(self) -> usize {
        self.0 as usize
    }
}

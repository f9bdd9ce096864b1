//! Paging: where a page begins and how many there are.

use std::num::NonZeroU32;

use crate::number::{to_index, to_nearest_index, to_u32};

/// Returns how many pages so many films take; 0 for none.
pub fn count(films: u64, size: NonZeroU32) -> u32 {
    to_u32(films.div_ceil(u64::from(size.get())))
}

/// Returns how many films stand before a page, which counts from 1.
pub fn offset(page: NonZeroU32, size: NonZeroU32) -> usize {
    to_nearest_index(u64::from(page.get() - 1) * u64::from(size.get()))
}

/// Returns a count of films as an index.
pub fn places(count: NonZeroU32) -> usize {
    to_index(count.get())
}

/// The places of an order that are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// Places before the first wanted one.
    pub(super) offset: usize,
    /// At most so many places.
    pub(super) count: usize,
}

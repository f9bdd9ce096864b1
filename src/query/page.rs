//! Paging: where a page begins and how many there are.

use crate::number::{to_index, to_nearest_index, to_u32};

/// Returns how many pages so many films take; 0 for none.
pub fn count(films: u64, size: u32) -> u32 {
    to_u32(films.div_ceil(u64::from(size.max(1))))
}

/// Returns how many films stand before a page, which counts from 1.
pub fn offset(page: u32, size: u32) -> usize {
    let before = u64::from(page.saturating_sub(1)) * u64::from(size);
    to_nearest_index(before)
}

/// Returns a count of films as an index.
pub fn places(count: u32) -> usize {
    to_index(count)
}

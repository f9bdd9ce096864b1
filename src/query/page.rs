//! Paging: where a page begins and how many there are.

use std::num::NonZeroU32;

/// Returns how many pages so many films take; 0 for none.
pub fn count(films: u64, size: NonZeroU32) -> u32 {
    u32::try_from(films.div_ceil(u64::from(size.get()))).unwrap_or(u32::MAX)
}

/// Returns how many films stand before a page, which counts from 1.
pub fn offset(page: NonZeroU32, size: NonZeroU32) -> usize {
    let before = u64::from(page.get() - 1) * u64::from(size.get());
    usize::try_from(before).unwrap_or(usize::MAX)
}

/// Returns a count of films as an index.
pub fn places(count: NonZeroU32) -> usize {
    usize::try_from(count.get()).unwrap_or(usize::MAX)
}

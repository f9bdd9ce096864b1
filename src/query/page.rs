//! Paging: where a page begins and how many there are.

/// Returns how many pages so many films take; 0 for none.
pub fn count(films: u64, size: u32) -> u32 {
    u32::try_from(films.div_ceil(u64::from(size.max(1)))).unwrap_or(u32::MAX)
}

/// Returns how many films stand before a page, which counts from 1.
pub fn offset(page: u32, size: u32) -> usize {
    let before = u64::from(page.saturating_sub(1)) * u64::from(size);
    usize::try_from(before).unwrap_or(usize::MAX)
}

/// Returns a count of films as an index.
pub fn places(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

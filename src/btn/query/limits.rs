//! How much may be asked for.

/// The most rows of a page.
pub const MAX_PAGE_SIZE: i64 = 3_000;
/// The last page.
pub(super) const MAX_PAGE: i64 = 1_000_000;

//! Sets of rows.

use roaring::RoaringBitmap;

/// Returns the set of these bits, which come in ascending order without repetition.
#[expect(clippy::expect_used, reason = "callers go through rows in their order")]
pub(in crate::query) fn of_ascending(bits: impl IntoIterator<Item = u32>) -> RoaringBitmap {
    RoaringBitmap::from_sorted_iter(bits).expect("bits come in ascending order")
}

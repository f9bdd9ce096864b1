//! Sets of rows.

use roaring::RoaringBitmap;

/// Returns the set of these bits, which come in ascending order without repetition.
#[expect(clippy::expect_used, reason = "callers go through rows in their order")]
pub(in crate::query) fn of_ascending(bits: impl IntoIterator<Item = u32>) -> RoaringBitmap {
    RoaringBitmap::from_sorted_iter(bits).expect("bits come in ascending order")
}

/// Calls `take` with each bit of a set, in ascending order.
pub(in crate::query) fn each(set: &RoaringBitmap, mut take: impl FnMut(u32)) {
    let (mut bits, mut room) = (set.iter(), [0; 256]);
    // Many at once: one by one each takes longer than what is done with it.
    loop {
        let some = bits.next_many(&mut room);
        some.iter().for_each(|bit| take(*bit));
        if some.is_empty() {
            return;
        }
    }
}

/// Returns the set of the bits that are set in words.
pub(in crate::query) fn of_words(words: &[u64]) -> RoaringBitmap {
    let mut bytes = Vec::with_capacity(size_of_val(words));
    words.iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
    RoaringBitmap::from_lsb0_bytes(0, &bytes)
}

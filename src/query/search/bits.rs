//! Sets of documents as bits, 64 a block.

use super::segment::DocId;

/// Returns the numbers of the bits that are set, in ascending order.
pub(super) fn ones(blocks: impl IntoIterator<Item = u64>) -> impl Iterator<Item = DocId> {
    blocks.into_iter().zip(0_u32..).flat_map(|(block, at)| {
        let mut left = block;
        std::iter::from_fn(move || {
            let bit = (left != 0).then(|| left.trailing_zeros())?;
            left &= left - 1;
            Some(at * 64 + bit)
        })
    })
}

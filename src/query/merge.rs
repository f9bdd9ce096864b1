//! Two ascending sequences as one.

use std::iter;

/// Returns what is in either, ascending; both ascend.
pub(super) fn merge<T: Ord>(
    one: impl IntoIterator<Item = T>,
    other: impl IntoIterator<Item = T>,
) -> impl Iterator<Item = T> {
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    iter::from_fn(move || match (one.peek(), other.peek()) {
        (Some(first), Some(second)) if second < first => other.next(),
        (None, _) => other.next(),
        _ => one.next(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_merged_is_what_is_sorted(mut one in vec(0_u8..20, 0..9), mut other in vec(0_u8..20, 0..9)) {
            one.sort_unstable();
            other.sort_unstable();
            let mut all = [&one[..], &other].concat();
            all.sort_unstable();
            prop_assert!(merge(one, other).eq(all));
        }
    }
}

//! Finding the numbers of tags by their ids.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::catalog::TagId;
use crate::number::to_index;

use super::row::TagNo;

/// How many ids there may be for each tag, between the least and the greatest, for a table of them all to take less room, and
/// fewer looks, than one by hash.
const SPREAD: usize = 2;
/// Stands for an id that no tag has.
const NONE: u32 = u32::MAX;

/// The numbers of tags by id. Databases give ids out one after another, and of a film every tag is looked for.
#[derive(Debug)]
pub(super) enum TagNumbers {
    /// From the least id on.
    Close { first: u32, numbers: Vec<u32> },
    /// They lie far apart.
    Scattered(HashMap<TagId, TagNo, RandomState>),
}

impl TagNumbers {
    /// Takes tags in the order of ids, with their numbers, of which none is the greatest there can be.
    pub(super) fn new(tags: impl ExactSizeIterator<Item = (TagId, TagNo)> + DoubleEndedIterator + Clone) -> Self {
        let [first, last] = [tags.clone().next(), tags.clone().next_back()].map(|tag| tag.map_or(0, |(id, _)| id.0));
        let spread = to_index(last - first);
        if spread > tags.len() * SPREAD {
            return Self::Scattered(tags.collect());
        }
        let mut numbers = vec![NONE; spread + 1];
        tags.for_each(|(id, number)| numbers[to_index(id.0 - first)] = number.number());
        Self::Close { first, numbers }
    }

    /// Returns the number of a tag.
    pub(super) fn get(&self, id: TagId) -> Option<TagNo> {
        match self {
            Self::Close { first, numbers } => {
                let number = numbers.get(to_index(id.0.checked_sub(*first)?)).copied();
                number.filter(|number| *number != NONE).map(TagNo::of_number)
            }
            Self::Scattered(numbers) => numbers.get(&id).copied(),
        }
    }
}

impl Default for TagNumbers {
    fn default() -> Self {
        Self::new([].into_iter())
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_set;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_tag_is_found_and_no_other(
            ids in prop_oneof![btree_set(0_u32..90, 0..60), btree_set(any::<u32>(), 0..9), Just([0, u32::MAX].into())],
            others in btree_set(prop_oneof![0_u32..100, any::<u32>()], 0..40),
        ) {
            let tags: Vec<(TagId, TagNo)> =
                ids.iter().rev().enumerate().map(|(at, id)| (TagId(*id), TagNo::at(at))).rev().collect();
            let numbers = TagNumbers::new(tags.iter().copied());
            prop_assert!(tags.iter().all(|(id, number)| numbers.get(*id) == Some(*number)));
            prop_assert!(others.iter().all(|id| numbers.get(TagId(*id)).is_some() == ids.contains(id)));
        }
    }
}

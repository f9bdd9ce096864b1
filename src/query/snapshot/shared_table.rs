//! Tables of which snapshots share what does not change between them.

use std::marker::PhantomData;
use std::ops::Index;
use std::sync::Arc;

use crate::query::keyed_table::TableKey;

/// How many values a part has, but for the last one: so few that a change copies little, so many that there are few parts to
/// share.
const PART: usize = 256;

/// Something for each number from 0 on, in parts that its clones share: a change copies the part it falls into. Indexing
/// with a number past the end panics, as with any list.
#[derive(Debug, PartialEq)]
pub(in crate::query) struct SharedTable<K, T> {
    /// All of [`PART`] values, but for the last one.
    parts: Vec<Arc<[T]>>,
    key: PhantomData<fn(K)>,
}

impl<K: TableKey, T> SharedTable<K, T> {
    /// Returns how many numbers there are.
    pub(in crate::query) fn len(&self) -> usize {
        self.parts.last().map_or(0, |last| (self.parts.len() - 1) * PART + last.len())
    }

    /// Returns what stands under a number; `None` past the end.
    pub(in crate::query) fn get(&self, key: K) -> Option<&T> {
        self.parts.get(key.index() / PART)?.get(key.index() % PART)
    }

    /// Returns everything, in the order of the numbers.
    pub(in crate::query) fn values(&self) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.parts.iter().flat_map(|part| part.iter())
    }

    /// Returns everything with its number, in that order.
    pub(in crate::query) fn iter(&self) -> impl Iterator<Item = (K, &T)> + Clone {
        self.values().enumerate().map(|(at, value)| (K::at(at), value))
    }

    /// Finds a value in a table that is sorted by what `by` returns, without repetition.
    pub(in crate::query) fn find<B: Ord>(&self, wanted: &B, by: impl Fn(&T) -> B) -> Option<K> {
        let parts = self.parts.partition_point(|part| part.first().is_some_and(|first| by(first) <= *wanted));
        let part = parts.checked_sub(1)?;
        let at = self.parts[part].binary_search_by(|value| by(value).cmp(wanted)).ok()?;
        Some(K::at(part * PART + at))
    }
}

impl<K: TableKey, T: Clone> SharedTable<K, T> {
    /// Returns the value under a number, to be changed. The number must not lie past the end.
    pub(super) fn change(&mut self, key: K) -> &mut T {
        &mut Arc::make_mut(&mut self.parts[key.index() / PART])[key.index() % PART]
    }

    /// Adds values, under the numbers that follow.
    pub(super) fn extend(&mut self, values: impl Iterator<Item = T>) {
        let mut values = values.peekable();
        if values.peek().is_none() {
            return;
        }
        let open = self.parts.pop_if(|last| last.len() < PART);
        let mut values = open.iter().flat_map(|part| part.iter().cloned()).chain(values).peekable();
        while values.peek().is_some() {
            self.parts.push(values.by_ref().take(PART).collect());
        }
    }
}

impl<K, T> Clone for SharedTable<K, T> {
    fn clone(&self) -> Self {
        Self { parts: self.parts.clone(), key: PhantomData }
    }
}

impl<K, T> Default for SharedTable<K, T> {
    fn default() -> Self {
        Self { parts: Vec::new(), key: PhantomData }
    }
}

impl<K: TableKey, T: Clone> FromIterator<T> for SharedTable<K, T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let mut table = Self::default();
        table.extend(values.into_iter());
        table
    }
}

impl<K: TableKey, T> Index<K> for SharedTable<K, T> {
    type Output = T;

    #[inline]
    fn index(&self, key: K) -> &T {
        &self.parts[key.index() / PART][key.index() % PART]
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_table_holds_what_a_list_would_and_its_clones_stay(
            first in 0_u32..1000,
            edits in vec((vec((any::<prop::sample::Index>(), any::<u32>()), 0..4), 0_u32..600), 0..5),
        ) {
            let mut list: Vec<u32> = (0..first).collect();
            let mut table: SharedTable<u32, u32> = list.iter().copied().collect();
            for (changes, more) in edits {
                let (before, kept) = (table.clone(), list.clone());
                for (at, value) in changes.into_iter().filter(|_| !kept.is_empty()) {
                    let at = at.index(kept.len());
                    list[at] = value;
                    *table.change(u32::at(at)) = value;
                }
                list.extend(0..more);
                table.extend(0..more);
                prop_assert_eq!(&table, &list.iter().copied().collect());
                prop_assert!(table.values().eq(&list) && table.len() == list.len());
                prop_assert!(before.values().eq(&kept));
                prop_assert_eq!(table.get(u32::at(list.len())), None);
                prop_assert!((0..list.len()).all(|at| table[u32::at(at)] == list[at]));
            }
        }

        #[test]
        fn what_is_sorted_is_found(values in proptest::collection::btree_set(0_u32..2000, 0..900), wanted in 0_u32..2000) {
            let table: SharedTable<u32, u32> = values.iter().copied().collect();
            let expected = values.iter().position(|value| *value == wanted).map(u32::at);
            prop_assert_eq!(table.find(&wanted, |value| *value), expected);
        }
    }

    #[test]
    fn a_change_copies_one_part() {
        let table: SharedTable<u32, u32> = (0..1000).collect();
        let mut changed = table.clone();
        *changed.change(300) = 7;
        let shared = table.parts.iter().zip(&changed.parts).map(|(a, b)| Arc::ptr_eq(a, b));
        assert_eq!(shared.collect::<Vec<_>>(), [true, false, true, true]);
    }
}

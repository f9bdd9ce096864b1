//! Tables by number: of the films of a snapshot by their rows, of words by their numbers.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

use crate::number::{to_index, to_u32};

/// A number that is given out from 0 on, one after another, and by which tables are indexed.
pub(crate) trait TableKey: Copy {
    /// Returns the number that stands at an index.
    fn at(index: usize) -> Self;

    /// Returns the index that stands for the number.
    fn index(self) -> usize;
}

impl TableKey for u32 {
    fn at(index: usize) -> Self {
        to_u32(index)
    }

    fn index(self) -> usize {
        to_index(self)
    }
}

/// Something for each number from 0 on. Indexing with a number past the end panics, as with any list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeyedTable<K, T> {
    values: Vec<T>,
    key: PhantomData<fn(K)>,
}

impl<K: TableKey, T> KeyedTable<K, T> {
    /// Adds something, and returns the number it stands under.
    pub(crate) fn push(&mut self, value: T) -> K {
        self.values.push(value);
        K::at(self.values.len() - 1)
    }

    /// Returns how many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    /// Returns everything, in the order of the numbers.
    pub(crate) fn values(&self) -> &[T] {
        &self.values
    }
}

impl<K, T> Default for KeyedTable<K, T> {
    fn default() -> Self {
        Self { values: Vec::new(), key: PhantomData }
    }
}

impl<K, T> FromIterator<T> for KeyedTable<K, T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self { values: Vec::from_iter(values), key: PhantomData }
    }
}

impl<K: TableKey, T> Index<K> for KeyedTable<K, T> {
    type Output = T;

    fn index(&self, key: K) -> &T {
        &self.values[key.index()]
    }
}

impl<K: TableKey, T> IndexMut<K> for KeyedTable<K, T> {
    fn index_mut(&mut self, key: K) -> &mut T {
        &mut self.values[key.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_gives_back_what_was_put_under_a_number() {
        let mut table: KeyedTable<u32, &str> = KeyedTable::default();
        assert_eq!([table.push("a"), table.push("b")], [0, 1]);
        table[1] = "c";
        assert_eq!((table[0], table[1], table.len()), ("a", "c", 2));
        assert_eq!(table.values(), ["a", "c"]);
        assert_eq!(table, ["a", "c"].into_iter().collect());
    }

    #[test]
    #[should_panic(expected = "index out of bounds")]
    fn a_number_past_the_end_stands_for_nothing() {
        let _ = KeyedTable::<u32, u8>::default()[0];
    }
}

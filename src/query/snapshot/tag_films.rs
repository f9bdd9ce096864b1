//! The films that bear a tag: a list where they are few, as those of most tags are, else a bitmap.

use std::borrow::Cow;
use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::number::{to_nearest_index, to_u64};
use crate::query::bitmap::{each, of_ascending};

use super::row::Row;

/// The most films of a list: with more a bitmap takes less memory.
const FEW: usize = 32;

/// The films that bear a tag. Clones share them.
#[derive(Clone, Debug)]
pub(in crate::query) enum TagFilms {
    /// By row.
    Few(Arc<[Row]>),
    Many(Arc<RoaringBitmap>),
}

impl TagFilms {
    /// Takes films by row.
    pub(super) fn new(rows: &[Row]) -> Self {
        match rows.len() {
            0 => Self::default(),
            1..=FEW => Self::Few(rows.into()),
            // Cloned, since only a clone has no room to spare.
            _ => Self::Many(Arc::new(of_ascending(rows.iter().copied().map(Row::bit)).clone())),
        }
    }

    /// Returns how many there are.
    pub(in crate::query) fn len(&self) -> u64 {
        match self {
            Self::Few(rows) => to_u64(rows.len()),
            Self::Many(bits) => bits.len(),
        }
    }

    /// Tells whether a film is among them.
    pub(in crate::query) fn contains(&self, row: Row) -> bool {
        match self {
            Self::Few(rows) => rows.binary_search(&row).is_ok(),
            Self::Many(bits) => bits.contains(row.bit()),
        }
    }

    /// Gives each of them, by row.
    pub(in crate::query) fn each(&self, mut take: impl FnMut(Row)) {
        match self {
            Self::Few(rows) => rows.iter().copied().for_each(take),
            Self::Many(bits) => each(bits, |bit| take(Row::from_bit(bit))),
        }
    }

    /// Returns them by row.
    pub(in crate::query) fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::with_capacity(to_nearest_index(self.len()));
        self.each(|row| rows.push(row));
        rows
    }

    /// Returns them as a bitmap.
    pub(in crate::query) fn bitmap(&self) -> Cow<'_, RoaringBitmap> {
        match self {
            Self::Few(rows) => Cow::Owned(of_ascending(rows.iter().copied().map(Row::bit))),
            Self::Many(bits) => Cow::Borrowed(bits),
        }
    }

    /// Adds a film.
    pub(super) fn insert(&mut self, row: Row) {
        match self {
            Self::Few(rows) => {
                if let Err(at) = rows.binary_search(&row) {
                    *self = Self::new(&[&rows[..at], &[row], &rows[at..]].concat());
                }
            }
            Self::Many(bits) => {
                Arc::make_mut(bits).insert(row.bit());
            }
        }
    }

    /// Takes a film away.
    pub(super) fn remove(&mut self, row: Row) {
        match self {
            Self::Few(rows) => {
                if let Ok(at) = rows.binary_search(&row) {
                    *self = Self::new(&[&rows[..at], &rows[at + 1..]].concat());
                }
            }
            Self::Many(bits) => {
                Arc::make_mut(bits).remove(row.bit());
            }
        }
    }
}

impl Default for TagFilms {
    fn default() -> Self {
        Self::Few(Arc::default())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn films_come_and_go_as_in_a_set(
            first in btree_set(0..200_usize, 0..3 * FEW),
            changes in vec((0..200_usize, any::<bool>()), 0..100),
        ) {
            let mut plain: BTreeSet<Row> = first.into_iter().map(Row::at).collect();
            let mut films = TagFilms::new(&plain.iter().copied().collect::<Vec<_>>());
            let shared = films.clone();
            let before = shared.rows();
            for (row, comes) in changes {
                let row = Row::at(row);
                if comes {
                    plain.insert(row);
                    films.insert(row);
                } else {
                    plain.remove(&row);
                    films.remove(row);
                }
                prop_assert_eq!(films.contains(row), comes);
            }
            let rows: Vec<Row> = plain.into_iter().collect();
            prop_assert_eq!((films.rows(), films.len()), (rows.clone(), to_u64(rows.len())));
            prop_assert!(films.bitmap().iter().map(Row::from_bit).eq(rows));
            prop_assert_eq!(shared.rows(), before);
        }
    }
}

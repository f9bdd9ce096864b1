//! In what order a list stands.

use crate::catalog::RatingType;

/// The most sort keys of one question.
pub const MAX_SORT_KEYS: usize = 3;

/// What a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// The year it came out.
    Year,
    /// The newest publication time of the film and its shown items.
    Published,
    /// The title, as Russian dictionaries collate.
    Title,
    /// Views a day.
    Popularity,
    /// `Rank / Max` of the rating of this type.
    Rating(RatingType),
    /// A uniform order that depends on the seed alone.
    Random(u64),
}

/// Which end of the values comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The least value.
    Ascending,
    /// The greatest value.
    Descending,
}

/// A sort key and its direction; films that lack the value come last in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SortBy {
    /// The value compared.
    pub key: SortKey,
    /// Which values come first.
    pub direction: Direction,
}

impl SortBy {
    /// Puts the newest films first, as lists do where nothing else is asked for.
    pub const NEWEST: Self = Self { key: SortKey::Published, direction: Direction::Descending };
    /// Puts the most popular films first.
    pub const POPULAR: Self = Self { key: SortKey::Popularity, direction: Direction::Descending };
}

/// Sort keys, the most significant first, each at most once; ties go to the smaller id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SortKeys(Vec<SortBy>);

impl SortKeys {
    /// Takes the first [`MAX_SORT_KEYS`] of these that compare anything: where an earlier key ties two films, so does the
    /// same key again, whatever its direction.
    pub fn new(sorts: impl IntoIterator<Item = SortBy>) -> Self {
        let mut keys: Vec<SortBy> = Vec::with_capacity(MAX_SORT_KEYS);
        for sort in sorts {
            if keys.len() < MAX_SORT_KEYS && keys.iter().all(|known| known.key != sort.key) {
                keys.push(sort);
            }
        }
        Self(keys)
    }

    /// Returns the keys, the most significant first.
    pub fn as_slice(&self) -> &[SortBy] {
        &self.0
    }
}

impl From<SortBy> for SortKeys {
    fn from(sort: SortBy) -> Self {
        Self(vec![sort])
    }
}

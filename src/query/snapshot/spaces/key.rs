//! Keys in whose order there are sets.

use crate::catalog::RatingType;
use crate::query::question::SortKey;

/// A key in whose order there are sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::query) enum SpaceKey {
    Year,
    Title,
    Popularity,
    Rating(RatingType),
    /// By row, which is by id.
    Id,
    Published,
}

impl SpaceKey {
    /// Those that do not change with time.
    pub(in crate::query::snapshot) const LASTING: [Self; 7] = [
        Self::Year,
        Self::Title,
        Self::Popularity,
        Self::Rating(RatingType::Cn),
        Self::Rating(RatingType::Kinopoisk),
        Self::Rating(RatingType::Imdb),
        Self::Id,
    ];
    /// How many keys there are.
    pub(super) const COUNT: usize = Self::LASTING.len() + 1;

    /// Returns all keys, by index.
    pub(in crate::query::snapshot) fn every() -> impl Iterator<Item = Self> {
        Self::LASTING.into_iter().chain([Self::Published])
    }

    /// Returns the keys whose value some films lack.
    pub(super) fn with_gaps() -> impl Iterator<Item = Self> {
        Self::LASTING.into_iter().filter(|key| !matches!(key, Self::Title | Self::Id))
    }

    /// Returns the key in whose order a page by a sort key is found: one by chance is found by row.
    pub(in crate::query) fn of(key: SortKey) -> Self {
        match key {
            SortKey::Year => Self::Year,
            SortKey::Title => Self::Title,
            SortKey::Popularity => Self::Popularity,
            SortKey::Rating(rating) => Self::Rating(rating),
            SortKey::Published => Self::Published,
            SortKey::Random(_) => Self::Id,
        }
    }

    /// Returns the place among all keys: those that do not change with time come first.
    pub(in crate::query::snapshot) fn index(self) -> usize {
        Self::LASTING.iter().position(|key| *key == self).unwrap_or(Self::LASTING.len())
    }
}

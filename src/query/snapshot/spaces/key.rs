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
    Published,
}

impl SpaceKey {
    /// Those that do not change with time.
    pub(in crate::query::snapshot) const LASTING: [Self; 6] = [
        Self::Year,
        Self::Title,
        Self::Popularity,
        Self::Rating(RatingType::Cn),
        Self::Rating(RatingType::Kinopoisk),
        Self::Rating(RatingType::Imdb),
    ];
    /// How many keys there are.
    pub(super) const COUNT: usize = Self::LASTING.len() + 1;

    /// Returns all keys, by index.
    pub(in crate::query::snapshot) fn every() -> impl Iterator<Item = Self> {
        Self::LASTING.into_iter().chain([Self::Published])
    }

    /// Returns the keys whose value some films lack.
    pub(super) fn with_gaps() -> impl Iterator<Item = Self> {
        Self::LASTING.into_iter().filter(|key| *key != Self::Title)
    }

    /// Returns the key in whose order films are sorted; `None`: in no such order.
    pub(in crate::query) fn of(key: SortKey) -> Option<Self> {
        match key {
            SortKey::Year => Some(Self::Year),
            SortKey::Title => Some(Self::Title),
            SortKey::Popularity => Some(Self::Popularity),
            SortKey::Rating(rating) => Some(Self::Rating(rating)),
            SortKey::Published => Some(Self::Published),
            SortKey::Random(_) => None,
        }
    }

    /// Returns the place among all keys: those that do not change with time come first.
    pub(in crate::query::snapshot) fn index(self) -> usize {
        Self::LASTING.iter().position(|key| *key == self).unwrap_or(Self::LASTING.len())
    }
}

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
    /// All.
    pub(in crate::query::snapshot) const EVERY: [Self; 7] = [
        Self::Year,
        Self::Title,
        Self::Popularity,
        Self::Rating(RatingType::Cn),
        Self::Rating(RatingType::Kinopoisk),
        Self::Rating(RatingType::Imdb),
        Self::Published,
    ];
    /// How many there are.
    pub(super) const ALL: usize = Self::EVERY.len();
    /// Those whose value some films lack.
    pub(super) const WITH_GAPS: [Self; 5] = [
        Self::Year,
        Self::Popularity,
        Self::Rating(RatingType::Cn),
        Self::Rating(RatingType::Kinopoisk),
        Self::Rating(RatingType::Imdb),
    ];

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

    pub(in crate::query::snapshot) fn index(self) -> usize {
        match self {
            Self::Year => 0,
            Self::Title => 1,
            Self::Popularity => 2,
            Self::Rating(RatingType::Cn) => 3,
            Self::Rating(RatingType::Kinopoisk) => 4,
            Self::Rating(RatingType::Imdb) => 5,
            Self::Published => 6,
        }
    }
}

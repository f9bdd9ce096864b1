//! Sets of films in the order of every key, so that a page is found by counting bits.

mod layout;
mod shown;
mod space;
mod splice;
mod timed_sets;

use std::sync::OnceLock;

use crate::catalog::RatingType;
use crate::query::question::SortKey;

pub(in crate::query) use layout::{AgeSet, SetLayout, SetNo, YearCodes};
pub(in crate::query) use shown::ShownSet;
pub(in crate::query) use space::Space;
pub(super) use splice::Splice;
pub(in crate::query) use timed_sets::SpaceView;
pub(super) use timed_sets::TimedSets;

use super::base::Base;
use super::bitmaps::Bitmaps;
use super::row::Row;

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
    pub(super) const LASTING: [Self; 6] = [
        Self::Year,
        Self::Title,
        Self::Popularity,
        Self::Rating(RatingType::Cn),
        Self::Rating(RatingType::Kinopoisk),
        Self::Rating(RatingType::Imdb),
    ];
    /// All.
    pub(super) const EVERY: [Self; 7] = [
        Self::Year,
        Self::Title,
        Self::Popularity,
        Self::Rating(RatingType::Cn),
        Self::Rating(RatingType::Kinopoisk),
        Self::Rating(RatingType::Imdb),
        Self::Published,
    ];
    /// How many there are.
    const ALL: usize = Self::EVERY.len();
    /// Those whose value some films lack.
    const WITH_GAPS: [Self; 5] = [
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

    pub(super) fn index(self) -> usize {
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

/// The sets in the orders that do not change with time; each order's are made when they are first asked for.
#[derive(Debug)]
pub(in crate::query) struct Spaces {
    pub(in crate::query) layout: SetLayout,
    spaces: [OnceLock<Space>; SpaceKey::LASTING.len()],
}

/// How the orders that do not change with time become the next ones.
#[derive(Debug)]
pub(super) struct Splices {
    /// By key.
    pub(super) of_keys: [Splice; SpaceKey::LASTING.len()],
    /// The films of which nothing changed but how popular they are, and those that are new.
    pub(super) viewed: Vec<Row>,
}

impl Spaces {
    /// Begins without any.
    pub(super) fn new(films: usize, bitmaps: &Bitmaps) -> Self {
        Self { layout: SetLayout::new(films, bitmaps), spaces: Default::default() }
    }

    /// Returns the sets in an order; `None`: that of time, which is not here.
    pub(in crate::query) fn get(&self, base: &Base, key: SpaceKey) -> Option<&Space> {
        let space = self.spaces.get(key.index())?;
        let column = base.column(key)?;
        Some(space.get_or_init(|| Space::new(&self.layout, base, column)))
    }

    /// Tells whether the sets in an order are made.
    pub(in crate::query) fn is_made(&self, key: SpaceKey) -> bool {
        self.spaces.get(key.index()).is_some_and(|space| space.get().is_some())
    }

    /// Carries the sets that were made before over to the next films, of which these are new; without any, where these do
    /// not fit.
    pub(super) fn following(&self, before: &Self, splices: &Splices, base: &Base, fresh: &[Row]) -> Self {
        let layout = &before.layout;
        let fits = fresh.iter().all(|row| layout.fits(&base.entries[row.index()]));
        let mut spaces: [OnceLock<Space>; SpaceKey::LASTING.len()] = Default::default();
        let known = before.spaces.iter().zip(&splices.of_keys);
        for ((key, next), (known, splice)) in SpaceKey::LASTING.into_iter().zip(&mut spaces).zip(known) {
            let Some(known) = known.get().filter(|_| fits && !splice.is_long()) else { continue };
            if let Some(column) = base.column(key) {
                *next = OnceLock::from(known.next((splice, column), layout, base, &splices.viewed));
            }
        }
        Self { layout: if fits { layout } else { &self.layout }.clone(), spaces }
    }
}

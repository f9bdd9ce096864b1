//! Which sets there are in the order of every key.

use std::collections::HashMap;

use crate::number::{to_u8, to_u64};
use crate::query::question::{ViewerAge, Years};
use crate::query::snapshot::bitmaps::{Bitmaps, least_age};
use crate::query::snapshot::entry::FilmEntry;
use crate::query::snapshot::row::TagNo;

use super::key::SpaceKey;

/// A tag that one film in so many bears has a set; rarer ones have lists.
const RARE: usize = 256;
/// The fewest films of such a tag.
const FEWEST: u64 = 4;
/// Years that codes are for: from the first year of a film on.
const YEARS: u32 = 250;
/// The code of a film without a year.
const NO_YEAR: u8 = u8::MAX;

/// The place of a set among those of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::query) struct SetNo(usize);

impl SetNo {
    pub(super) fn index(self) -> usize {
        self.0
    }
}

/// What a set is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SetKind {
    /// Films that bear a tag.
    Tag(TagNo),
    /// Films for viewers of this age.
    Age(u8),
    /// Films that have a value.
    Known(SpaceKey),
}

/// The sets that there are, and the codes of years.
#[derive(Clone, Debug)]
pub(in crate::query) struct SetLayout {
    kinds: Vec<SetKind>,
    by_tag: HashMap<TagNo, SetNo>,
    /// The least ages of viewers that films have, ascending.
    ages: Vec<u8>,
    /// The year whose code is 0; `None`: the years of films are too far from one another for codes.
    first_year: Option<u32>,
}

/// What an age asks of films.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::query) enum AgeSet {
    /// Nothing: it may see all.
    All,
    /// It may see those of a set.
    Of(SetNo),
    /// It may see none.
    None,
}

/// What years ask of films.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::query) enum YearCodes {
    /// Codes from one to another.
    Between(u8, u8),
    /// No film has such a year.
    None,
}

impl SetLayout {
    /// Chooses the sets for so many films.
    pub(super) fn new(films: usize, bitmaps: &Bitmaps) -> Self {
        let fewest = to_u64(films / RARE).max(FEWEST);
        let tags = bitmaps.tags().filter(|(_, films)| films.len() >= fewest).map(|(tag, _)| SetKind::Tag(tag));
        let ages: Vec<u8> = bitmaps.ages.keys().copied().collect();
        let of_age = ages.iter().map(|age| SetKind::Age(*age));
        let kinds: Vec<SetKind> = tags.chain(of_age).chain(SpaceKey::with_gaps().map(SetKind::Known)).collect();
        let by_tag = kinds.iter().enumerate().filter_map(|(at, kind)| match kind {
            SetKind::Tag(tag) => Some((*tag, SetNo(at))),
            _ => None,
        });
        let (first, last) = (bitmaps.years.keys().next(), bitmaps.years.keys().next_back());
        let first_year = match (first, last) {
            (Some(first), Some(last)) if last - first >= YEARS => None,
            (first, _) => Some(first.copied().unwrap_or_default()),
        };
        Self { by_tag: by_tag.collect(), kinds, ages, first_year }
    }

    pub(super) fn kinds(&self) -> &[SetKind] {
        &self.kinds
    }

    /// Returns the set of a tag; `None`: it is rare.
    pub(in crate::query) fn tag(&self, tag: TagNo) -> Option<SetNo> {
        self.by_tag.get(&tag).copied()
    }

    /// Returns what a viewer of this age may see.
    pub(in crate::query) fn age(&self, viewer: ViewerAge) -> AgeSet {
        match self.ages.partition_point(|age| *age <= viewer.years()) {
            seen if seen == self.ages.len() => AgeSet::All,
            0 => AgeSet::None,
            seen => self.find(SetKind::Age(self.ages[seen - 1])).map_or(AgeSet::None, AgeSet::Of),
        }
    }

    /// Returns the set of the films that have the value of a key; `None`: all have it.
    pub(in crate::query) fn known(&self, key: SpaceKey) -> Option<SetNo> {
        self.find(SetKind::Known(key))
    }

    /// Returns the codes of years; `None`: there are no codes.
    pub(in crate::query) fn years(&self, years: Years) -> Option<YearCodes> {
        let first = self.first_year?;
        let mut codes = (0..YEARS).filter(|code| years.contains(first + code));
        let Some(from) = codes.next() else { return Some(YearCodes::None) };
        let to = codes.next_back().unwrap_or(from);
        Some(YearCodes::Between(to_u8(from), to_u8(to)))
    }

    /// Tells whether years have codes.
    pub(in crate::query) fn has_codes(&self) -> bool {
        self.first_year.is_some()
    }

    /// Returns the code of a film's year.
    pub(super) fn code(&self, entry: &FilmEntry) -> u8 {
        let code = entry.year.zip(self.first_year).map(|(year, first)| year.checked_sub(first));
        code.flatten().filter(|code| *code < YEARS).map_or(NO_YEAR, to_u8)
    }

    /// Tells whether a film can be in its sets: none is missing, and its year has a code.
    pub(super) fn fits(&self, entry: &FilmEntry) -> bool {
        let has_code = entry.year.is_none() || self.first_year.is_none() || self.code(entry) != NO_YEAR;
        has_code && self.ages.contains(&least_age(entry))
    }

    fn find(&self, wanted: SetKind) -> Option<SetNo> {
        self.kinds.iter().position(|kind| *kind == wanted).map(SetNo)
    }
}

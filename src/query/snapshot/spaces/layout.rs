//! Which sets there are in the order of every key.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::number::to_u64;
use crate::query::question::ViewerAge;
use crate::query::snapshot::base::Base;
use crate::query::snapshot::bitmaps::least_age;
use crate::query::snapshot::entry::FilmEntry;
use crate::query::snapshot::row::TagNo;

use super::coded::Coded;
use super::key::SpaceKey;
use super::scale::{CodeSpan, NO_VALUE, Scale};

/// A tag that one film in so many bears has a set; rarer ones have lists.
pub(in crate::query) const RARE: usize = 256;
/// The fewest films of such a tag.
const FEWEST: u64 = 4;
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

/// The sets that there are, and the codes of values.
#[derive(Clone, Debug)]
pub(in crate::query) struct SetLayout {
    kinds: Vec<SetKind>,
    /// Rare tags, which are most of them, have none.
    by_tag: HashMap<TagNo, SetNo, RandomState>,
    /// The least ages of viewers that films have, ascending.
    ages: Vec<u8>,
    scales: [Scale; Coded::ALL.len()],
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

impl SetLayout {
    /// Chooses the sets.
    pub(super) fn new(base: &Base) -> Self {
        let (films, bitmaps) = (base.entries.len(), &base.bitmaps);
        let fewest = to_u64(films / RARE).max(FEWEST);
        let tags = bitmaps.tags().filter(|(_, films)| films.len() >= fewest).map(|(tag, _)| SetKind::Tag(tag));
        let ages: Vec<u8> = bitmaps.ages.keys().copied().collect();
        let of_age = ages.iter().map(|age| SetKind::Age(*age));
        let kinds: Vec<SetKind> = tags.chain(of_age).chain(SpaceKey::with_gaps().map(SetKind::Known)).collect();
        let of_tag = |(at, kind): (usize, &SetKind)| match kind {
            SetKind::Tag(tag) => Some((*tag, SetNo(at))),
            SetKind::Age(_) | SetKind::Known(_) => None,
        };
        let by_tag = kinds.iter().enumerate().filter_map(of_tag).collect();
        let scale = |coded: Coded| {
            let films = base.coded(coded).in_order().iter();
            let values: Vec<i64> = films.filter_map(|row| coded.value(&base.entries[*row])).collect();
            Scale::new(&values)
        };
        Self { by_tag, kinds, ages, scales: Coded::ALL.map(scale) }
    }

    /// Returns how many sets there are.
    pub(in crate::query) fn sets(&self) -> usize {
        self.kinds.len()
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
        match self.stage(Some(viewer)) {
            stage if stage + 1 == self.stages() => AgeSet::All,
            0 => AgeSet::None,
            stage => self.find(SetKind::Age(self.ages[stage - 1])).map_or(AgeSet::None, AgeSet::Of),
        }
    }

    /// Returns how many of the least ages a viewer has reached; `None`: all of them.
    pub(in crate::query) fn stage(&self, viewer: Option<ViewerAge>) -> usize {
        viewer.map_or(self.ages.len(), |viewer| self.ages.partition_point(|age| *age <= viewer.years()))
    }

    /// Returns how many stages there are.
    pub(super) fn stages(&self) -> usize {
        self.ages.len() + 1
    }

    /// Returns the set of the films that have the value of a key; `None`: all have it.
    pub(in crate::query) fn known(&self, key: SpaceKey) -> Option<SetNo> {
        self.find(SetKind::Known(key))
    }

    /// Returns the codes of the values from one to another; `i64::MIN` and `i64::MAX` are no limits.
    pub(in crate::query) fn codes(&self, coded: Coded, (from, to): (i64, i64)) -> CodeSpan {
        self.scales[coded.index()].span(from, to)
    }

    /// Returns the code of a film's value.
    pub(super) fn code(&self, coded: Coded, entry: &FilmEntry) -> u8 {
        coded.value(entry).map_or(NO_VALUE, |value| self.scales[coded.index()].code(value))
    }

    /// Tells whether a film can be in its sets: none is missing.
    pub(super) fn fits(&self, entry: &FilmEntry) -> bool {
        self.ages.contains(&least_age(entry))
    }

    fn find(&self, wanted: SetKind) -> Option<SetNo> {
        self.kinds.iter().position(|kind| *kind == wanted).map(SetNo)
    }
}

//! The films that similar ones are chosen from.

use std::sync::OnceLock;

use roaring::RoaringBitmap;
use wordset::{CountedSet, SetView, Terms, combine};

use crate::catalog::{AccessSetId, ProfileId};
use crate::query::question::ViewerAge;

use super::layout::SetNo;
use super::space::Space;

/// Which films a pool is of: shown on a device of this profile to somebody of these access groups, and none tagged `trailer`.
#[derive(Clone, Copy, Debug)]
pub(in crate::query) struct PoolOf {
    pub(in crate::query) profile: ProfileId,
    pub(in crate::query) groups: AccessSetId,
    /// For a viewer of this age; `None`: of any.
    pub(in crate::query) age: Option<ViewerAge>,
    /// With an item that is shown.
    pub(in crate::query) with_items: bool,
}

/// Films by row and in the order of popularity, and how many of them bear a tag.
#[derive(Clone, Debug)]
pub(in crate::query) struct SimilarPool {
    rows: RoaringBitmap,
    /// By place.
    films: CountedSet,
    /// By number of a set: how many of the films are in it; found when somebody asks.
    bearers: Vec<OnceLock<u64>>,
}

impl SimilarPool {
    /// Takes films, by row and by place; there are so many sets.
    pub(in crate::query) fn new(rows: RoaringBitmap, films: CountedSet, sets: usize) -> Self {
        Self { rows, films, bearers: vec![OnceLock::new(); sets] }
    }

    /// Returns the films by row.
    pub(in crate::query) fn rows(&self) -> &RoaringBitmap {
        &self.rows
    }

    /// Returns the films by place.
    pub(in crate::query) fn films(&self) -> SetView<'_> {
        self.films.view()
    }

    /// Returns how many of the films are in a set of the order of popularity.
    pub(in crate::query) fn bearers(&self, space: &Space, set: SetNo) -> u64 {
        let (first, all) = (self.films.lines(), [space.set(set)]);
        let terms = || Terms { first, all: &all, none: &[], any: &[], codes: &[], blocks: 0..usize::MAX };
        *self.bearers[set.index()].get_or_init(|| combine(&terms()).view().total())
    }
}

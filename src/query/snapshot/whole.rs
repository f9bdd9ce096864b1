//! A snapshot as a whole.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::catalog::{AccessSetId, FilmId, Moment, ProfileId};
use crate::number::to_u64;
use crate::query::question::ViewerAge;
use crate::query::search::SearchIndex;

use super::base::Base;
use super::bitmaps::least_age;
use super::entry::FilmEntry;
use super::faces::FilmFace;
use super::moves::Moves;
use super::popularity::ViewCounts;
use super::row::Row;
use super::setup::Setup;
use super::spaces::{FilmSets, OrderView, PoolOf, SetSources, SimilarPool, SpaceKey, SpaceView};
use super::tag_films::TagFilms;
use super::tags::RenderedTags;
use super::timed::Timed;

/// Which films have viewers in common: by film, the closest first, with figures from 0 (none) to 1 (all).
pub type Together = HashMap<FilmId, Vec<(FilmId, f32)>>;

/// The catalogue as it is served: of one generation, ready for the present moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(in crate::query) base: Arc<Base>,
    pub(in crate::query) timed: Arc<Timed>,
    pub(super) sets: Arc<FilmSets>,
    pub(in crate::query) search: Arc<SearchIndex>,
    pub(in crate::query) together: Arc<Together>,
}

impl Snapshot {
    /// Makes ready for another moment, earlier or later; everything that time does not change is shared.
    pub fn at(&self, at: Moment) -> Self {
        let (timed, moves) = self.timed.next(&self.base, &Moves::none(self.films()), at);
        let sets = self.sets.following(SetSources { base: &self.base, timed: &timed }, None, &moves);
        Self {
            base: Arc::clone(&self.base),
            timed: Arc::new(timed),
            sets: Arc::new(sets),
            search: Arc::clone(&self.search),
            together: Arc::clone(&self.together),
        }
    }

    /// Takes what is known of viewers in common; everything else is shared.
    pub fn with_together(self, together: Arc<Together>) -> Self {
        Self { together, ..self }
    }

    /// Returns what is known of viewers in common.
    pub fn together(&self) -> Arc<Together> {
        Arc::clone(&self.together)
    }

    /// Returns the first moment at which something scheduled appears; [`Moment::MAX`]: nothing is scheduled.
    pub fn until(&self) -> Moment {
        self.timed.span().until
    }

    /// Returns the first moment after this one at which something of it may have become out of date; the next second where
    /// it is not ready for the moment, since nothing is known then.
    pub(in crate::query) fn changes_after(&self, now: Moment) -> Moment {
        if self.holds(now) { self.until() } else { Moment(now.0.saturating_add(1)) }
    }

    /// Tells whether it is ready for the moment: nothing appears or is hidden again between the one it was made for and
    /// this one. Where it is not, lists are found the slow way.
    pub fn holds(&self, at: Moment) -> bool {
        self.timed.span().holds(at)
    }

    /// Returns the generation of the catalogue it was made from.
    pub fn generation(&self) -> i64 {
        self.base.generation
    }

    /// Returns how many films it holds, hidden ones included.
    pub fn films(&self) -> usize {
        self.base.entries.len()
    }

    /// Tells whether any film names access groups, so that answers depend on who asks.
    pub fn has_restricted_films(&self) -> bool {
        self.base.bitmaps.accessible.first().is_some_and(|open| open.len() < to_u64(self.films()))
    }

    /// Returns how often films were viewed, of which popularity was made.
    pub fn views(&self) -> Arc<ViewCounts> {
        Arc::clone(&self.base.views)
    }

    /// Returns what the snapshot was set up with.
    pub fn setup(&self) -> &Setup {
        &self.base.setup
    }

    /// Returns what the snapshot was set up with, to set up another.
    pub fn shared_setup(&self) -> Arc<Setup> {
        Arc::clone(&self.base.setup)
    }

    /// Returns the tags.
    pub fn tags(&self) -> &RenderedTags {
        &self.base.tags
    }

    /// Tells whether it shares the tags of another snapshot, so that answers of tags are the same; never where they differ.
    pub fn has_tags_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.base.tags, &other.base.tags)
    }

    /// Returns the order by a key with its sets, and the films in it that are shown at the moments that it holds for.
    pub(in crate::query) fn view(
        &self,
        key: SpaceKey,
        (profile, groups): (ProfileId, AccessSetId),
    ) -> Option<SpaceView<'_>> {
        self.sets.view(SetSources { base: &self.base, timed: &self.timed }, key, (profile, groups))
    }

    /// Returns the order by popularity with its sets.
    pub(in crate::query) fn by_popularity(&self) -> OrderView<'_> {
        self.sets.by_popularity(&self.base)
    }

    /// Returns the films that similar ones are chosen from at the moments that it holds for.
    pub(in crate::query) fn pool(&self, pooled: PoolOf) -> Option<&SimilarPool> {
        self.sets.pool(SetSources { base: &self.base, timed: &self.timed }, pooled)
    }

    /// Returns what films are sorted by in the order by `published` at the moments that it holds for, by place.
    pub(in crate::query) fn newest(&self, profile: ProfileId) -> Option<&[Moment]> {
        self.sets.newest(SetSources { base: &self.base, timed: &self.timed }, profile)
    }

    /// Returns how many films at the most are to be looked at one by one for another moment; `None`: that is not known
    /// without looking at all.
    pub(in crate::query) fn count_moved(&self, at: Moment) -> Option<usize> {
        if self.holds(at) { Some(0) } else { self.base.count_moved(self.timed.span(), at) }
    }

    /// Returns the films of which something other is shown, on whatever device, at the moment than at those that it holds for,
    /// in no order, at times repeated; others may be among them.
    pub(in crate::query) fn moved(&self, at: Moment) -> &[Row] {
        self.base.moved(self.timed.span(), at)
    }

    /// Returns what is kept of the film in this row.
    pub(in crate::query) fn entry(&self, row: Row) -> &FilmEntry {
        &self.base.entries[row]
    }

    /// Returns what lists say of the film in this row.
    pub(in crate::query) fn face(&self, row: Row) -> FilmFace<'_> {
        self.base.faces.get(row)
    }

    /// Finds the films that answer a phrase among all, hidden ones included: to judge search, not to show.
    pub fn search_all(&self, phrase: &str) -> Vec<u64> {
        let all = (0..self.films()).map(|at| Row::at(at).bit()).collect();
        let found = self.search.search(phrase, &all).all().into_iter();
        found.map(|found| self.entry(Row::from_bit(found.row)).id.get()).collect()
    }

    /// Tells whether searches miss edits, because the index after them could not be built.
    pub fn search_is_behind(&self) -> bool {
        self.search.is_behind()
    }

    /// Finds the row of a film, hidden or not.
    pub(in crate::query) fn row(&self, id: FilmId) -> Option<Row> {
        self.base.row(id)
    }

    /// Tells whether a viewer of this age may see the film in this row; `None`: of any.
    pub(in crate::query) fn is_for(&self, age: Option<ViewerAge>, row: Row) -> bool {
        age.is_none_or(|age| least_age(self.entry(row)) <= age.years())
    }

    /// Finds the films that a viewer of this age may see.
    pub(in crate::query) fn for_age(&self, age: ViewerAge) -> RoaringBitmap {
        self.base.for_age(age)
    }

    /// Finds the films with this tag; `None` for an unknown name.
    pub(in crate::query) fn tagged(&self, name: &str) -> Option<&TagFilms> {
        self.base.bitmaps.tagged(self.base.tags.named(name)?)
    }

    /// Finds the films tagged `trailer`.
    pub(in crate::query) fn trailer_films(&self) -> Option<Cow<'_, RoaringBitmap>> {
        self.base.trailer_films()
    }
}

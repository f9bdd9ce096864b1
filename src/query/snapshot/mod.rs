//! Snapshots: the whole catalogue in memory, immutable, swapped whole.
//!
//! `Base` changes with the catalogue, `Timed` with the clock; both are found from the same entries. A question
//! about a moment that `Timed` does not hold for is answered from the entries themselves: slower, never wrong.

mod base;
mod bitmaps;
mod body;
mod build;
mod collation;
mod column;
mod entry;
mod family;
mod moves;
mod popularity;
mod row;
mod span;
mod tags;
mod timed;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::catalog::{AccessRules, DeviceProfiles, FilmId, Moment};
use crate::number::to_u64;

pub use body::{Body, BodyBuilder, FilmPart, Render, SeriePart};
pub use build::SnapshotBuilder;
pub use collation::Collation;
pub use entry::{Entry, SerieEntry};
pub use popularity::{POPULARITY_SECONDS, ViewCounts};
pub use row::Row;
pub use tags::TagTable;

pub(crate) use base::Base;
pub(crate) use column::{Column, MISSING};
pub(crate) use moves::Moves;
pub(crate) use row::TagNo;
pub(crate) use span::Span;
pub(crate) use timed::Timed;

use super::question::View;
use super::search::SearchIndex;

/// What snapshots of one program share: it comes from the configuration and never changes.
pub struct Setup {
    /// The devices there are.
    pub devices: DeviceProfiles,
    /// The access groups there are.
    pub access: AccessRules,
    /// How films become bytes.
    pub render: Box<dyn Render>,
    /// How titles sort.
    pub collation: Collation,
    /// How many words a search index may have; see [`MAX_WORDS`](super::search::MAX_WORDS).
    pub search_words: usize,
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup").field("devices", &self.devices).field("access", &self.access).finish_non_exhaustive()
    }
}

/// Which films have viewers in common: by film, the closest first, with figures from 0 (none) to 1 (all).
pub type Together = HashMap<FilmId, Vec<(FilmId, f32)>>;

/// The catalogue as it is served: of one generation, ready for the present moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub(crate) base: Arc<Base>,
    pub(crate) timed: Arc<Timed>,
    pub(in crate::query) search: Arc<SearchIndex>,
    pub(crate) together: Arc<Together>,
}

impl Snapshot {
    /// Makes ready for another moment, earlier or later; everything that time does not change is shared.
    pub fn at(&self, at: Moment) -> Self {
        Self {
            base: Arc::clone(&self.base),
            timed: Arc::new(self.timed.next(&self.base, &Moves::none(self.films()), at)),
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
    pub fn tags(&self) -> &TagTable {
        &self.base.tags
    }

    /// Tells whether it shares the tags of another snapshot, so that answers of tags are the same; never where they differ.
    pub fn has_tags_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.base.tags, &other.base.tags)
    }

    /// Returns what is kept of the film in this row.
    pub fn entry(&self, row: Row) -> &Entry {
        &self.base.entries[row.index()]
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

    /// Returns every film, hidden ones included, with its row.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (Row, &Entry)> {
        self.base.rows()
    }

    /// Returns, by access set, the films it may see.
    pub(crate) fn accessible(&self) -> &[RoaringBitmap] {
        &self.base.bitmaps.accessible
    }

    /// Finds the row of a film, hidden or not.
    pub(crate) fn row(&self, id: FilmId) -> Option<Row> {
        self.base.row(id)
    }

    /// Finds the films that a view shows: the only door to the films of a snapshot.
    pub fn visible(&self, view: &View) -> RoaringBitmap {
        let shown = match self.timed.shown(view.at, view.profile) {
            Some(shown) => Cow::Borrowed(shown),
            None => Cow::Owned(self.base.shown_at(view.at, view.profile.index())),
        };
        match self.base.bitmaps.accessible.get(view.groups.index()) {
            Some(accessible) => &*shown & accessible,
            None => RoaringBitmap::new(),
        }
    }

    /// Tells whether a view shows the film: [`Self::visible`] for one row.
    pub(crate) fn shows(&self, view: &View, row: Row) -> bool {
        let accessible = self.base.bitmaps.accessible.get(view.groups.index());
        accessible.is_some_and(|accessible| accessible.contains(row.bit()))
            && self.base.showing[view.profile.index()][row.index()].covers(view.at)
    }

    /// Finds the row of a film that a view shows.
    pub(crate) fn visible_row(&self, view: &View, id: FilmId) -> Option<Row> {
        self.row(id).filter(|row| self.shows(view, *row))
    }

    /// Finds the films of which the view shows an item.
    pub(crate) fn with_items(&self, view: &View) -> RoaringBitmap {
        match self.timed.with_items(view.at, view.profile) {
            Some(films) => self.visible(view) & films,
            None => self.visible(view) & self.base.with_items_at(view.at, view.profile.index()),
        }
    }

    /// Finds the films that a viewer of this age may see.
    pub(crate) fn for_age(&self, age: u8) -> RoaringBitmap {
        self.base.bitmaps.ages.range(..=age).fold(RoaringBitmap::new(), |films, (_, more)| films | more)
    }

    /// Finds the films with this tag; `None` for an unknown name.
    pub(crate) fn tagged(&self, name: &str) -> Option<&RoaringBitmap> {
        self.base.bitmaps.tagged(self.base.tags.named(name)?)
    }

    /// Finds the films tagged `trailer`.
    pub(crate) fn trailer_films(&self) -> Option<&RoaringBitmap> {
        self.base.bitmaps.tagged(self.base.tags.trailer()?)
    }
}

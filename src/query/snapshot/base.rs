//! What of a snapshot holds until the catalogue is edited.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use std::thread;

use roaring::RoaringBitmap;

use crate::catalog::{FilmId, Moment, RatingType};
use crate::query::bitmap::of_ascending;
use crate::query::question::{Device, ViewerAge};

use super::bitmaps::Bitmaps;
use super::column::{Column, Finite};
use super::entry::FilmEntry;
use super::events::Events;
use super::faces::{FaceArena, FacePlace, Faces};
use super::family_index::{FamilyIndex, FilmFamilies};
use super::ids::FilmIds;
use super::moves::{FilmEntries, Moves};
use super::popularity::{ViewCounts, popularity};
use super::row::Row;
use super::setup::Setup;
use super::spaces::{Coded, SpaceKey, Splice, Splices};
use super::span::Span;
use super::tags::RenderedTags;

/// The films, and the bitmaps and orders over them.
#[derive(Debug)]
pub(in crate::query) struct Base {
    pub(in crate::query) setup: Arc<Setup>,
    pub(in crate::query) generation: i64,
    pub(in crate::query) tags: Arc<RenderedTags>,
    pub(in crate::query) entries: FilmEntries,
    pub(in crate::query) faces: Faces,
    pub(in crate::query) bitmaps: Bitmaps,
    pub(in crate::query) year: Arc<Column>,
    pub(in crate::query) title: Arc<Column>,
    /// Of which popularity was made.
    pub(in crate::query) views: Arc<ViewCounts>,
    pub(in crate::query) popularity: Arc<Column>,
    /// By rating type.
    pub(in crate::query) ratings: [Arc<Column>; 3],
    /// By row.
    id: Arc<Column>,
    updated: Arc<Column>,
    /// `None`: there is no film.
    pub(in crate::query) ids: Option<FilmIds>,
    /// Found when they are first asked for, and then carried on.
    events: OnceLock<Events>,
    pub(in crate::query) families: Arc<FamilyIndex>,
}

/// What a [`Base`] is made of.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) setup: Arc<Setup>,
    pub(super) generation: i64,
    pub(super) tags: Arc<RenderedTags>,
    pub(super) entries: FilmEntries,
    pub(super) faces: Faces,
    pub(super) views: Arc<ViewCounts>,
    /// Of the films that are new or replace others.
    pub(super) families: FilmFamilies,
}

impl Base {
    /// Finds everything but search: from what holds in the snapshot before, if there is one, otherwise anew. Returns how
    /// the orders before became these, where there were any, too.
    pub(super) fn new(parts: Parts, before: Option<(&Self, &Moves)>) -> (Self, Splices) {
        let Parts { setup, generation, tags, entries, faces, views, families } = parts;
        let films = entries.len();
        let known = |column: fn(&Self) -> &Arc<Column>| before.map(|(base, moves)| (column(base), moves));
        let share = |rating: usize| {
            let known = before.map(|(base, moves)| (&base.ratings[rating], moves));
            column(known, films, |row| entries[row].share(rating).map(Finite))
        };
        let viewed = |entry: &FilmEntry| popularity(entry, &views).map(Finite);
        // Popularity changes with the views: those films count as replaced.
        let popular = before.map(|(base, moves)| {
            let is_other =
                |(_, entry): &(Row, &Arc<FilmEntry>)| popularity(entry, &base.views).map(Finite) != viewed(entry);
            let is_same = Arc::ptr_eq(&base.views, &views);
            let others = (!is_same).then(|| base.entries.iter().filter(is_other).map(|(row, _)| row));
            moves.replacing(others.into_iter().flatten())
        });
        let viewed_films = popular.as_ref().map(|moves| moves.fresh().to_vec());
        let popular = before.zip(popular.as_ref()).map(|((base, _), moves)| (&base.popularity, moves));
        let (bitmaps, [id, year, title, popularity, cn, kinopoisk, imdb, (updated, _)]) = both(
            || match before {
                Some((base, moves)) => base.bitmaps.next((&setup, &tags), moves, (&base.entries, &entries)),
                None => Bitmaps::new(&setup, &tags, &entries),
            },
            || {
                [
                    column(known(|base| &base.id), films, Some),
                    column(known(|base| &base.year), films, |row| entries[row].year),
                    column(known(|base| &base.title), films, |row| Some(setup.collation.key(entries[row].title()))),
                    column(popular, films, |row| viewed(&entries[row])),
                    share(0),
                    share(1),
                    share(2),
                    column(known(|base| &base.updated), films, |row| Some(entries[row].updated)),
                ]
            },
        );
        let families = match before {
            Some((base, moves)) => base.next_families(moves, &entries, families),
            None => Arc::new(FamilyIndex::new(families)),
        };
        let ids = match before.and_then(|(base, moves)| Some((base, base.ids.as_ref()?, moves))) {
            Some((base, ids, moves)) => ids.next(moves, (&base.entries, &entries)),
            None => FilmIds::new(&entries),
        };
        let events = before.and_then(|(base, moves)| Some(base.events.get()?.next(moves, &entries)));
        let ((year, one), (title, two), (popularity, three)) = (year, title, popularity);
        let ((cn, four), (kinopoisk, five), (imdb, six), (id, seven)) = (cn, kinopoisk, imdb, id);
        let ratings = [cn, kinopoisk, imdb];
        let base = Self {
            setup,
            generation,
            tags,
            entries,
            faces,
            bitmaps,
            year,
            title,
            views,
            popularity,
            ratings,
            id,
            updated,
            ids,
            events: events.map(OnceLock::from).unwrap_or_default(),
            families,
        };
        let of_keys = [one, two, three, four, five, six, seven];
        let splices = Splices { of_keys, viewed: viewed_films.unwrap_or_default() };
        (base, splices)
    }

    /// Returns the order by a key; `None`: it changes with time.
    pub(in crate::query) fn column(&self, key: SpaceKey) -> Option<&Column> {
        match key {
            SpaceKey::Year => Some(&self.year),
            SpaceKey::Title => Some(&self.title),
            SpaceKey::Popularity => Some(&self.popularity),
            SpaceKey::Rating(RatingType::Cn) => Some(&self.ratings[0]),
            SpaceKey::Rating(RatingType::Kinopoisk) => Some(&self.ratings[1]),
            SpaceKey::Rating(RatingType::Imdb) => Some(&self.ratings[2]),
            SpaceKey::Id => Some(&self.id),
            SpaceKey::Published => None,
        }
    }

    /// Returns the order by a value that has codes.
    pub(in crate::query) fn coded(&self, coded: Coded) -> &Column {
        match coded {
            Coded::Year => &self.year,
            Coded::Updated => &self.updated,
        }
    }

    /// Returns the films of which something is published between the moments of a span and another one, in no order, at times
    /// repeated.
    pub(super) fn moved(&self, span: Span, at: Moment) -> &[Row] {
        self.events.get_or_init(|| Events::new(&self.entries)).between(span, at)
    }

    /// Counts what [`Self::moved`] returns; `None`: that is yet to be found.
    pub(super) fn count_moved(&self, span: Span, at: Moment) -> Option<usize> {
        self.events.get().map(|events| events.between(span, at).len())
    }

    /// Returns the families of the next snapshot; `come` are those of its fresh films.
    fn next_families(&self, moves: &Moves, entries: &FilmEntries, come: FilmFamilies) -> Arc<FamilyIndex> {
        let is_same = |row: &Row| self.entries[*row].has_titles_of(&entries[*row]);
        if !moves.shift() && moves.left() == moves.fresh() && moves.fresh().iter().all(is_same) {
            return Arc::clone(&self.families);
        }
        Arc::new(self.families.next(moves, come))
    }

    /// Returns the faces of the next snapshot, given where those of the films that come are; films whose tags are rendered
    /// otherwise now have other ones.
    pub(super) fn next_faces(
        &self,
        mut faces: FaceArena,
        come: &[FacePlace],
        moves: &Moves,
        (tags, entries): (&RenderedTags, &FilmEntries),
    ) -> Faces {
        moves.left().iter().for_each(|row| faces.drop(self.faces.place(*row)));
        let fresh = moves.fresh();
        let mut places = moves.carry(self.faces.places(), |row| come[fresh.partition_point(|other| *other < row)]);
        let bearers = tags.changed_since(&self.tags).filter_map(|tag| self.bitmaps.tagged(tag));
        let stale = bearers.fold(RoaringBitmap::new(), |all, films| all | &*films.bitmap());
        for row in stale.into_iter().filter_map(|bit| moves.to(Row::from_bit(bit))) {
            *places.change(row) = entries[row].renew_face(places[row], (tags, &self.setup), &mut faces);
        }
        Faces::new(faces, places)
    }

    /// Returns every film with its row.
    pub(in crate::query) fn rows(&self) -> impl Iterator<Item = (Row, &FilmEntry)> {
        self.entries.iter().map(|(row, entry)| (row, &**entry))
    }

    pub(in crate::query) fn row(&self, id: FilmId) -> Option<Row> {
        self.ids.as_ref()?.row(id, &self.entries)
    }

    /// Finds the films tagged `trailer`.
    pub(super) fn trailer_films(&self) -> Option<Cow<'_, RoaringBitmap>> {
        Some(self.bitmaps.tagged(self.tags.trailer()?)?.bitmap())
    }

    /// Finds the films that a viewer of this age may see.
    pub(super) fn for_age(&self, age: ViewerAge) -> RoaringBitmap {
        self.bitmaps.ages.range(..=age.years()).fold(RoaringBitmap::new(), |films, (_, more)| films | more)
    }

    /// Finds the films that are shown at the moment on the device, access apart.
    pub(in crate::query) fn shown_at(&self, at: Moment, device: Device) -> RoaringBitmap {
        self.films_where(|entry| entry.showing(device).covers(at))
    }

    /// Finds the films with an item that is shown at the moment on the device, access apart.
    pub(in crate::query) fn with_items_at(&self, at: Moment, device: Device) -> RoaringBitmap {
        self.films_where(|entry| entry.showing(device).covers_items(at))
    }

    fn films_where(&self, holds: impl Fn(&FilmEntry) -> bool) -> RoaringBitmap {
        of_ascending(self.rows().filter(|(_, entry)| holds(entry)).map(|(row, _)| row.bit()))
    }
}

/// Does two things at once.
fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
    })
}

/// Puts so many films in order: from the column of the snapshot before, if there is one, and then with the way from it;
/// otherwise anew.
fn column<T: Ord>(
    before: Option<(&Arc<Column>, &Moves)>,
    films: usize,
    value: impl Fn(Row) -> Option<T>,
) -> (Arc<Column>, Splice) {
    match before {
        Some((known, moves)) => known.next(moves, value),
        None => (Arc::new(Column::new(films, value)), Splice::default()),
    }
}

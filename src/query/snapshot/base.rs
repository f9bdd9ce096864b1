//! What of a snapshot holds until the catalogue is edited.

use std::sync::Arc;
use std::thread;

use roaring::RoaringBitmap;

use crate::catalog::visibility::Showing;
use crate::catalog::{FilmId, Moment};

use super::bitmaps::Bitmaps;
use super::column::{Column, Finite};
use super::family::Families;
use super::popularity::popularity;
use super::{Entry, Moves, Row, Setup, TagTable, ViewCounts};

/// The films, and the bitmaps and orders over them.
#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) setup: Arc<Setup>,
    pub(crate) generation: i64,
    pub(crate) tags: Arc<TagTable>,
    /// By row.
    pub(crate) entries: Arc<[Arc<Entry>]>,
    pub(crate) bitmaps: Bitmaps,
    /// By profile, by row.
    pub(crate) showing: Vec<Vec<Showing>>,
    pub(crate) year: Column,
    pub(crate) title: Column,
    /// Of which popularity was made.
    pub(crate) views: Arc<ViewCounts>,
    pub(crate) popularity: Column,
    /// By rating type.
    pub(crate) ratings: [Column; 3],
    pub(crate) families: Families,
}

/// What a [`Base`] is made of.
#[derive(Debug)]
pub(super) struct Parts {
    pub(super) setup: Arc<Setup>,
    pub(super) generation: i64,
    pub(super) tags: Arc<TagTable>,
    pub(super) entries: Arc<[Arc<Entry>]>,
    pub(super) views: Arc<ViewCounts>,
    /// The moment of which popularity is.
    pub(super) at: Moment,
}

impl Base {
    /// Finds everything but search: from what holds in the snapshot before, if there is one, otherwise anew.
    pub(super) fn new(parts: Parts, before: Option<(&Self, &Moves)>) -> Self {
        let Parts { setup, generation, tags, entries, views, at } = parts;
        let films = entries.len();
        let known = |column: fn(&Self) -> &Column| before.map(|(base, moves)| (column(base), moves));
        let share = |rating: usize| {
            let known = before.map(|(base, moves)| (&base.ratings[rating], moves));
            column(known, films, |row| entries[row.index()].shares[rating].map(Finite))
        };
        let (bitmaps, (year, title, popularity, ratings)) = both(
            || match before {
                Some((base, moves)) => base.bitmaps.next((&setup, &tags), moves, (&base.entries, &entries)),
                None => Bitmaps::new(&setup, &tags, &entries),
            },
            || {
                (
                    column(known(|base| &base.year), films, |row| entries[row.index()].year),
                    column(known(|base| &base.title), films, |row| Some(&entries[row.index()].title_key)),
                    // Always anew, for it changes with the views and the moment.
                    Column::new(films, |row| popularity(&entries[row.index()], &views, at).map(Finite)),
                    [0, 1, 2].map(share),
                )
            },
        );
        let families = Families::new(entries.iter().map(|entry| &*entry.families));
        let showing = match before {
            Some((base, moves)) => base.next_showing(moves, &entries),
            None => showing(&entries, setup.devices.rules().len()),
        };
        Self { setup, generation, tags, entries, bitmaps, showing, year, title, views, popularity, ratings, families }
    }

    fn next_showing(&self, moves: &Moves, entries: &[Arc<Entry>]) -> Vec<Vec<Showing>> {
        let known = self.showing.iter().enumerate();
        known.map(|(profile, known)| moves.carry(known, |row| entries[row.index()].showing(profile))).collect()
    }

    /// Returns every film with its row.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (Row, &Entry)> {
        self.entries.iter().enumerate().map(|(at, entry)| (Row::at(at), &**entry))
    }

    pub(crate) fn row(&self, id: FilmId) -> Option<Row> {
        self.entries.binary_search_by_key(&id, |entry| entry.id).ok().map(Row::at)
    }

    /// Finds the films that are shown at the moment on the device, access apart.
    pub(crate) fn shown_at(&self, at: Moment, profile: usize) -> RoaringBitmap {
        self.films_where(profile, |showing| showing.covers(at))
    }

    /// Finds the films with an item that is shown at the moment on the device, access apart.
    pub(crate) fn with_items_at(&self, at: Moment, profile: usize) -> RoaringBitmap {
        self.films_where(profile, |showing| showing.covers_items(at))
    }

    fn films_where(&self, profile: usize, holds: impl Fn(&Showing) -> bool) -> RoaringBitmap {
        let rows = self.showing[profile].iter().enumerate().filter(|(_, showing)| holds(showing));
        // The bits come in order, so this cannot fail.
        RoaringBitmap::from_sorted_iter(rows.map(|(row, _)| Row::at(row).bit())).unwrap_or_default()
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

/// Ranks so many films: from the column of the snapshot before, if there is one, otherwise anew.
fn column<T: Ord>(before: Option<(&Column, &Moves)>, films: usize, value: impl Fn(Row) -> Option<T>) -> Column {
    match before {
        Some((known, moves)) => known.next(moves, value),
        None => Column::new(films, value),
    }
}

/// Returns, by profile and by row, when films are shown.
fn showing(entries: &[Arc<Entry>], profiles: usize) -> Vec<Vec<Showing>> {
    let mut showing = vec![Vec::with_capacity(entries.len()); profiles];
    // Film by film: going through all films for each profile would fetch them from memory as often.
    for entry in entries {
        for (profile, showing) in showing.iter_mut().enumerate() {
            showing.push(entry.showing(profile));
        }
    }
    showing
}

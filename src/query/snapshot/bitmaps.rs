//! The sets of films that do not change with time.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use crate::catalog::Age;

use super::entry::FilmEntry;
use super::moves::{FilmEntries, Moves};
use super::row::{Row, TagNo};
use super::setup::Setup;
use super::shared_table::SharedTable;
use super::tag_films::TagFilms;
use super::tags::RenderedTags;

/// Sets of films by what they have in common.
#[derive(Clone, Debug)]
pub(in crate::query) struct Bitmaps {
    /// By tag number. Shared with the snapshots before and after, for tags are many and few change.
    tagged: SharedTable<TagNo, TagFilms>,
    pub(in crate::query) years: BTreeMap<u32, RoaringBitmap>,
    /// By the least age of a viewer.
    pub(in crate::query) ages: BTreeMap<u8, RoaringBitmap>,
    /// By access set: the films it may see.
    pub(in crate::query) accessible: Vec<RoaringBitmap>,
}

impl Bitmaps {
    /// Finds the sets.
    pub(super) fn new(setup: &Setup, tags: &RenderedTags, entries: &FilmEntries) -> Self {
        let mut bitmaps = Self {
            tagged: SharedTable::default(),
            years: BTreeMap::new(),
            ages: BTreeMap::new(),
            accessible: vec![RoaringBitmap::new(); setup.access.sets().len()],
        };
        let mut bearers = vec![Vec::new(); tags.given()];
        for (row, entry) in entries.iter() {
            entry.tags().for_each(|tag| bearers[tag.index()].push(row));
            bitmaps.put(setup, entry, row);
        }
        bitmaps.tagged = bearers.into_iter().map(|rows: Vec<Row>| TagFilms::new(&rows)).collect();
        bitmaps
    }

    /// Finds the sets of the next snapshot; `before` and `after` are the films of this one and of that.
    pub(super) fn next(
        &self,
        (setup, tags): (&Setup, &RenderedTags),
        moves: &Moves,
        (before, after): (&FilmEntries, &FilmEntries),
    ) -> Self {
        if moves.shift() {
            return Self::new(setup, tags, after);
        }
        let mut next = self.clone();
        next.tagged.extend((self.tagged.len()..tags.given()).map(|_| TagFilms::default()));
        for row in moves.left() {
            // Replaced in its place, and mostly by one with the same tags.
            let (entry, tags) = (&before[*row], after[*row].tags().collect::<Vec<_>>());
            let lost = entry.tags().filter(|tag| !tags.contains(tag));
            lost.for_each(|tag| next.tagged.change(tag).remove(*row));
            next.take(entry, *row);
        }
        for row in moves.fresh() {
            let entry = &after[*row];
            for tag in entry.tags() {
                if !next.tagged[tag].contains(*row) {
                    next.tagged.change(tag).insert(*row);
                }
            }
            next.put(setup, entry, *row);
        }
        next.years.retain(|_, films| !films.is_empty());
        next.ages.retain(|_, films| !films.is_empty());
        next
    }

    /// Returns every tag with the films that bear it.
    pub(super) fn tags(&self) -> impl Iterator<Item = (TagNo, &TagFilms)> {
        self.tagged.iter()
    }

    /// Returns the films that bear a tag.
    pub(in crate::query) fn tagged(&self, tag: TagNo) -> Option<&TagFilms> {
        self.tagged.get(tag)
    }

    /// Puts a film into all sets but those of tags.
    fn put(&mut self, setup: &Setup, entry: &FilmEntry, row: Row) {
        if let Some(year) = entry.year {
            self.years.entry(year).or_default().insert(row.bit());
        }
        self.ages.entry(least_age(entry)).or_default().insert(row.bit());
        for (set, films) in setup.access.sets().iter().zip(&mut self.accessible) {
            if entry.is_open_to(set) {
                films.insert(row.bit());
            }
        }
    }

    /// Takes a film out of all sets but those of tags.
    fn take(&mut self, entry: &FilmEntry, row: Row) {
        let of_year = entry.year.and_then(|year| self.years.get_mut(&year));
        let of_age = self.ages.get_mut(&least_age(entry));
        for films in of_year.into_iter().chain(of_age).chain(&mut self.accessible) {
            films.remove(row.bit());
        }
    }
}

/// Returns the least age of a viewer whom a film is for.
pub(super) fn least_age(entry: &FilmEntry) -> u8 {
    entry.age.unwrap_or(Age::ADULT.get())
}

//! Films of ours, found by their ids and titles.

use std::collections::HashMap;

use crate::catalog::{FilmId, ImdbNumber, TmdbId};
use crate::language::title_key::title_key;
use crate::number::{to_index, to_u32};

use super::match_facts::ToldFacts;
use super::work::{OwnWork, WorkId};

/// Films of ours, found by their ids and titles.
#[derive(Debug, Default)]
pub struct OwnIndex {
    works: Vec<OwnWork>,
    by_id: HashMap<FilmId, u32>,
    by_imdb: HashMap<ImdbNumber, Vec<u32>>,
    by_tmdb: HashMap<TmdbId, Vec<u32>>,
    by_key: HashMap<String, Vec<u32>>,
    /// Rows by what they may be at IMDb.
    by_doubt: HashMap<ImdbNumber, Vec<u32>>,
}

impl OwnIndex {
    /// Adds a film with its titles: ours, the original one, and those that IMDb has for its id.
    ///
    /// `may_be` are the titles of IMDb that a film without an id there may be, as [`ImdbWorks::that_may_be`] tells. Of one
    /// alone it is the id that the film has from then on.
    ///
    /// [`ImdbWorks::that_may_be`]: super::ImdbWorks::that_may_be
    pub fn add<'a>(&mut self, work: OwnWork, titles: impl IntoIterator<Item = &'a str>, may_be: &[ImdbNumber]) {
        let row = to_u32(self.works.len());
        let work = OwnWork { imdb: work.imdb.or(only(may_be)), ..work };
        for number in may_be.iter().filter(|_| work.imdb.is_none()) {
            self.by_doubt.entry(*number).or_default().push(row);
        }
        if let Some(number) = work.imdb {
            self.by_imdb.entry(number).or_default().push(row);
        }
        if let Some(id) = work.tmdb {
            self.by_tmdb.entry(id).or_default().push(row);
        }
        self.by_id.insert(work.id, row);
        self.works.push(work);
        for key in titles.into_iter().map(title_key) {
            let rows = self.by_key.entry(key).or_default();
            // A film may have one title twice.
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        }
    }

    /// Returns the id at IMDb of a film of ours.
    pub fn imdb_id(&self, film: FilmId) -> Option<ImdbNumber> {
        self.by_id.get(&film).and_then(|row| self.works[to_index(*row)].imdb)
    }

    /// Tells whether a film of ours has this id at IMDb.
    pub fn has_imdb_id(&self, number: ImdbNumber) -> bool {
        self.by_imdb.contains_key(&number)
    }

    /// Returns the films with an id that a torrent is told to have; those of The Movie Database may be of another kind.
    pub(super) fn of_ids(&self, told: ToldFacts) -> impl Iterator<Item = &OwnWork> {
        let imdb = told.imdb.and_then(|number| self.by_imdb.get(&number));
        let tmdb = told.tmdb.and_then(|id| self.by_tmdb.get(&id));
        self.of_rows(imdb).chain(self.of_rows(tmdb))
    }

    /// Returns the films with a title of this key.
    pub(super) fn of_key(&self, key: &str) -> impl Iterator<Item = &OwnWork> {
        self.of_rows(self.by_key.get(key))
    }

    /// Returns the films that may be this title of IMDb or another one.
    pub(super) fn that_may_be(&self, work: WorkId) -> impl Iterator<Item = &OwnWork> {
        let rows = match work {
            WorkId::Imdb(number) => self.by_doubt.get(&number),
            WorkId::Own(_) => None,
        };
        self.of_rows(rows)
    }

    fn of_rows(&self, rows: Option<&Vec<u32>>) -> impl Iterator<Item = &OwnWork> {
        rows.map_or(&[][..], Vec::as_slice).iter().map(|row| &self.works[to_index(*row)])
    }
}

/// Returns a number that is alone.
fn only(numbers: &[ImdbNumber]) -> Option<ImdbNumber> {
    match numbers {
        [number] => Some(*number),
        _ => None,
    }
}

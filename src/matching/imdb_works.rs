//! Titles of IMDb that may fit some torrents.

use std::collections::{BTreeSet, HashMap};

use crate::catalog::ImdbNumber;
use crate::language::title_key::title_key;

use super::candidate::are_near;
use super::work::{ImdbWork, OwnWork};

/// Titles of IMDb, among them all that have an id or a title of the torrents that are asked about.
#[derive(Debug, Default)]
pub struct ImdbWorks {
    by_number: HashMap<ImdbNumber, ImdbWork>,
    by_key: HashMap<String, Vec<ImdbNumber>>,
}

impl ImdbWorks {
    /// Adds a title of IMDb, to be found by its id.
    pub fn add(&mut self, work: ImdbWork) {
        self.by_number.insert(work.number, work);
    }

    /// Adds a title of IMDb, to be found by a key of its titles too; see [`MatchFacts::keys`].
    ///
    /// [`MatchFacts::keys`]: super::MatchFacts::keys
    pub fn add_titled(&mut self, key: &str, work: ImdbWork) {
        self.add(work);
        self.by_key.entry(key.to_owned()).or_default().push(work.number);
    }

    /// Returns the titles that a film of ours may be: they have one of its titles, its kind, and its year within one.
    /// Ascending; empty where the film has no year.
    pub fn that_may_be<'a>(&self, film: &OwnWork, titles: impl IntoIterator<Item = &'a str>) -> Vec<ImdbNumber> {
        let is_like = |work: &&ImdbWork| work.kind == Some(film.kind) && are_near(work.year, film.year);
        let keys = titles.into_iter().map(title_key);
        let found: BTreeSet<ImdbNumber> = keys
            .flat_map(|key| self.of_key(&key).filter(is_like).map(|work| work.number).collect::<Vec<_>>())
            .collect();
        found.into_iter().collect()
    }

    /// Returns the title with this id.
    pub(super) fn of_number(&self, number: ImdbNumber) -> Option<&ImdbWork> {
        self.by_number.get(&number)
    }

    /// Returns those with a title of this key.
    pub(super) fn of_key(&self, key: &str) -> impl Iterator<Item = &ImdbWork> {
        let numbers = self.by_key.get(key).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|number| self.by_number.get(number))
    }
}

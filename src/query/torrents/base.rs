//! Everything that carries a torrent, in memory: hidden or not, so nothing of it gets out but through a view.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{CarrierKey, CarrierRecord, FilmId, IdentifiedFilm, InfoHash, Moment, Number, Text};
use crate::number::{to_index, to_u32};
use crate::query::text_arena::TextArena;

/// Titles of a film.
pub(super) const TITLES: usize = 2;

/// An item that carries a torrent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Carrier {
    pub(super) hash: InfoHash,
    /// The place of its film in [`TorrentBase::films`].
    pub(super) film: u32,
    /// The item of that film.
    pub(super) number: Number,
    /// From when on it may have been seen, publication times apart.
    pub(super) opened: Moment,
}

/// The items that carry torrents, with their films and their titles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TorrentBase {
    /// By id.
    pub(super) films: Vec<IdentifiedFilm>,
    /// Two for each film: what people read, and the title in its own language, empty where there is none.
    pub(super) film_titles: TextArena,
    /// By hash, film and number.
    pub(super) carriers: Vec<Carrier>,
    /// The titles of the carriers.
    pub(super) titles: TextArena,
}

impl TorrentBase {
    /// Makes the base of these films alone, in any order, each with its carriers.
    pub fn new(films: Vec<(IdentifiedFilm, Vec<CarrierRecord>)>) -> Self {
        Self::default().next(films, &[])
    }

    /// Makes the next base: with these films in place of what it has of them, and without those that were removed.
    pub fn next(&self, mut written: Vec<(IdentifiedFilm, Vec<CarrierRecord>)>, removed: &[FilmId]) -> Self {
        written.sort_by_key(|(film, _)| film.id);
        let gone: BTreeSet<FilmId> = written.iter().map(|(film, _)| film.id).chain(removed.iter().copied()).collect();
        let (fresh_films, fresh): (Vec<IdentifiedFilm>, Vec<Vec<CarrierRecord>>) = written.into_iter().unzip();
        let mut next = Self::default();
        let kept = self.films.iter().zip(0..).filter(|(film, _)| !gone.contains(&film.id));
        let kept = kept.map(|(film, place)| (film, Some(place)));
        for (film, place) in merged(kept, fresh_films.iter().map(|film| (film, None)), |(film, _)| film.id) {
            next.push_film(film.clone(), place.map(|place| (self, place)));
        }
        let places: BTreeMap<FilmId, u32> = next.films.iter().zip(0..).map(|(film, place)| (film.id, place)).collect();
        let mut fresh: Vec<CarrierRecord> = fresh.into_iter().flatten().collect();
        fresh.sort_by_key(|carrier| carrier.key);
        let kept = (0..self.carriers.len()).filter(|place| !gone.contains(&self.key(*place).film));
        let kept = kept.map(|place| (self.key(place), Title::Kept(place)));
        let fresh = fresh.iter().map(|record| (record.key, Title::Fresh(record)));
        for (key, title) in merged(kept, fresh, |(key, _)| *key) {
            let opened = match title {
                Title::Kept(place) => {
                    next.titles.push_from(&self.titles, place);
                    self.carriers[place].opened
                }
                Title::Fresh(record) => {
                    next.titles.push(&record.title);
                    record.opened
                }
            };
            let film = places.get(&key.film).copied();
            #[expect(clippy::expect_used, reason = "a carrier comes with its film, and both stay as long")]
            let film = film.expect("its film");
            next.carriers.push(Carrier { hash: key.hash, film, number: key.number, opened });
        }
        next
    }

    /// Adds a film, which stands in a place of an earlier base or is new.
    fn push_film(&mut self, film: IdentifiedFilm, earlier: Option<(&Self, usize)>) {
        match earlier {
            Some((base, place)) => {
                (0..TITLES).for_each(|title| self.film_titles.push_from(&base.film_titles, place * TITLES + title))
            }
            None => {
                self.film_titles.push(film.title.as_str());
                self.film_titles.push(film.original_title.as_ref().map_or("", Text::as_str));
            }
        }
        self.films.push(film);
    }

    /// Returns which item carries which torrent, in a place.
    pub(super) fn key(&self, place: usize) -> CarrierKey {
        let carrier = &self.carriers[place];
        CarrierKey { hash: carrier.hash, film: self.film(place).id, number: carrier.number }
    }

    /// Returns the film of a carrier.
    pub(super) fn film(&self, place: usize) -> &IdentifiedFilm {
        &self.films[to_index(self.carriers[place].film)]
    }

    /// Returns the films that any verdict of this kind keeps, by place.
    pub(super) fn films_where(&self, keeps: impl Fn(&IdentifiedFilm) -> bool) -> BTreeSet<u32> {
        (0..to_u32(self.films.len())).filter(|place| keeps(&self.films[to_index(*place)])).collect()
    }
}

/// Where a title comes from.
enum Title<'a> {
    Kept(usize),
    Fresh(&'a CarrierRecord),
}

/// Merges two sequences, each in the order of its keys.
fn merged<T, K: Ord>(
    left: impl Iterator<Item = T>,
    right: impl Iterator<Item = T>,
    key: impl Fn(&T) -> K,
) -> impl Iterator<Item = T> {
    let (mut left, mut right) = (left.peekable(), right.peekable());
    std::iter::from_fn(move || match (left.peek(), right.peek()) {
        (Some(a), Some(b)) if key(b) < key(a) => right.next(),
        (Some(_), _) => left.next(),
        (None, _) => right.next(),
    })
}

//! Films of ours and titles of IMDb, in memory as the store would give them.

use afisha::catalog::{FilmId, ImdbId, ImdbNumber, TmdbId, TorrentKind, Year};
use afisha::matching::{
    ImdbWork, ImdbWorks, KnownWorks, MatchFacts, MatchVerdict, OwnIndex, OwnWork, WorkId, title_key,
};

/// A film of ours and its titles.
#[derive(Clone, Debug)]
pub(super) struct OwnFilm {
    pub(super) work: OwnWork,
    pub(super) titles: Vec<String>,
}

/// A title of IMDb and everything that it is called.
#[derive(Clone, Debug)]
pub(super) struct ImdbFilm {
    pub(super) work: ImdbWork,
    pub(super) titles: Vec<String>,
}

/// Everything that there is.
#[derive(Clone, Debug, Default)]
pub(super) struct World {
    pub(super) own: Vec<OwnFilm>,
    pub(super) imdb: Vec<ImdbFilm>,
}

pub(super) fn number(raw: u64) -> ImdbNumber {
    ImdbId::parse(&format!("tt{raw:07}")).unwrap().number()
}

pub(super) fn own(id: u64, (kind, year): (TorrentKind, Option<u32>), titles: &[&str]) -> OwnFilm {
    let work = OwnWork { id: FilmId::new(id).unwrap(), imdb: None, tmdb: None, kind, year: year.and_then(Year::new) };
    OwnFilm { work, titles: titles.iter().map(|title| (*title).to_owned()).collect() }
}

pub(super) fn imdb(raw: u64, (kind, year): (Option<TorrentKind>, Option<u32>), titles: &[&str]) -> ImdbFilm {
    let work = ImdbWork { number: number(raw), kind, year: year.and_then(Year::new) };
    ImdbFilm { work, titles: titles.iter().map(|title| (*title).to_owned()).collect() }
}

impl OwnFilm {
    pub(super) fn with_imdb(mut self, raw: u64) -> Self {
        self.work.imdb = Some(number(raw));
        self
    }

    pub(super) fn with_tmdb(mut self, raw: u64) -> Self {
        self.work.tmdb = TmdbId::new(raw);
        self
    }
}

impl World {
    /// Returns what the store would give for these titles and ids.
    fn imdb_works(&self, keys: &[String], ids: &[ImdbNumber]) -> ImdbWorks {
        let mut works = ImdbWorks::default();
        for film in &self.imdb {
            if ids.contains(&film.work.number) {
                works.add(film.work);
            }
            for key in keys.iter().filter(|key| film.titles.iter().any(|title| title_key(title) == **key)) {
                works.add_titled(key, film.work);
            }
        }
        works
    }

    /// Returns the index of the films of ours, with what IMDb knows of them.
    pub(super) fn index(&self) -> OwnIndex {
        let taken: Vec<ImdbNumber> = self.own.iter().filter_map(|film| film.work.imdb).collect();
        let mut index = OwnIndex::default();
        for film in &self.own {
            let titles = || film.titles.iter().map(String::as_str);
            let keys: Vec<String> = titles().map(title_key).collect();
            let mut may_be = if film.work.imdb.is_some() {
                Vec::new()
            } else {
                self.imdb_works(&keys, &[]).that_may_be(&film.work, titles())
            };
            may_be.retain(|number| !taken.contains(number));
            let id = film.work.imdb.or(may_be.first().copied().filter(|_| may_be.len() == 1));
            let known = self.imdb.iter().find(|imdb| Some(imdb.work.number) == id);
            let year = film.work.year.or(known.and_then(|known| known.work.year));
            let more = known.into_iter().flat_map(|known| known.titles.iter().map(String::as_str));
            index.add(OwnWork { year, ..film.work }, titles().chain(more), &may_be);
        }
        index
    }

    /// Judges a torrent as the program does.
    pub(super) fn judge(&self, index: &OwnIndex, facts: &MatchFacts, refused: &[WorkId]) -> MatchVerdict {
        let keys: Vec<String> = facts.keys().collect();
        let ids: Vec<ImdbNumber> = facts.told.imdb.into_iter().collect();
        let works = self.imdb_works(&keys, &ids);
        let known = KnownWorks { own: index, imdb: (!self.imdb.is_empty()).then_some(&works) };
        MatchVerdict::of(known, facts, &|work| refused.contains(&work))
    }
}

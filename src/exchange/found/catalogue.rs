//! What films of ours lack, and what torrents are matched with.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::catalog::{
    Film, FilmId, ImdbId, ImdbNumber, InfoHash, SERIAL_TAG, TRAILER_TAG, Tag, TagId, Text, TorrentKind, Year,
};
use crate::matching::{Gaps, ImdbWork, ImdbWorks, OwnIndex, OwnWork, TorrentPlayers, title_key};
use crate::releases::Magnet;
use crate::store::{ImdbRecord, Sink, Store, StoreError};

/// How many ids are asked about at once.
const IDS_AT_ONCE: usize = 2_000;

/// The films of ours, as far as torrents are matched with them and offered to them.
#[derive(Default)]
pub(super) struct OwnCatalogue {
    /// By what torrents are matched.
    pub(super) index: OwnIndex,
    /// The films that lack a file, and on which devices.
    pub(super) gaps: HashMap<FilmId, Gaps>,
    /// All tags, by id.
    pub(super) tags: BTreeMap<TagId, Tag>,
    ids: BTreeSet<FilmId>,
    carried: HashSet<InfoHash>,
}

impl OwnCatalogue {
    /// Reads the films, and what IMDb calls them.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub(super) fn read(store: &Store, players: &TorrentPlayers<'_>) -> Result<Self, StoreError> {
        let mut reader = CatalogueReader { players, films: Vec::new(), catalogue: Self::default() };
        store.load(None, &mut reader)?;
        let CatalogueReader { mut films, mut catalogue, .. } = reader;
        presume(store, &mut films)?;
        let imdb = imdb_titles(store, &films)?;
        for film in films {
            let known = film.imdb_id().and_then(|number| imdb.get(&number));
            let year = film.work.year.or(known.and_then(|(imdb, _)| imdb.year));
            let more = known.into_iter().flat_map(|(_, titles)| titles.iter().map(String::as_str));
            catalogue.index.add(OwnWork { year, ..film.work }, film.titles().chain(more), &film.may_be);
        }
        Ok(catalogue)
    }

    /// Tells whether an item of ours carries the torrent.
    pub(super) fn carries(&self, hash: InfoHash) -> bool {
        self.carried.contains(&hash)
    }

    /// Tells whether there is a film with this id.
    pub(super) fn has(&self, id: FilmId) -> bool {
        self.ids.contains(&id)
    }

    /// Returns the tags of a film, by id.
    pub(super) fn tags_of(&self, film: &Film) -> Vec<&Tag> {
        film.tags.iter().filter_map(|id| self.tags.get(id)).collect()
    }

    /// Returns the tag of series; `None`: the catalogue has none.
    pub(super) fn serial_tag(&self) -> Option<TagId> {
        named(&self.tags, SERIAL_TAG)
    }
}

fn named(tags: &BTreeMap<TagId, Tag>, name: &str) -> Option<TagId> {
    tags.values().find(|tag| tag.name.as_str() == name).map(|tag| tag.id)
}

/// Tells what IMDb says of a title, as far as torrents are matched with it.
pub(super) fn imdb_work(record: &ImdbRecord) -> ImdbWork {
    ImdbWork {
        number: record.id.number(),
        kind: record.title_type.as_deref().and_then(ImdbWork::kind_of),
        year: record.start_year.and_then(Year::new),
    }
}

/// A film and its titles here.
struct TitledFilm {
    work: OwnWork,
    titles: Vec<Text>,
    /// What it may be at IMDb, where it has no id there.
    may_be: Vec<ImdbNumber>,
}

impl TitledFilm {
    fn titles(&self) -> impl Iterator<Item = &str> {
        self.titles.iter().map(Text::as_str)
    }

    /// Returns the id at IMDb that it has, or most likely has.
    fn imdb_id(&self) -> Option<ImdbNumber> {
        self.work.imdb.or(self.may_be.first().copied().filter(|_| self.may_be.len() == 1))
    }
}

/// Takes what the store hands out.
struct CatalogueReader<'a> {
    players: &'a TorrentPlayers<'a>,
    films: Vec<TitledFilm>,
    catalogue: OwnCatalogue,
}

impl Sink for CatalogueReader<'_> {
    fn tags(&mut self, tags: Vec<Tag>) {
        self.catalogue.tags = tags.into_iter().map(|tag| (tag.id, tag)).collect();
    }

    fn films(&mut self, films: Vec<Film>) {
        films.into_iter().for_each(|film| self.film(film));
    }
}

impl CatalogueReader<'_> {
    fn film(&mut self, film: Film) {
        let catalogue = &mut self.catalogue;
        let bears = |tag: &str| named(&catalogue.tags, tag).is_some_and(|tag| film.tags.contains(&tag));
        let (is_series, is_trailer) = (bears(SERIAL_TAG), bears(TRAILER_TAG));
        catalogue.ids.insert(film.id);
        let magnets = film.items.as_slice().iter().filter_map(|item| Magnet::parse(item.magnet.as_ref()?.as_str()));
        catalogue.carried.extend(magnets.map(|magnet| magnet.hash));
        // A trailer has its title from a film, but is none.
        if is_trailer {
            return;
        }
        let gaps = self.players.gaps(&film);
        if !gaps.is_empty() {
            catalogue.gaps.insert(film.id, gaps);
        }
        let work = OwnWork {
            id: film.id,
            imdb: film.imdb_id.as_ref().and_then(|id| ImdbId::parse(id.as_str())).map(|id| id.number()),
            tmdb: film.tmdb_id,
            kind: if is_series { TorrentKind::Series } else { TorrentKind::Movie },
            year: film.year,
        };
        self.films.push(TitledFilm {
            work,
            titles: [Some(film.title), film.original_title].into_iter().flatten().collect(),
            may_be: Vec::new(),
        });
    }
}

/// Finds out what films without an id at IMDb may be there.
fn presume(store: &Store, films: &mut [TitledFilm]) -> Result<(), StoreError> {
    let taken: HashSet<ImdbNumber> = films.iter().filter_map(|film| film.work.imdb).collect();
    let mut unknown: Vec<&mut TitledFilm> = films.iter_mut().filter(|film| film.work.imdb.is_none()).collect();
    for films in unknown.chunks_mut(IDS_AT_ONCE) {
        let keys: BTreeSet<String> = films.iter().flat_map(|film| film.titles()).map(title_key).collect();
        let mut works = ImdbWorks::default();
        for (key, record) in store.imdb_titled(&keys.iter().map(String::as_str).collect::<Vec<_>>())? {
            let work = imdb_work(&record);
            if !taken.contains(&work.number) {
                works.add_titled(&key, work);
            }
        }
        for film in films {
            film.may_be = works.that_may_be(&film.work, film.titles());
        }
    }
    Ok(())
}

/// Reads what IMDb says of films of ours, with all their titles there.
fn imdb_titles(
    store: &Store,
    films: &[TitledFilm],
) -> Result<HashMap<ImdbNumber, (ImdbWork, Vec<String>)>, StoreError> {
    let ids: BTreeSet<ImdbNumber> = films.iter().filter_map(TitledFilm::imdb_id).collect();
    let ids: Vec<ImdbId> = ids.into_iter().map(ImdbNumber::id).collect();
    let mut titles = HashMap::new();
    for ids in ids.chunks(IDS_AT_ONCE) {
        for record in store.imdb_titles_of(ids)? {
            let work = imdb_work(&record);
            let its: Vec<String> = [Some(record.primary_title), record.original_title].into_iter().flatten().collect();
            titles.insert(work.number, (work, its));
        }
        for (id, aka) in store.imdb_akas(ids)? {
            if let Some((_, its)) = titles.get_mut(&id.number()) {
                its.push(aka);
            }
        }
    }
    Ok(titles)
}

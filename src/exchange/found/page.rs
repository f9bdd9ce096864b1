//! What the torrents of a page are of.

use std::collections::{BTreeSet, HashSet};

use crate::catalog::{FilmId, ImdbId, InfoHash, Moment, Serie, TmdbId, TorrentKind};
use crate::matching::{
    ImdbWorks, KnownWorks, MatchFacts, MatchVerdict, NameFacts, OwnIndex, ToldFacts, WorkId, offered_item,
};
use crate::store::{PublicRecord, Store, StoreError};

use super::catalogue::imdb_work;

/// A torrent of the public base, and what it is of.
pub(super) struct JudgedTorrent {
    pub(super) record: PublicRecord,
    pub(super) name: NameFacts,
    pub(super) verdict: MatchVerdict,
}

impl JudgedTorrent {
    /// Returns the item that it is.
    pub(super) fn item(&self, published: Moment) -> Serie {
        let record = &self.record;
        offered_item(record.hash, (&record.title, &self.name), record.size, published)
    }
}

/// What torrents are judged by.
pub(super) struct Judge<'a> {
    pub(super) store: &'a Store,
    pub(super) own: &'a OwnIndex,
    /// Whether IMDb's tables are there.
    pub(super) has_imdb: bool,
    /// What the editors refused.
    pub(super) refused: &'a BTreeSet<(InfoHash, FilmId)>,
}

impl Judge<'_> {
    /// Finds out what torrents are of by what was read from their names when they came, if with all titles, which takes
    /// much less time than reading names; returns those that are of something. A peer may have read something else.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub(super) fn screen(&self, page: Vec<PublicRecord>) -> Result<Vec<JudgedTorrent>, StoreError> {
        let read = |record: PublicRecord| {
            let parsed = record.parsed.as_deref().and_then(NameFacts::from_parsed);
            let name = parsed.unwrap_or_else(|| NameFacts::of_name(&record.title));
            (record, name)
        };
        self.verdicts(page.into_iter().map(read).collect())
    }

    /// Finds out what torrents are of by their names, and returns those that are of something.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub(super) fn judge(&self, page: impl IntoIterator<Item = PublicRecord>) -> Result<Vec<JudgedTorrent>, StoreError> {
        let read = |record: PublicRecord| {
            let name = NameFacts::of_name(&record.title);
            (record, name)
        };
        self.verdicts(page.into_iter().map(read).collect())
    }

    fn verdicts(&self, torrents: Vec<(PublicRecord, NameFacts)>) -> Result<Vec<JudgedTorrent>, StoreError> {
        let facts: Vec<MatchFacts> =
            torrents.iter().map(|(record, name)| MatchFacts::new(told(record), name)).collect();
        let imdb = if self.has_imdb { Some(self.imdb_works(&facts)?) } else { None };
        let known = KnownWorks { own: self.own, imdb: imdb.as_ref() };
        let judged = torrents.into_iter().zip(&facts).map(|((record, name), facts)| {
            let is_refused = |work: WorkId| self.is_refused(record.hash, work);
            let verdict = MatchVerdict::of(known, facts, &is_refused);
            JudgedTorrent { record, name, verdict }
        });
        Ok(judged.filter(|judged| judged.verdict != MatchVerdict::Nothing).collect())
    }

    /// Tells whether the editors refused a torrent for a film: by its id here, or as a title of IMDb that they lacked.
    fn is_refused(&self, hash: InfoHash, work: WorkId) -> bool {
        let as_title = match work {
            WorkId::Own(film) => self.own.imdb_id(film).map(WorkId::Imdb),
            WorkId::Imdb(_) => None,
        };
        let mut ids = [Some(work), as_title].into_iter().flatten().map(WorkId::film_id);
        ids.any(|id| self.refused.contains(&(hash, id)))
    }

    /// Reads the titles of IMDb that may fit.
    fn imdb_works(&self, facts: &[MatchFacts]) -> Result<ImdbWorks, StoreError> {
        let mut works = ImdbWorks::default();
        let ids: BTreeSet<ImdbId> = facts.iter().filter_map(|facts| Some(facts.told.imdb?.id())).collect();
        for record in self.store.imdb_titles_of(&ids.into_iter().collect::<Vec<_>>())? {
            works.add(imdb_work(&record));
        }
        let may_fit_by_title = facts.iter().filter(|facts| facts.year.is_some() && facts.told.kind.is_some());
        let keys: HashSet<String> = may_fit_by_title.flat_map(MatchFacts::keys).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).filter(|key| !key.is_empty()).collect();
        for (key, record) in self.store.imdb_titled(&keys)? {
            works.add_titled(&key, imdb_work(&record));
        }
        Ok(works)
    }
}

fn told(record: &PublicRecord) -> ToldFacts {
    ToldFacts {
        imdb: record.imdb_id.as_deref().and_then(ImdbId::parse).map(|id| id.number()),
        tmdb: record.tmdb_id.and_then(TmdbId::new),
        kind: record.kind.as_deref().and_then(TorrentKind::from_name),
    }
}

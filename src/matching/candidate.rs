//! What may fit a torrent, before anything is decided.

use crate::catalog::{ImdbNumber, TmdbId, TorrentKind, Year};

use super::match_facts::{MatchFacts, ToldFacts};
use super::work::{ImdbWork, OwnWork, WorkId};

/// By how many years a torrent and its film may differ: premieres and releases of one film lie that far apart.
const YEARS_APART: u32 = 1;

/// An id that a torrent and a film have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CommonId {
    /// That at IMDb.
    Imdb,
    /// That at The Movie Database.
    Tmdb,
}

/// What has an id in common with a torrent, or a title, the kind and the year within one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) work: WorkId,
    pub(super) imdb: Option<ImdbNumber>,
    pub(super) tmdb: Option<TmdbId>,
    pub(super) kind: Option<TorrentKind>,
    pub(super) year: Option<Year>,
    /// Which of the torrent's titles is one of its titles, where kind and year are right too.
    pub(super) title: Option<usize>,
    /// Which id it has in common with the torrent.
    pub(super) id: Option<CommonId>,
}

impl From<&OwnWork> for Candidate {
    fn from(own: &OwnWork) -> Self {
        let OwnWork { id, imdb, tmdb, kind, year } = *own;
        Self { work: WorkId::Own(id), imdb, tmdb, kind: Some(kind), year, title: None, id: None }
    }
}

impl From<&ImdbWork> for Candidate {
    fn from(work: &ImdbWork) -> Self {
        let ImdbWork { number, kind, year } = *work;
        let imdb = Some(number);
        Self { work: WorkId::Imdb(number), imdb, tmdb: None, kind, year, title: None, id: None }
    }
}

impl Candidate {
    /// Tells whether kind and year are those of a torrent.
    pub(super) fn is_like(&self, facts: &MatchFacts) -> bool {
        self.kind.is_some() && self.kind == facts.told.kind && are_near(self.year, facts.year)
    }

    /// Returns the id that it has in common with a torrent. The Movie Database numbers films and series apart.
    pub(super) fn common_id(&self, told: ToldFacts) -> Option<CommonId> {
        if self.imdb.is_some() && self.imdb == told.imdb {
            return Some(CommonId::Imdb);
        }
        let has_tmdb_id = self.tmdb.is_some() && self.tmdb == told.tmdb;
        (has_tmdb_id && self.kind.is_some() && self.kind == told.kind).then_some(CommonId::Tmdb)
    }

    /// Tells whether it fits by a title, and no id of both says that it is another film.
    pub(super) fn fits_by_title(&self, told: ToldFacts) -> bool {
        let differ = self.imdb.zip(told.imdb).is_some_and(|(own, told)| own != told);
        let are_apart = self.tmdb.zip(told.tmdb).is_some_and(|(own, told)| own != told) && self.kind == told.kind;
        self.title.is_some() && !differ && !are_apart
    }
}

/// Tells whether two years are known and within one of each other.
pub(super) fn are_near(a: Option<Year>, b: Option<Year>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.get().abs_diff(b.get()) <= YEARS_APART)
}

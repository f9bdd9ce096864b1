//! Search in the private base.

use std::cmp::Reverse;

use crate::catalog::{IdentifiedFilm, ImdbId, InfoHash, TmdbId};
use crate::query::text_arena::Pieces;

use super::view::{ShownTorrent, TorrentView};

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TorrentQuery {
    /// Titles with all of these pieces.
    Title(Pieces),
    /// Torrents of the film with this id.
    Imdb(ImdbId),
    /// Torrents of the film with this id.
    Tmdb(TmdbId),
    /// The torrent itself.
    Hash(InfoHash),
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TorrentMatches {
    /// A page of it: what is shown since last comes first, then by hash.
    pub rows: Vec<ShownTorrent>,
    /// How many there are on all pages.
    pub total: usize,
}

impl TorrentView {
    /// Finds what is looked for, and returns a page: `limit` rows after the first `offset`.
    pub fn search(&self, query: &TorrentQuery, offset: usize, limit: usize) -> TorrentMatches {
        let mut found: Vec<ShownTorrent> = match query {
            TorrentQuery::Title(pieces) => self.base.titles.find(pieces).filter_map(|place| self.row(place)).collect(),
            TorrentQuery::Imdb(id) => self.of_films(|film| film.imdb_id.as_ref() == Some(id)),
            TorrentQuery::Tmdb(id) => self.of_films(|film| film.tmdb_id == Some(*id)),
            TorrentQuery::Hash(hash) => self.of_hash(*hash).into_iter().collect(),
        };
        let (total, end) = (found.len(), offset.saturating_add(limit));
        let order = |row: &ShownTorrent| (Reverse(row.created()), row.key().hash);
        if end < total {
            found.select_nth_unstable_by_key(end, order);
            found.truncate(end);
        }
        found.sort_unstable_by_key(order);
        TorrentMatches { rows: found.into_iter().skip(offset).collect(), total }
    }

    fn of_films(&self, keeps: impl Fn(&IdentifiedFilm) -> bool) -> Vec<ShownTorrent> {
        let films = self.base.films_where(keeps);
        if films.is_empty() {
            return Vec::new();
        }
        let its = (0..self.created.len()).filter(|place| films.contains(&self.base.carriers[*place].film));
        its.filter_map(|place| self.row(place)).collect()
    }
}

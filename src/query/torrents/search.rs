//! Search in the private base.

use std::cmp::Reverse;

use crate::catalog::{IdentifiedFilm, ImdbId, InfoHash, Moment, TmdbId};
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
        // Places only, in the order of the hashes: a short query finds half of a million titles.
        let mut found: Vec<(Reverse<Moment>, usize)> = match query {
            TorrentQuery::Title(pieces) => self.shown(self.base.titles.find(pieces)),
            TorrentQuery::Imdb(id) => self.of_films(|film| film.imdb_id.as_ref() == Some(id)),
            TorrentQuery::Tmdb(id) => self.of_films(|film| film.tmdb_id == Some(*id)),
            TorrentQuery::Hash(hash) => self.shown(self.places_of(*hash)),
        };
        let (total, end) = (found.len(), offset.saturating_add(limit));
        if end < total {
            found.select_nth_unstable(end);
            found.truncate(end);
        }
        if offset > 0 && offset < found.len() {
            found.select_nth_unstable(offset);
        }
        let mut page = found.split_off(offset.min(found.len()));
        page.sort_unstable();
        TorrentMatches { rows: page.into_iter().filter_map(|(_, place)| self.row(place)).collect(), total }
    }

    /// Keeps the places whose rows are shown, each after since when it is.
    fn shown(&self, places: impl Iterator<Item = usize>) -> Vec<(Reverse<Moment>, usize)> {
        let since = places.map(|place| (Reverse(self.created[place]), place));
        since.filter(|(Reverse(created), _)| *created < Moment::MAX).collect()
    }

    fn of_films(&self, keeps: impl Fn(&IdentifiedFilm) -> bool) -> Vec<(Reverse<Moment>, usize)> {
        let films = self.base.films_where(keeps);
        if films.is_empty() {
            return Vec::new();
        }
        self.shown((0..self.created.len()).filter(|place| films.contains(&self.base.carriers[*place].film)))
    }
}

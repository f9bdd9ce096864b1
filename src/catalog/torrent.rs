//! Torrents that the items of films carry.

use serde::{Deserialize, Serialize};

use super::{FilmId, ImdbId, InfoHash, Moment, Number, Quantity, Text, TmdbId, Year};

/// What a torrent holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TorrentKind {
    /// A film.
    Movie,
    /// A series, or some of its episodes.
    Series,
}

impl TorrentKind {
    /// Returns its name in the Peer API and in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Movie => "movie",
            Self::Series => "series",
        }
    }

    /// Reads such a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Movie, Self::Series].into_iter().find(|kind| kind.name() == name)
    }
}

/// Which item carries which torrent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CarrierKey {
    /// What the torrent is known by.
    pub hash: InfoHash,
    /// The film.
    pub film: FilmId,
    /// The item.
    pub number: Number,
}

/// An item that carries a torrent, as far as it is needed to choose what peers are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarrierRecord {
    /// Which item carries which torrent.
    pub key: CarrierKey,
    /// The name of the torrent.
    pub title: String,
    /// From when on the item, as it stands, may have been seen, publication times apart: the commit of what wrote it or
    /// lifted a restriction.
    pub opened: Moment,
}

/// A film that databases of films know or that carries torrents.
#[derive(Clone, Debug, PartialEq)]
pub struct IdentifiedFilm {
    /// Its id here.
    pub id: FilmId,
    /// Its id at IMDb.
    pub imdb_id: Option<ImdbId>,
    /// Its id at The Movie Database.
    pub tmdb_id: Option<TmdbId>,
    /// What people read.
    pub title: Text,
    /// The title in the language of the film.
    pub original_title: Option<Text>,
    /// The year it came out.
    pub year: Option<Year>,
    /// Its mark at IMDb, of ten.
    pub imdb_mark: Option<Quantity>,
    /// How many gave it.
    pub imdb_votes: Option<u32>,
    /// Whether it bears the tag of series.
    pub is_series: bool,
}

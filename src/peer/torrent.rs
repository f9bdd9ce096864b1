//! Torrents that peers told of.

use serde::Serialize;

use crate::catalog::{InfoHash, Moment};

/// What a torrent holds, as far as peers tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TorrentKind {
    /// A film.
    Movie,
    /// A series, or some of its episodes.
    Series,
}

impl TorrentKind {
    /// Returns its name on the wire and in tables.
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

/// A torrent that a peer told of, fit to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldTorrent {
    /// What it is known by.
    pub hash: InfoHash,
    /// The name of the release: one line of 1 to 1024 characters.
    pub title: String,
    /// Bytes; 0: unknown.
    pub size: u64,
    /// What it holds; `None`: unknown.
    pub kind: Option<TorrentKind>,
    /// The id at IMDb, such as `tt0111161`.
    pub imdb_id: Option<String>,
    /// The id at The Movie Database.
    pub tmdb_id: Option<u32>,
    /// What was read from the name: an object of JSON.
    pub parsed: Option<String>,
    /// When the peer got it, by the peer's clock.
    pub created: Moment,
}

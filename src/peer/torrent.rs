//! Torrents that peers told of.

use crate::catalog::{InfoHash, Moment, TorrentKind};

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

//! What torrents may be of: films of ours, and titles of IMDb that we lack.

use crate::catalog::{FilmId, ImdbNumber, MAX_ID, TmdbId, TorrentKind, Year};

/// What ids of films that are made of numbers at IMDb begin with: 10^15. Numbers at IMDb are below 10^12, and the sum is
/// exact in every program that reads JSON.
const FIRST_MADE: u64 = 1_000_000_000_000_000;
const _: () = assert!(FIRST_MADE + 999_999_999_999 < MAX_ID && FIRST_MADE * 2 < 1 << 53, "ids of films");

/// What a torrent may be of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkId {
    /// A film of ours.
    Own(FilmId),
    /// A title of IMDb that we lack.
    Imdb(ImdbNumber),
}

impl WorkId {
    /// Returns the id that the film has here, or would have: for a title that we lack always the same one, made of its
    /// number at IMDb.
    #[expect(clippy::expect_used, reason = "the assertion above says that it fits")]
    pub fn film_id(self) -> FilmId {
        match self {
            Self::Own(id) => id,
            Self::Imdb(number) => FilmId::new(FIRST_MADE + number.get()).expect("a small number"),
        }
    }
}

/// A film of ours, as far as torrents are matched with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnWork {
    /// The film.
    pub id: FilmId,
    /// Its id at IMDb.
    pub imdb: Option<ImdbNumber>,
    /// Its id at The Movie Database.
    pub tmdb: Option<TmdbId>,
    /// Whether it is a film or a series.
    pub kind: TorrentKind,
    /// The year it came out.
    pub year: Option<Year>,
}

/// A title of IMDb, as far as torrents are matched with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImdbWork {
    /// Its id.
    pub number: ImdbNumber,
    /// Whether it is a film or a series; `None`: neither, or unknown.
    pub kind: Option<TorrentKind>,
    /// The year it came out.
    pub year: Option<Year>,
}

impl ImdbWork {
    /// Returns the kind of what IMDb gives this type; `None`: it is neither a film nor a series.
    pub fn kind_of(title_type: &str) -> Option<TorrentKind> {
        match title_type {
            "movie" | "short" | "tvMovie" | "tvShort" | "tvSpecial" | "video" => Some(TorrentKind::Movie),
            "tvSeries" | "tvMiniSeries" => Some(TorrentKind::Series),
            _ => None,
        }
    }
}

//! What is known of a torrent: what a peer tells, and what its name says.

use serde::Deserialize;

use crate::catalog::{ImdbNumber, TmdbId, TorrentKind, Year};
use crate::language::title_key::title_key;
use crate::releases::{MAX_TITLES, ReleaseName};

/// What the name of a release says, as far as it matters to what it is of and whether it can be played.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct NameFacts {
    /// Every title that the name gives.
    pub titles: Vec<String>,
    /// The year.
    #[serde(default)]
    pub year: Option<u32>,
    /// Seasons, in order.
    #[serde(default)]
    pub seasons: Vec<u32>,
    /// Episodes, in order.
    #[serde(default)]
    pub episodes: Vec<u32>,
    /// Lines of the picture and `p` or `i`.
    #[serde(default)]
    pub resolution: Option<String>,
    /// What the release is of.
    #[serde(default, rename = "type")]
    pub kind: Option<TorrentKind>,
    /// The container that the name ends with.
    #[serde(default)]
    pub container: Option<String>,
}

impl NameFacts {
    /// Reads what this program, or a peer that runs it, once read from a name; `None`: another program did, which may have
    /// left titles out or made too many of it.
    pub fn from_parsed(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok().filter(|facts: &Self| facts.titles.len() <= MAX_TITLES)
    }

    /// Reads a name; one that says nothing has no titles.
    pub fn of_name(name: &str) -> Self {
        let read = |name: ReleaseName| Self {
            titles: name.titles,
            year: name.year,
            seasons: name.seasons,
            episodes: name.episodes,
            resolution: name.resolution,
            kind: name.kind,
            container: name.details.container,
        };
        ReleaseName::parse(name).map(read).unwrap_or_default()
    }
}

/// What a peer tells of a torrent beside its name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ToldFacts {
    /// The id at IMDb.
    pub imdb: Option<ImdbNumber>,
    /// The id at The Movie Database, which numbers films and series apart.
    pub tmdb: Option<TmdbId>,
    /// Whether it is of a film or a series.
    pub kind: Option<TorrentKind>,
}

/// What a torrent is matched by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchFacts {
    /// What the peer tells, but for a kind that the name contradicts.
    pub told: ToldFacts,
    /// The year.
    pub year: Option<Year>,
    /// Every title that the name gives.
    pub titles: Vec<String>,
}

impl MatchFacts {
    /// Puts together what a peer tells and what the name says. The peer knows the kind better (a film of two parts reads
    /// like a series), but a film has no seasons: if so, the kind counts as unknown.
    pub fn new(told: ToldFacts, name: &NameFacts) -> Self {
        let kind = match told.kind {
            Some(TorrentKind::Movie) if !name.seasons.is_empty() => None,
            kind => kind.or(name.kind),
        };
        let year = name.year.and_then(Year::new);
        Self { told: ToldFacts { kind, ..told }, year, titles: name.titles.clone() }
    }

    /// Returns the keys of its titles, in their order; see
    /// [`ImdbWorks::add_titled`](super::ImdbWorks::add_titled).
    pub fn keys(&self) -> impl Iterator<Item = String> {
        self.titles.iter().map(|title| title_key(title))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TorrentKind::{Movie, Series};

    #[test]
    fn what_was_read_from_a_name_is_read_again_from_its_json() {
        for name in ["Голяк / Brassic / Сезон: 3 [2021, WEB-DL 1080p]", "The.Movie.2019.2160p.mkv", "Movie"] {
            let json = serde_json::to_string(&ReleaseName::parse(name).unwrap()).unwrap();
            assert_eq!(NameFacts::from_parsed(&json), Some(NameFacts::of_name(name)), "{name}");
        }
        let many = format!(r#"{{"titles":["a"{}]}}"#, r#","b""#.repeat(MAX_TITLES));
        for foreign in [r#"{"parsed_title":"x","year":1994}"#, r#"{"titles":"x"}"#, &many, "[]", ""] {
            assert_eq!(NameFacts::from_parsed(foreign), None, "{foreign}");
        }
        assert_eq!(NameFacts::of_name("[]"), NameFacts::default());
    }

    #[test]
    fn the_peer_knows_the_kind_better_but_a_film_has_no_seasons() {
        for (told, name, expected) in [
            (None, "Show.S01E01.2019", Some(Series)),
            (None, "Movie.2019", Some(Movie)),
            (None, "Movie", None),
            (Some(Movie), "Собачье сердце (2 серии из 2) / 1988", Some(Movie)),
            (Some(Movie), "Show.S01.2019", None),
            (Some(Series), "Show.2019", Some(Series)),
        ] {
            let told = ToldFacts { kind: told, ..ToldFacts::default() };
            assert_eq!(MatchFacts::new(told, &NameFacts::of_name(name)).told.kind, expected, "{name}");
        }
    }
}

//! What the name of a release says.

use serde::Serialize;

use crate::catalog::TorrentKind;

use super::library::{self, LibraryReading};
use super::parse_counts::{ParseCounts, ParseFigures};
use super::reading::{self, NameReading};
use super::release_details::ReleaseDetails;
use super::words::NameWords;

/// The most characters of a name that are read.
pub const MAX_NAME_CHARS: usize = 1_024;

static COUNTS: ParseCounts = ParseCounts::new();

/// What the name of a release says, with the members of the peer API's `parsed_data`.
///
/// Written as JSON it is compact, of two levels and at most 16 KiB, whatever the name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReleaseName {
    /// The name, as far as it was read.
    pub raw_title: String,
    /// The title that stands for all: the original one, where the name has it.
    pub parsed_title: String,
    /// The same, folded, of words alone.
    pub normalized_title: String,
    /// The same as `parsed_title`, for those who look here.
    pub title: String,
    /// Every title that the name gives, in its order.
    pub titles: Vec<String>,
    /// The year; the first of several.
    pub year: Option<u32>,
    /// Lines of the picture and `p` or `i`: `1080p`.
    pub resolution: Option<String>,
    /// Where the picture came from: `BluRay`, `WEB-DL`.
    pub quality: Option<String>,
    /// `avc`, `hevc`, `xvid`, `av1`, `mpeg`.
    pub codec: Option<&'static str>,
    /// Seasons, in order.
    pub seasons: Vec<u32>,
    /// Episodes, in order.
    pub episodes: Vec<u32>,
    /// Codes of languages (ISO 639-1).
    pub languages: Vec<&'static str>,
    /// `DV`, `HDR10+`, `HDR`.
    pub hdr: Vec<String>,
    /// Codecs of sound.
    pub audio: Vec<String>,
    /// What the release is of; `None`: the name does not say.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<TorrentKind>,
    /// The season, where it is one alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub season: Option<u32>,
    /// The episode, where it is one alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub episode: Option<u32>,
    /// What is said beside.
    #[serde(flatten)]
    pub details: ReleaseDetails,
}

impl ReleaseName {
    /// Reads a name, its first [`MAX_NAME_CHARS`] characters. `None`: it has no title, or the parser failed on it, which
    /// [`ReleaseName::figures`] tells.
    pub fn parse(name: &str) -> Option<Self> {
        let raw: String = name.chars().take(MAX_NAME_CHARS).filter(|c| !c.is_control()).collect();
        COUNTS.guarded(|| Self::of(&raw))?
    }

    /// Returns how many names this program parsed, and what became of them.
    pub fn figures() -> ParseFigures {
        COUNTS.figures()
    }

    fn of(raw: &str) -> Option<Self> {
        let name = reading::tidy(raw);
        let words = NameWords::of(&name);
        let library = library::read(&name, words.is_russian());
        let NameReading { titles, main, year, resolution, seasons, episodes, languages } =
            reading::read(&words, &library)?;
        let kind = kind(&seasons, &episodes, year, &library);
        Some(Self {
            raw_title: raw.to_owned(),
            normalized_title: reading::normalized(&main),
            title: main.clone(),
            parsed_title: main,
            titles,
            year,
            resolution,
            quality: library.quality.clone(),
            codec: library.codec,
            season: only(&seasons),
            episode: only(&episodes),
            seasons,
            episodes,
            languages,
            hdr: library.hdr.clone(),
            audio: library.audio.clone(),
            kind,
            details: ReleaseDetails::of(library),
        })
    }
}

/// Returns a number that is alone.
fn only(numbers: &[u32]) -> Option<u32> {
    match numbers {
        [number] => Some(*number),
        _ => None,
    }
}

/// Tells what a release is of: a series where it has seasons or episodes, a film where it has a year and nothing that
/// speaks of several parts.
fn kind(seasons: &[u32], episodes: &[u32], year: Option<u32>, library: &LibraryReading) -> Option<TorrentKind> {
    if !seasons.is_empty() || !episodes.is_empty() {
        return Some(TorrentKind::Series);
    }
    let is_several = library.flags.complete || !library.volumes.is_empty() || library.date.is_some();
    year.filter(|_| !is_several).map(|_| TorrentKind::Movie)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn parsed(name: &str) -> Value {
        serde_json::to_value(ReleaseName::parse(name)).unwrap()
    }

    #[test]
    fn a_russian_name_has_the_members_of_the_peer_api() {
        let name = "Голяк / Brassic / Сезон: 3 / Серии: 1-2 из 8 (Джон Райт) [2021, комедия, WEB-DL 1080p] MVO + Original (Eng)";
        let expected = json!({
            "raw_title": name,
            "parsed_title": "Brassic",
            "normalized_title": "brassic",
            "title": "Brassic",
            "titles": ["Голяк", "Brassic"],
            "year": 2021,
            "resolution": "1080p",
            "quality": "WEB-DL",
            "codec": null,
            "seasons": [3],
            "episodes": [1, 2],
            "languages": ["ru", "en"],
            "hdr": [],
            "audio": [],
            "type": "series",
            "season": 3,
        });
        assert_eq!(parsed(name), expected);
    }

    #[test]
    fn another_name_has_them_too() {
        let name = "The.Movie.2019.PROPER.2160p.BluRay.REMUX.HDR.HEVC.DTS-HD-GROUP.mkv";
        let expected = json!({
            "raw_title": name,
            "parsed_title": "The Movie",
            "normalized_title": "the movie",
            "title": "The Movie",
            "titles": ["The Movie"],
            "year": 2019,
            "resolution": "2160p",
            "quality": "BluRay REMUX",
            "codec": "hevc",
            "seasons": [],
            "episodes": [],
            "languages": [],
            "hdr": ["HDR"],
            "audio": ["dts-hd"],
            "type": "movie",
            "group": "GROUP",
            "container": "mkv",
            "extension": "mkv",
            "proper": true,
        });
        assert_eq!(parsed(name), expected);
    }

    #[test]
    fn a_name_without_a_title_is_no_release() {
        for name in ["", " ", "[]", "\u{0}", "...", "«»"] {
            assert_eq!(ReleaseName::parse(name), None, "{name:?}");
        }
    }

    #[test]
    fn only_the_beginning_of_a_long_name_is_read() {
        let name = format!("{} 1080p", "ж".repeat(MAX_NAME_CHARS));
        let read = ReleaseName::parse(&name).unwrap();
        assert_eq!((read.raw_title.chars().count(), read.resolution), (MAX_NAME_CHARS, None));
    }

    #[test]
    fn what_a_release_is_of_is_told_by_its_numbers() {
        for (name, expected) in [
            ("Show.S01E01", Some(TorrentKind::Series)),
            ("Собачье сердце (2 серии из 2) / 1988", Some(TorrentKind::Series)),
            ("Movie.2019.1080p", Some(TorrentKind::Movie)),
            ("Movie 1080p", None),
            ("The Daily Show 2024.03.12 720p", None),
            ("Movie Trilogy 1972-1990", None),
        ] {
            assert_eq!(ReleaseName::parse(name).unwrap().kind, expected, "{name}");
        }
    }
}

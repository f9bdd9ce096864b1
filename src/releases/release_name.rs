//! What the name of a release says.

use serde::Serialize;

use super::library::{self, LibraryReading};
use super::parse_counts::{ParseCounts, ParseFigures};
use super::reading::{self, NameReading};
use super::release_details::ReleaseDetails;
use super::release_kind::ReleaseKind;
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
    pub kind: Option<ReleaseKind>,
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
fn kind(seasons: &[u32], episodes: &[u32], year: Option<u32>, library: &LibraryReading) -> Option<ReleaseKind> {
    if !seasons.is_empty() || !episodes.is_empty() {
        return Some(ReleaseKind::Series);
    }
    let is_several = library.flags.complete || !library.volumes.is_empty() || library.date.is_some();
    year.filter(|_| !is_several).map(|_| ReleaseKind::Movie)
}

//! What the library for names of releases reads, in the terms of the peer API.

use std::sync::LazyLock;

use parse_torrent_title::{HandlerInfo, ParsedTitle, Parser, Value, create_parser, parse};

use super::number_lists::MAX_NUMBERS;
use super::terms;

/// The most characters of a text about a release, such as its group: longer ones are misread.
const MAX_CHARS: usize = 64;

/// The most characters of a name that the library reads. Its patterns backtrack: twice as many take four times as long, and
/// no real name is as long as this.
const MAX_READ_CHARS: usize = 512;

/// What the library is not asked about Russian names: our own rules know it, and its patterns take most of the time.
const OURS: [&str; 12] = [
    "date",
    "year",
    "seasons",
    "season",
    "episodes",
    "episode",
    "halfEpisode",
    "languages",
    "dubbed",
    "group",
    "volumes",
    "episodeCode",
];

/// The library without [`OURS`].
static FILE_PARSER: LazyLock<Parser> = LazyLock::new(|| {
    let mut parser = create_parser();
    parser.remove_handlers_where(|handler: &HandlerInfo| OURS.contains(&handler.name.as_str()));
    parser
});

/// What the library says of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LibraryReading {
    pub(super) title: String,
    pub(super) seasons: Vec<u32>,
    pub(super) episodes: Vec<u32>,
    pub(super) volumes: Vec<u32>,
    pub(super) resolution: Option<String>,
    pub(super) quality: Option<String>,
    pub(super) codec: Option<&'static str>,
    pub(super) bit_depth: Option<String>,
    pub(super) hdr: Vec<String>,
    pub(super) audio: Vec<String>,
    pub(super) channels: Vec<String>,
    pub(super) languages: Vec<&'static str>,
    pub(super) group: Option<String>,
    pub(super) site: Option<String>,
    pub(super) region: Option<String>,
    pub(super) container: Option<String>,
    pub(super) extension: Option<String>,
    pub(super) episode_code: Option<String>,
    pub(super) date: Option<String>,
    pub(super) flags: LibraryFlags,
}

/// What the library says of a name by yes or no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct LibraryFlags {
    pub(super) complete: bool,
    pub(super) dubbed: bool,
    pub(super) extended: bool,
    pub(super) converted: bool,
    pub(super) hardcoded: bool,
    pub(super) proper: bool,
    pub(super) repack: bool,
    pub(super) retail: bool,
    pub(super) remastered: bool,
    pub(super) unrated: bool,
    pub(super) uncut: bool,
}

/// Reads a name; of a Russian one, only what it says of the file.
///
/// # Panics
/// The library may; nobody has seen it do so.
pub(super) fn read(name: &str, is_russian: bool) -> LibraryReading {
    let name = name.char_indices().nth(MAX_READ_CHARS).map_or(name, |(end, _)| &name[..end]);
    let parsed = if is_russian { FILE_PARSER.parse(name) } else { parse(name) };
    let text = |text: Option<&str>| text.filter(|text| text.chars().count() <= MAX_CHARS).map(str::to_owned);
    LibraryReading {
        title: parsed.title().to_owned(),
        seasons: numbers(parsed.seasons()),
        episodes: numbers(parsed.episodes()),
        volumes: numbers(parsed.volumes()),
        resolution: text(parsed.resolution()).map(|lines| if lines == "4k" { "2160p".to_owned() } else { lines }),
        quality: text(parsed.source()),
        codec: parsed.codec().and_then(terms::codec),
        bit_depth: text(parsed.bit_depth()),
        hdr: parsed.hdr().map(<[String]>::to_vec).unwrap_or_default(),
        audio: text(parsed.audio()).into_iter().collect(),
        channels: text(parsed.audio_channels()).into_iter().collect(),
        languages: terms::languages(parsed.languages().unwrap_or_default()),
        group: text(parsed.group()),
        site: text(parsed.site()),
        region: text(parsed.region()),
        container: text(parsed.container()),
        extension: text(parsed.extension()),
        episode_code: text(parsed.episode_code()),
        date: text(parsed.date()),
        flags: flags(&parsed),
    }
}

fn flags(parsed: &ParsedTitle) -> LibraryFlags {
    let is = |field: &str| parsed.get(field).and_then(Value::as_bool) == Some(true);
    LibraryFlags {
        complete: is("complete"),
        dubbed: is("dubbed"),
        extended: is("extended"),
        converted: is("convert"),
        hardcoded: is("hardcoded"),
        proper: is("proper"),
        repack: is("repack"),
        retail: is("retail"),
        remastered: is("remastered"),
        unrated: is("unrated"),
        uncut: is("uncut"),
    }
}

/// Returns numbers as far as they can be those of seasons or episodes; none where there are too many.
fn numbers(numbers: Option<&[i64]>) -> Vec<u32> {
    let numbers = numbers.unwrap_or_default();
    if numbers.len() > MAX_NUMBERS {
        return Vec::new();
    }
    numbers.iter().filter_map(|number| u32::try_from(*number).ok().filter(|number| *number < 10_000)).collect()
}

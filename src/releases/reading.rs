//! A name read as a whole: by our own rules first, by the library's where ours are silent.

use html_escape::decode_html_entities;

use super::library::LibraryReading;
use super::numbering::Numbering;
use super::titles::{self, TitleEnds};
use super::words::NameWords;
use super::{code_runs, episode_words, file_words, resolution, season_words, years};
use crate::catalog::is_invisible;
use crate::language::folded::fold;
use crate::language::letters::Alphabet;

/// What a name says of the work.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NameReading {
    /// Every title, in order; never empty.
    pub(super) titles: Vec<String>,
    /// The title that stands for all.
    pub(super) main: String,
    pub(super) year: Option<u32>,
    pub(super) resolution: Option<String>,
    pub(super) seasons: Vec<u32>,
    pub(super) episodes: Vec<u32>,
}

/// Returns a name as it is read: spaces for underscores and for other white space, nothing invisible, no references of
/// HTML.
pub(super) fn tidy(raw: &str) -> String {
    let decoded = decode_html_entities(raw);
    let spaced = |c: char| if c == '_' || c.is_whitespace() { ' ' } else { c };
    decoded.chars().map(spaced).filter(|c| *c == ' ' || !(is_invisible(*c) || c.is_control())).collect()
}

/// Returns the words of a title, folded.
pub(super) fn normalized(title: &str) -> String {
    let folded = fold(title);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Reads a name; `None`: it has no title.
pub(super) fn read(name: &str, library: &LibraryReading) -> Option<NameReading> {
    let words = NameWords::of(name);
    let resolution = resolution::read(&words);
    let filed = file_words::first(&words, resolution.as_ref().map(|mark| mark.at));
    let mut numbering = Numbering::default();
    code_runs::read(&words, &mut numbering);
    season_words::read(&words, &mut numbering);
    episode_words::read(&words, &mut numbering);
    numbering.marks.sort_by_key(|mark| mark.start);
    let numbered = numbering.marks.first().map_or(words.words.len(), |mark| mark.start);
    let year = years::read(&words, numbered, filed);
    let ends = TitleEnds { numbering: &numbering, year: year.as_ref(), filed };
    let mut titles = titles::read(&words, &ends);
    let is_russian = Alphabet::of(&fold(name)) == Alphabet::Cyrillic;
    if !is_russian || titles.titles.is_empty() {
        titles.push(&library.title);
    }
    let says_nothing = numbering.seasons.is_empty() && numbering.episodes.is_empty();
    let (seasons, episodes) = if says_nothing && !is_russian {
        (library.seasons.clone(), library.episodes.clone())
    } else {
        (numbering.seasons, numbering.episodes)
    };
    Some(NameReading {
        main: titles.main()?.clone(),
        titles: titles.titles,
        year: year.map(|mark| mark.year),
        resolution: resolution.map(|mark| mark.resolution).or_else(|| library.resolution.clone()),
        seasons,
        episodes,
    })
}

//! A name read as a whole: by our own rules first, by the library's where ours are silent.

use html_escape::decode_html_entities;

use super::library::LibraryReading;
use super::numbering::Numbering;
use super::titles::{self, TitleEnds};
use super::words::NameWords;
use super::{bare_numbers, code_runs, episode_words, file_words, resolution, season_words, voices, years};
use crate::catalog::is_invisible;
use crate::language::folded::fold;

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
    /// Codes of languages.
    pub(super) languages: Vec<&'static str>,
}

/// Returns a name as it is read: spaces for underscores and for other white space, nothing invisible, no references of
/// HTML.
pub(super) fn tidy(raw: &str) -> String {
    let decoded = decode_html_entities(raw);
    let spaced = |c: char| if c == '_' || c.is_whitespace() { ' ' } else { c };
    let mut tidy = String::with_capacity(decoded.len());
    for c in decoded.chars().map(spaced).filter(|c| *c == ' ' || !is_invisible(*c)) {
        if c != ' ' || !tidy.ends_with(' ') {
            tidy.push(c);
        }
    }
    tidy
}

/// Returns the words of a title, folded.
pub(super) fn normalized(title: &str) -> String {
    let folded = fold(title);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Reads a name; `None`: it has no title.
pub(super) fn read(words: &NameWords<'_>, library: &LibraryReading) -> Option<NameReading> {
    let resolution = resolution::read(words);
    let filed = file_words::first(words, resolution.as_ref().map(|mark| mark.at));
    let is_russian = words.is_russian();
    let mut numbering = Numbering::default();
    code_runs::read(words, &mut numbering);
    season_words::read(words, &mut numbering);
    episode_words::read(words, &mut numbering);
    numbering.marks.sort_by_key(|mark| mark.start);
    let year = years::read(words, &numbering.span(words.words.len()), filed);
    if !is_russian {
        bare_numbers::read(words, filed, year.is_some(), &mut numbering);
    }
    let ends = TitleEnds { numbering: &numbering, year: year.as_ref(), filed };
    let mut titles = titles::read(words, &ends);
    if !is_russian || titles.titles.is_empty() {
        titles.push(&library.title);
    }
    let described = year.as_ref().map_or(filed, |mark| mark.words.end);
    let languages = if is_russian { voices::read(words, described) } else { library.languages.clone() };
    let says_nothing = numbering.marks.is_empty();
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
        languages,
    })
}

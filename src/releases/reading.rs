//! A name read as a whole: by our own rules first, by the library's where ours are silent.

use html_escape::decode_html_entities;

use super::library::LibraryReading;
use super::numbering::Numbering;
use super::titles::{self, TitleEnds};
use super::words::NameWords;
use super::years::{YearMark, YearPlace};
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
    code_runs::read(words, filed, &mut numbering);
    season_words::read(words, &mut numbering);
    episode_words::read(words, &mut numbering);
    numbering.marks.sort_by_key(|mark| mark.start);
    let year = years::read(words, &numbering.span(words.words.len()), filed);
    if is_russian {
        bare_numbers::read_file(words, &mut numbering);
    } else {
        bare_numbers::read(words, filed, year.is_some(), &mut numbering);
    }
    let ends = TitleEnds { numbering: &numbering, year: year.as_ref(), filed };
    let mut titles = titles::read(words, &ends);
    if !is_russian || titles.titles.is_empty() {
        titles.push(&library.title);
    }
    let described = year.as_ref().map_or(filed, |mark| mark.words.end);
    let languages = if is_russian { voices::read(words, described) } else { library.languages.clone() };
    let (seasons, episodes) = match (numbering.seasons.is_empty(), numbering.episodes.is_empty()) {
        _ if is_russian => (numbering.seasons, numbering.episodes),
        (true, true) => (library.seasons.clone(), library.episodes.clone()),
        // Of the same episodes the library may know the season too.
        (true, false) if library.episodes == numbering.episodes => (library.seasons.clone(), numbering.episodes),
        _ => (numbering.seasons, numbering.episodes),
    };
    Some(NameReading {
        main: titles.main()?.clone(),
        titles: titles.titles,
        year: year.filter(|mark| !is_of_date(mark, library)).map(|mark| mark.year),
        resolution: resolution.map(|mark| mark.resolution).or_else(|| library.resolution.clone()),
        seasons,
        episodes,
        languages,
    })
}

/// Tells whether a year is that of a day that the library reads («4th July 2020»): of a broadcast, not of a work.
fn is_of_date(mark: &YearMark, library: &LibraryReading) -> bool {
    let date = library.date.as_ref().filter(|_| mark.place == YearPlace::Bare);
    date.is_some_and(|date| date.starts_with(&mark.year.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(name: &str) -> Vec<String> {
        let name = tidy(name);
        let read = read(&NameWords::of(&name), &LibraryReading::default());
        read.map(|read| read.titles).unwrap_or_default()
    }

    #[test]
    fn every_title_of_a_name_is_kept_in_order() {
        for (name, expected) in [
            ("Бриллиантовая рука (Леонид Гайдай) [1968, СССР]", vec!["Бриллиантовая рука"]),
            ("Джентльмены / The Gentlemen (Гай Ричи / Guy Ritchie) [2019, США]", vec!["Джентльмены", "The Gentlemen"]),
            ("Голяк / Без гроша / Brassic / Сезон: 3 / Серии: 1-8 из 8 [2021]", vec!["Голяк", "Без гроша", "Brassic"]),
            ("Голяк (3 сезон: 1-8 серии из 8) / Brassic / 2021 / ПМ", vec!["Голяк", "Brassic"]),
            ("Шугар 2 сезон (1-8 из 8)", vec!["Шугар"]),
            (
                "Плохой Санта (Бэд Санта) / Bad Santa / 2003 / ДБ",
                vec!["Плохой Санта", "Бэд Санта", "Плохой Санта (Бэд Санта)", "Bad Santa"],
            ),
            ("[uni] Вторая юность / Haibara-kun [2026, комедия]", vec!["Вторая юность", "Haibara-kun"]),
            ("Black Clover (2017) | Чёрный клевер (часть 2) [2017, TV]", vec!["Black Clover", "Чёрный клевер"]),
            ("Форсаж 9 / F9 (2021) BDRip 1080p | D", vec!["Форсаж 9", "F9"]),
            ("Шрек 2 - Shrek 2 (2004) HDRip", vec!["Шрек 2 - Shrek 2", "Шрек 2", "Shrek 2"]),
            ("Метод/Method (2015)", vec!["Метод", "Method"]),
            ("9-1-1 / Good Cop/Bad Cop [S01]", vec!["9-1-1", "Good Cop/Bad Cop"]),
            ("Crouching Tiger AKA Wo hu cang long (2000)", vec!["Crouching Tiger", "Wo hu cang long"]),
            ("(500) Days of Summer (2009)", vec!["(500) Days of Summer"]),
            ("Брат.2.2000.BDRip", vec!["Брат 2"]),
            ("Холоп_2019_WEB-DLRip", vec!["Холоп"]),
            ("2001: A Space Odyssey (1968)", vec!["2001: A Space Odyssey"]),
            ("1917 (2019)", vec!["1917"]),
            ("(2019) Joker", vec!["Joker"]),
            ("Alien DC (1979)", vec!["Alien DC", "Alien"]),
            ("Foo &amp; Bar (2009)", vec!["Foo & Bar"]),
            ("Show (эфир от 12.03.2019) / 2019 / РУ", vec!["Show"]),
            ("01 - Tari Tari [1080p]", vec!["01 - Tari Tari"]),
            ("[1080p]", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(titles(name), expected, "{name}");
        }
    }

    #[test]
    fn a_title_is_normalised_to_its_words() {
        assert_eq!(normalized("Ёлки-2: «Часть» 1!"), "елки 2 часть 1");
    }
}

//! The year of a release.

use std::ops::{Range, RangeInclusive};

use super::numbering::is_dash;
use super::words::NameWords;

/// What may be a year: from the first films on.
const YEARS: RangeInclusive<u32> = 1_890..=2_039;

/// Words for several films in one release, the years of which follow each other.
const COLLECTIONS: [&str; 9] =
    ["collection", "trilogy", "duology", "quadrilogy", "anthology", "saga", "movies", "трилогия", "коллекция"];

/// The year that a name says, and where it says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct YearMark {
    /// The first of several.
    pub(super) year: u32,
    /// Its words.
    pub(super) words: Range<usize>,
    pub(super) place: YearPlace,
}

/// What surrounds a year: those that say more come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YearPlace {
    /// «(1999)», «[1968, СССР, …]».
    Brackets,
    /// « / 2021 / ».
    Slashes,
    /// Words.
    Bare,
    /// «(04.07.2026)»: nothing but the day that it was shown on.
    Date,
}

/// Reads the year of a name. `numbered` are the words from the first to before the last that say seasons and episodes, `filed`
/// is the first word about the file.
///
/// A year in brackets says most; then one between slashes, the last, for titles are years too («2012 / 2012 / 2009»);
/// then a bare one before the words about the file, the last again («1917.2019.1080p»). The first word of a name is its
/// title, be it a year or not.
pub(super) fn read(words: &NameWords<'_>, numbered: &Range<usize>, filed: usize) -> Option<YearMark> {
    let mut years = Vec::new();
    let mut at = 0;
    while at < words.words.len() {
        match year_at(words, at) {
            Some(year) => {
                at = year.words.end;
                years.push(year);
            }
            None => at += 1,
        }
    }
    let of = |place: YearPlace| years.iter().filter(move |year| year.place == place);
    let first_word = |year: &&YearMark| year.words.start > 0;
    let bare = |range: Range<usize>| {
        of(YearPlace::Bare).filter(first_word).filter(move |year| range.contains(&year.words.start))
    };
    let last = words.words.len();
    of(YearPlace::Brackets)
        .find(first_word)
        .or_else(|| of(YearPlace::Slashes).next_back())
        .or_else(|| of(YearPlace::Brackets).next())
        .or_else(|| of(YearPlace::Date).next())
        .or_else(|| last_bare(words, bare(0..numbered.start.min(filed)).collect()))
        .or_else(|| bare(filed..last).next())
        .or_else(|| bare(0..last).find(|year| year.words.end == filed || year.words.start == numbered.end))
        .cloned()
}

/// Returns the last of several years, or the first of a collection («Horror Collection 1959 1963»).
fn last_bare<'a>(words: &NameWords<'_>, years: Vec<&'a YearMark>) -> Option<&'a YearMark> {
    let last = years.last()?;
    let follows = |year: &&&YearMark| year.words.end == last.words.start;
    let is_collection = words.words.iter().any(|word| COLLECTIONS.contains(&word.folded.as_str()));
    let first = years.iter().rev().skip(1).find(follows).filter(|_| is_collection);
    Some(first.map_or(*last, |_| years[0]))
}

/// Reads a year or several at a word.
fn year_at(words: &NameWords<'_>, at: usize) -> Option<YearMark> {
    let year = number(words, at)?;
    if is_amount(words, at) {
        return None;
    }
    if is_date(words, at) {
        let is_shown = words.is_bracketed(at) && words.gap(at) == ".";
        return is_shown.then(|| YearMark { year, words: at..at + 1, place: YearPlace::Date });
    }
    let mut end = at + 1;
    while let Some(next) = number(words, end) {
        let gap = words.gap(end);
        if next <= year || !(is_dash(gap) || matches!(gap.trim(), "," | "(-")) {
            break;
        }
        end += 1;
    }
    Some(YearMark { year, words: at..end, place: place(words, at, end) })
}

fn number(words: &NameWords<'_>, at: usize) -> Option<u32> {
    let word = words.word(at)?;
    // «2006г», «2021x08» (the rounds of a year of sports), «2023E43».
    let rest = word.code.get(4..)?;
    let round = rest.strip_prefix(['x', 'e']).filter(|round| round.parse::<u32>().is_ok_and(|round| round < 200));
    let is_year = rest.is_empty() || rest == "г" || (round.is_some() && at > 0);
    let year: u32 = word.code.get(..4)?.parse().ok()?;
    // Anything earlier by something is a size («1920x800»).
    (is_year && YEARS.contains(&year) && (year > 1_950 || round.is_none())).then_some(year)
}

/// Finds what surrounds a year.
fn place(words: &NameWords<'_>, start: usize, end: usize) -> YearPlace {
    let before = words.gap(start).trim_end();
    // «2007 г., драма»
    let is_named = matches!(words.folded(end), "г" | "гг" | "год" | "year") && words.gap(end).trim().is_empty();
    let after = words.gap(if is_named { end + 1 } else { end }).trim_start_matches(['.', ' ']);
    let is_last = end == words.words.len() && after.is_empty();
    let closes = |closing: &[char]| after.starts_with(closing);
    if before.ends_with('[') || (before.ends_with('(') && (closes(&[')', ',', '/', ';']) || is_last)) {
        return YearPlace::Brackets;
    }
    if before.ends_with(',') && closes(&[',', ']', ')']) && words.is_bracketed(start) {
        return YearPlace::Brackets;
    }
    if before.ends_with(['/', '|', '\\']) && (closes(&['/', '|', '\\']) || is_last) {
        return YearPlace::Slashes;
    }
    YearPlace::Bare
}

/// Tells whether a year is that of a date: «04.07.2026», «2024.03.12».
fn is_date(words: &NameWords<'_>, at: usize) -> bool {
    let part = |at: usize| words.word(at).filter(|word| word.end - word.start == 2).and_then(|word| word.number);
    let is_day = |number: Option<u32>| number.is_some_and(|number| (1..=31).contains(&number));
    let joins = |at: usize| matches!(words.gap(at), "." | "-" | "/" | " ") && words.gap(at) == words.gap(at + 1);
    let ends = at >= 2 && is_day(part(at - 1)) && is_day(part(at - 2)) && joins(at - 1);
    let begins = is_day(part(at + 1)) && is_day(part(at + 2)) && joins(at + 1);
    ends || begins
}

/// Tells whether a number is one of something: «2000 kbps», «1920 x 1080», «№2000».
fn is_amount(words: &NameWords<'_>, at: usize) -> bool {
    let unit = matches!(words.folded(at + 1), "x" | "х" | "kbps" | "mb" | "gb" | "мб" | "гб" | "kb" | "кбит");
    let is_standard =
        matches!(words.folded_before(at), "bt" | "rec" | "ep" | "episode" | "cap") && words.gap(at).len() == 1;
    is_standard || (unit && words.gap(at + 1).trim().is_empty()) || words.gap(at).ends_with(['№', '#', '$'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(name: &str) -> Option<u32> {
        let words = NameWords::of(name);
        read(&words, &(words.words.len()..words.words.len()), words.words.len()).map(|mark| mark.year)
    }

    #[test]
    fn the_year_that_says_most_is_read() {
        for (name, expected) in [
            ("Бриллиантовая рука (Леонид Гайдай) [1968, СССР, комедия]", Some(1968)),
            ("Мумия / The Mummy / 1999 / ДБ", Some(1999)),
            ("2012 / 2012 / 2009 / ДБ", Some(2009)),
            ("Чем мы заняты в тени [2019-2022, США]", Some(2019)),
            ("Осторожно, модерн! 2 (2001-2003) DVDRip", Some(2001)),
            ("Чемпионат Мира 2026. Финал [19.07] (2025) IPTV", Some(2025)),
            ("Wonder.Woman.1984.2020.1080p", Some(2020)),
            ("1917.2019.1080p", Some(2019)),
            ("1917 (2019)", Some(2019)),
            ("2001: A Space Odyssey", None),
            ("1917", None),
            ("(2019) Joker", Some(2019)),
            ("Joker (USA, 2019, drama)", Some(2019)),
            ("Joker (drama, USA, 2019)", Some(2019)),
            ("Blade Runner 2049 (2017)", Some(2017)),
            ("Главная дорога (эфир от 04.07.2026) / 2026 / РУ", Some(2026)),
            ("Show 2024.03.12 720p", None),
            ("Show 2024 03 12 720p", None),
            ("11-11-11.2011.1080p", Some(2011)),
            ("Миссия невыполнима 3 2006г. BDRip", Some(2006)),
            ("Formula.1.2021x21.Race", Some(2021)),
            ("Santa_Barbara_ep_1900", None),
            ("Песня [Япония, 2006 г., драма]", Some(2006)),
            ("Conan 1984 (Mkv 1920x81", Some(1984)),
            ("Poltergeist Trilogy 1982 1986 1988", Some(1982)),
            ("Клипы 1920 x 1080", None),
            ("Брат", None),
        ] {
            assert_eq!(year(name), expected, "{name}");
        }
    }
}

//! Seasons in words: «3 сезон», «Сезон: 3», «сезоны 1-3», «второй сезон», «Season 2», «[ТВ-2]».

use super::episode_words;
use super::number_lists::{NumberList, list_at, list_before};
use super::numbering::Numbering;
use super::words::NameWords;
use crate::language::numbers;

/// Seasons, in Russian, Ukrainian and English, and in Latin letters.
const SEASONS: [&str; 11] =
    ["сезон", "сезона", "сезоны", "сезонов", "сезони", "сез", "season", "seasons", "sezon", "sezony", "sezona"];
/// Those that say how many there are where one number stands before them.
const COUNTS: [&str; 3] = ["сезона", "сезонов", "seasons"];
/// What is said of one by an ordinal.
const ONE: [&str; 2] = ["сезон", "season"];
/// Words that make a title of the season that follows them («Open Season 2» is a film).
const TITLES: [&str; 2] = ["open", "hunting"];
/// The series of a title that is made of several, in anime.
const SERIES: [&str; 2] = ["тв", "tv"];
/// The greatest number of a season.
const MAX_SEASON: u32 = 99;

/// Reads all seasons of a name that are said in words.
pub(super) fn read(words: &NameWords<'_>, found: &mut Numbering) {
    for at in 0..words.words.len() {
        if found.is_marked(at) {
            continue;
        }
        if SEASONS.contains(&words.folded(at)) {
            read_at(words, at, found);
        } else if SERIES.contains(&words.folded(at)) {
            read_series(words, at, found);
        }
    }
}

fn read_at(words: &NameWords<'_>, at: usize, found: &mut Numbering) {
    let folded = words.folded(at);
    let is_season = |list: &NumberList| list.numbers.iter().all(|number| *number <= MAX_SEASON);
    let before = before(words, at).filter(is_season).filter(|list| !found.is_marked(list.start));
    let after = after(words, at).filter(is_season);
    match (before, after) {
        (Some(before), after) => match after.filter(|after| begins_anew(words, at, after)) {
            Some(after) => found.add(&after.numbers, &[], at..after.end),
            None => {
                let is_count = before.is_single && COUNTS.contains(&folded);
                found.add(&before.said(is_count), &[], before.start..at + 1);
            }
        },
        (None, Some(after)) if !TITLES.contains(&words.folded_before(at)) => {
            found.add(&after.numbers, &[], at..after.end);
        }
        (None, _) if ONE.contains(&folded) => read_ordinal(words, at, found),
        _ => {}
    }
}

/// Reads the numbers before a word, if they belong to it.
fn before(words: &NameWords<'_>, at: usize) -> Option<NumberList> {
    let end = words.without_ending(at);
    matches!(words.gap(at), "" | " " | "-" | "." | "-й " | ". ").then(|| list_before(words, end)).flatten()
}

/// Reads the numbers after a word, if they belong to it.
fn after(words: &NameWords<'_>, at: usize) -> Option<NumberList> {
    matches!(words.gap(at + 1).trim(), "" | ":" | "-" | "–" | "." | "№" | "#").then(|| list_at(words, at + 1)).flatten()
}

/// Tells whether a season with numbers on either side («Сваты 2 Сезон 3») means those after it: it begins with a capital,
/// and they are not of episodes.
fn begins_anew(words: &NameWords<'_>, at: usize, after: &NumberList) -> bool {
    let is_capital = words.word(at).is_some_and(|word| word.is_capital);
    let is_shout = words.before(at).is_some_and(|word| word.is_capital);
    is_capital && !is_shout && !episode_words::is_episode(words.folded(after.end)) && !words.gap(at + 1).contains('(')
}

/// Reads «второй сезон», «Season Two» and «Сезон II».
fn read_ordinal(words: &NameWords<'_>, at: usize, found: &mut Numbering) {
    let is_word = |word: &str| word.chars().any(char::is_alphabetic);
    let before = words.folded_before(at);
    let ordinal = before.ends_with("ый") || before.ends_with("ой") || before == "третий";
    let english = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    if (ordinal || english.contains(&before)) && words.gap(at) == " " {
        if let Some(season) = numbers::number(before) {
            return found.add(&[season], &[], at - 1..at + 1);
        }
    }
    let after = words.folded(at + 1);
    if is_word(after) && matches!(words.gap(at + 1), " " | "." | ": ") {
        if let Some(season) = numbers::number(after).filter(|_| after.len() > 1) {
            found.add(&[season], &[], at..at + 2);
        }
    }
}

/// Reads «[ТВ-2]».
fn read_series(words: &NameWords<'_>, at: usize, found: &mut Numbering) {
    let season = words.word(at + 1).and_then(|word| word.number).filter(|number| *number <= MAX_SEASON);
    let is_bracketed = words.gap(at).ends_with('[') && matches!(words.gap(at + 1), "-" | "");
    if let Some(season) = season.filter(|_| is_bracketed && words.gap(at + 2).starts_with(']')) {
        found.add(&[season], &[], at..at + 2);
    }
}

//! Episodes in words: «1-8 серии из 8», «Серия 5», «8 серий», «Выпуски с 1 по 100», «[24 из 24]».

use super::number_lists::{NumberList, list_at, list_before};
use super::numbering::Numbering;
use super::words::NameWords;

/// One episode, in Russian, Ukrainian and English, and in Latin letters.
const ONE: [&str; 19] = [
    "серия",
    "серию",
    "серія",
    "серію",
    "сер",
    "выпуск",
    "випуск",
    "вып",
    "эпизод",
    "эп",
    "епізод",
    "episode",
    "ep",
    "seriya",
    "seria",
    "serija",
    "serya",
    "ser",
    "vypusk",
];
/// Several; where one number stands before them, they say how many.
const SEVERAL: [&str; 20] = [
    "серии",
    "серий",
    "серії",
    "серій",
    "выпуски",
    "выпуска",
    "выпусков",
    "випуски",
    "випусків",
    "эпизоды",
    "эпизода",
    "эпизодов",
    "епізоди",
    "episodes",
    "eps",
    "serii",
    "seriy",
    "serij",
    "vypuski",
    "vypuskov",
];
/// Words that number films of a series too («Эпизод 4»), unless something else says that they are episodes.
const CHAPTERS: [&str; 5] = ["эпизод", "эпизоды", "епізод", "episode", "episodes"];
/// What stands between the released episodes and all of them.
const OF: [&str; 4] = ["из", "iz", "of", "з"];
/// What stands for all of them while they are not known.
const UNKNOWN: [&str; 4] = ["хх", "xx", "х", "x"];

/// Tells whether a folded word says that numbers beside it are episodes.
pub(super) fn is_episode(folded: &str) -> bool {
    ONE.contains(&folded) || SEVERAL.contains(&folded)
}

/// Reads all episodes of a name that are said in words.
pub(super) fn read(words: &NameWords<'_>, found: &mut Numbering) {
    for at in 0..words.words.len() {
        if is_episode(words.folded(at)) && !found.is_marked(at) {
            read_at(words, at, found);
        }
    }
    for at in 0..words.words.len() {
        if OF.contains(&words.folded(at)) {
            read_share(words, at, found);
        }
    }
    read_bracketed(words, found);
}

fn read_at(words: &NameWords<'_>, at: usize, found: &mut Numbering) {
    let folded = words.folded(at);
    let is_several = SEVERAL.contains(&folded);
    let before = before(words, at).filter(|list| !(list.start..list.end).any(|at| found.is_marked(at)));
    if let Some(before) = before {
        let is_count = before.is_single && is_several;
        return found.add(&[], &before.said(is_count), before.start..at + 1);
    }
    let Some(after) = after(words, at) else { return };
    let of = share(words, after.end);
    let is_alone = found.seasons.is_empty() && of.is_none() && !words.begins_part(at);
    if is_alone && after.is_single && CHAPTERS.contains(&folded) {
        return;
    }
    let is_count = after.is_single && is_several && of.is_some();
    found.add(&[], &after.said(is_count), at..of.unwrap_or(after.end));
}

/// Reads the numbers before a word, if they belong to it.
fn before(words: &NameWords<'_>, at: usize) -> Option<NumberList> {
    let end = words.without_ending(at);
    matches!(words.gap(at), "" | " " | "-" | ".").then(|| list_before(words, end)).flatten()
}

/// Reads the numbers after a word, if they belong to it.
fn after(words: &NameWords<'_>, at: usize) -> Option<NumberList> {
    let gap = words.gap(at + 1).trim();
    matches!(gap, "" | ":" | "-" | "–" | "." | "№" | "#" | ".:" | "(").then(|| list_at(words, at + 1)).flatten()
}

/// Returns the word after «из 12», «из ??», «из XX» at a word; `None`: none of them is there.
fn share(words: &NameWords<'_>, at: usize) -> Option<usize> {
    if !OF.contains(&words.folded(at)) {
        return None;
    }
    let is_unknown = words.gap(at + 1).contains('?');
    let next = words.word(at + 1).filter(|word| word.number.is_some() || UNKNOWN.contains(&word.folded.as_str()));
    match next {
        _ if is_unknown => Some(at + 1),
        Some(_) => Some(at + 2),
        None => None,
    }
}

/// Reads «1-8 из 8» without a word for episodes: alone in brackets or in its part of the name.
fn read_share(words: &NameWords<'_>, at: usize, found: &mut Numbering) {
    let Some(end) = share(words, at) else { return };
    let Some(list) = list_before(words, at) else { return };
    if (list.start..=at).any(|at| found.is_marked(at)) {
        return;
    }
    let is_russian = words.folded(at) != "of";
    if words.begins_part(list.start) && (is_russian || !list.is_single) {
        let is_count = list.is_single;
        found.add(&[], &list.said(is_count), list.start..end);
    } else if is_russian && words.gap(at).trim().is_empty() && !found.marks.is_empty() {
        found.add(&[], &list.numbers, list.start..end);
    }
}

/// Reads «[01-12]».
fn read_bracketed(words: &NameWords<'_>, found: &mut Numbering) {
    for at in 0..words.words.len() {
        if !words.gap(at).ends_with('[') || found.is_marked(at) {
            continue;
        }
        if let Some(list) = list_at(words, at).filter(|list| !list.is_single) {
            if words.gap(list.end).starts_with(']') {
                found.add(&[], &list.numbers, list.start..list.end);
            }
        }
    }
}

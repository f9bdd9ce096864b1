//! Families of titles: films that are called like parts of one story.
//!
//! Nothing else in a catalogue says that one film continues another, but titles do: «Терминатор» and «Терминатор 2:
//! Судный день», «Гарри Поттер и узник Азкабана» and «Гарри Поттер и Тайная комната».

use twox_hash::XxHash3_64;

use crate::language::titles::{is_article, is_part};
use crate::language::words;

/// Marks that part the name of a story from that of its part.
const MARKS: [&str; 9] = [":", ".", ";", "(", "/", " - ", " – ", " — ", "!"];
/// A name of fewer letters belongs to too many.
const FEWEST_LETTERS: usize = 3;

/// A family that a film may belong to, by one of its titles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::query) struct Family {
    /// The hash of the family's name: a collision would make two strangers look alike, nothing worse.
    pub(super) key: u64,
    /// The whole title is the name. Two such films are namesakes, or a film and its remake, and no family.
    pub(super) is_whole: bool,
}

impl Family {
    /// Finds the families of titles, each once.
    pub(in crate::query) fn of<'a>(titles: impl Iterator<Item = &'a str>) -> Box<[Self]> {
        let mut families: Vec<Self> = titles.flat_map(|title| [story(title), hero(title)]).flatten().collect();
        families.sort_unstable();
        families.dedup_by_key(|family| family.key);
        families.into()
    }

    fn new(words: &[String], is_whole: bool) -> Option<Self> {
        let letters = words.iter().flat_map(|word| word.chars()).filter(|c| c.is_alphabetic()).count();
        (letters >= FEWEST_LETTERS).then(|| Self { key: XxHash3_64::oneshot(words.join(" ").as_bytes()), is_whole })
    }
}

/// Names the family by the title without what tells parts apart: its number, and what stands after a mark.
fn story(title: &str) -> Option<Family> {
    let all: Vec<String> = words::plain(title).collect();
    let mut head: Vec<String> = words::plain(before_mark(title)).collect();
    while head.len() > 1 && head.last().is_some_and(|word| is_part(word)) {
        head.pop();
    }
    let is_whole = head.len() == all.len();
    if head.len() > 1 && is_article(&head[0]) {
        head.remove(0);
    }
    // «Фильм 2» is a part of nothing that has a name.
    Family::new(&head, is_whole).filter(|_| !head.iter().all(|word| is_part(word)))
}

/// Names the family by its hero: in Russian only names go on with a capital letter after the first word.
fn hero(title: &str) -> Option<Family> {
    let words = before_mark(title).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    let is_name = |word: &&&str| word.starts_with(|first: char| first.is_uppercase() && !first.is_ascii());
    let names: Vec<String> = words.iter().take_while(is_name).flat_map(|word| words::plain(word)).collect();
    // A title that is all name is a story of that name.
    let is_part = (2..words.len()).contains(&names.len());
    Family::new(&names, false).filter(|_| is_part)
}

fn before_mark(title: &str) -> &str {
    let title = title.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mark = MARKS.iter().filter_map(|mark| title.find(mark)).min();
    let head = mark.and_then(|at| title.get(..at)).unwrap_or(title);
    // «Т. Рекс»: a story has a longer name than an abbreviation.
    if head.chars().filter(|c| c.is_alphabetic()).count() < FEWEST_LETTERS { title } else { head }
}

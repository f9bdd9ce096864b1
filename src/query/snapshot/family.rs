//! Families of titles: films that are called like parts of one story.
//!
//! Nothing else in a catalogue says that one film continues another, but titles do: «Терминатор» and «Терминатор 2:
//! Судный день», «Гарри Поттер и узник Азкабана» and «Гарри Поттер и Тайная комната».

use twox_hash::XxHash3_64;

use crate::language::letters::{is_alphanumeric, is_letter};
use crate::language::titles::{is_article, is_part};
use crate::language::words;

/// Signs that part the name of a story from that of its part.
const SIGNS: [char; 6] = [':', '.', ';', '(', '/', '!'];
/// Dashes that do.
const DASHES: [&str; 3] = [" - ", " – ", " — "];
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
        let of = |title: &'a str| {
            let head = before_mark(title);
            [story(title, head), hero(head)]
        };
        let mut families: Vec<Self> = titles.flat_map(of).flatten().collect();
        families.sort_unstable();
        families.dedup_by_key(|family| family.key);
        families.into()
    }

    fn new(words: &[String], is_whole: bool) -> Option<Self> {
        has_letters(words.iter().flat_map(|word| word.chars()))
            .then(|| Self { key: XxHash3_64::oneshot(words.join(" ").as_bytes()), is_whole })
    }
}

/// Tells whether there are enough letters for a name.
fn has_letters(chars: impl Iterator<Item = char>) -> bool {
    chars.filter(|c| is_letter(*c)).take(FEWEST_LETTERS).count() == FEWEST_LETTERS
}

/// Names the family by the title without what tells parts apart: its number, and what stands after a mark, of which `head`
/// is what stands before.
fn story(title: &str, head: &str) -> Option<Family> {
    let is_all = title.len() == head.len();
    let mut head: Vec<String> = words::plain(head).collect();
    let all = if is_all { head.len() } else { words::plain(title).count() };
    while head.len() > 1 && head.last().is_some_and(|word| is_part(word)) {
        head.pop();
    }
    let is_whole = head.len() == all;
    if head.len() > 1 && is_article(&head[0]) {
        head.remove(0);
    }
    // «Фильм 2» is a part of nothing that has a name.
    Family::new(&head, is_whole).filter(|_| !head.iter().all(|word| is_part(word)))
}

/// Names the family by its hero: in Russian only names go on with a capital letter after the first word.
fn hero(head: &str) -> Option<Family> {
    let mut words = head.split(|c: char| !is_alphanumeric(c)).filter(|word| !word.is_empty()).peekable();
    let is_name = |word: &&str| word.starts_with(|first: char| first.is_uppercase() && !first.is_ascii());
    let (mut names, mut count) = (Vec::new(), 0);
    while let Some(name) = words.next_if(is_name) {
        names.extend(words::plain(name));
        count += 1;
    }
    // A title that is all name is a story of that name.
    let is_part = names.len() >= 2 && names.len() < count + words.count();
    if is_part { Family::new(&names, false) } else { None }
}

/// Returns what of a title stands before the first mark.
fn before_mark(title: &str) -> &str {
    let title = title.trim_start_matches(|c: char| !is_alphanumeric(c));
    let is_dash = |at: usize| DASHES.iter().any(|dash| title[at..].starts_with(dash));
    let mark = title.char_indices().find(|(at, c)| SIGNS.contains(c) || *c == ' ' && is_dash(*at));
    let head = mark.and_then(|(at, _)| title.get(..at)).unwrap_or(title);
    // «Т. Рекс»: a story has a longer name than an abbreviation.
    if has_letters(head.chars()) { head } else { title }
}

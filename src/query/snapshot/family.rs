//! Families of titles: films that are called like parts of one story.
//!
//! Nothing else in a catalogue says that one film continues another, but titles do: «Терминатор» and «Терминатор 2:
//! Судный день», «Гарри Поттер и узник Азкабана» and «Гарри Поттер и Тайная комната».

use twox_hash::XxHash3_64;

use super::row::Row;
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
    key: u64,
    /// The whole title is the name. Two such films are namesakes, or a film and its remake, and no family.
    is_whole: bool,
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

/// The families of a snapshot, with the films of each.
#[derive(Debug, Default)]
pub(in crate::query) struct FamilyIndex(Vec<(Family, Row)>);

impl FamilyIndex {
    /// Collects the families of films, given by row.
    pub(in crate::query) fn new<'a>(films: impl Iterator<Item = &'a [Family]>) -> Self {
        let rows = films.enumerate().flat_map(|(at, families)| families.iter().map(move |f| (*f, Row::at(at))));
        let mut all: Vec<(Family, Row)> = rows.collect();
        all.sort_unstable();
        let together = all.chunk_by(|a, b| a.0.key == b.0.key).filter(|films| films.len() > 1);
        Self(together.flatten().copied().collect())
    }

    /// Returns the other films of the family of a film, by row within each half: those with the whole name, then parts.
    pub(in crate::query) fn of(&self, family: Family, row: Row) -> impl Iterator<Item = Row> {
        let start = self.0.partition_point(|(other, _)| other.key < family.key);
        let films = self.0.iter().skip(start).take_while(move |(other, _)| other.key == family.key);
        let others = films.filter(move |(other, at)| *at != row && !(other.is_whole && family.is_whole));
        others.map(|(_, at)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tells, by place, which titles the first one has for family.
    fn family(titles: &[&str]) -> Vec<usize> {
        let families: Vec<Box<[Family]>> = titles.iter().map(|title| Family::of([*title].into_iter())).collect();
        let all = FamilyIndex::new(families.iter().map(|families| &**families));
        let own = families[0].iter().flat_map(|family| all.of(*family, Row::at(0)));
        let mut rows: Vec<usize> = own.map(Row::index).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    #[test]
    fn parts_of_a_story_are_a_family() {
        for titles in [
            ["Терминатор", "Терминатор 2: Судный день", "Терминатор III"],
            ["Звёздные войны: Эпизод 1 – Скрытая угроза", "Звездные войны", "ЗВЁЗДНЫЕ ВОЙНЫ. Новая надежда"],
            ["Гарри Поттер и узник Азкабана", "Гарри Поттер и Тайная комната", "Гарри Поттер"],
            ["О чём говорят мужчины. Продолжение", "О чём говорят мужчины", "О чем говорят мужчины 3"],
            ["The Matrix", "The Matrix Part 2", "Matrix: Revolutions"],
            ["«Ёлки» 1914", "Ёлки", "Ёлки 5"],
        ] {
            assert_eq!(family(&titles), [1, 2], "{titles:?}");
        }
    }

    #[test]
    fn namesakes_and_strangers_are_none() {
        for titles in [
            ["Начало", "Начало", "Начало конца"],
            ["Как стать королевой", "Как стать принцессой", "Как"],
            ["1917", "1917", "2012"],
            ["Фильм 1", "Фильм 2", "Фильм: Начало"],
            ["Я", "Я 2", "Я: Начало"],
            ["!!!", "...", "!!!"],
            ["Star Is Born", "Star Trek Beyond", "Star"],
        ] {
            assert_eq!(family(&titles), [0_usize; 0], "{titles:?}");
        }
    }

    #[test]
    fn both_titles_of_a_film_count() {
        let of = |titles: [&'static str; 2]| Family::of(titles.into_iter());
        let films = [of(["Вдали от дома", "Spider-Man: Far from Home"]), of(["Человек-паук", "Spider-Man"])];
        let all = FamilyIndex::new(films.iter().map(|families| &**families));
        let others: Vec<Row> = films[0].iter().flat_map(|family| all.of(*family, Row::at(0))).collect();
        assert_eq!(others, [Row::at(1)]);
    }
}

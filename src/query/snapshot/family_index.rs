//! The films of each family of titles.

use crate::query::merge::merge;

use super::family::Family;
use super::moves::Moves;
use super::row::Row;

/// Marks a film whose whole title is the name of the family.
const WHOLE: u32 = 1 << 31;

/// A film of a family: its row, with [`WHOLE`] or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Member(u32);

impl Member {
    fn new(row: Row, is_whole: bool) -> Self {
        Self(row.bit() | if is_whole { WHOLE } else { 0 })
    }

    fn row(self) -> Row {
        Row::from_bit(self.0 & !WHOLE)
    }

    fn is_whole(self) -> bool {
        self.0 & WHOLE != 0
    }

    /// Returns the film in the next snapshot; `None`: it is gone or was replaced.
    fn moved(self, moves: &Moves) -> Option<Self> {
        moves.to(self.row()).map(|row| Self::new(row, self.is_whole()))
    }
}

/// Some films, by row, with the families of each.
pub(super) type FilmFamilies = Vec<(Row, Box<[Family]>)>;

/// The families of a snapshot, with the films of each.
#[derive(Debug, Default, PartialEq)]
pub(in crate::query) struct FamilyIndex {
    /// The keys of families, one for each film of each, ascending.
    keys: Vec<u64>,
    /// The films; those of one family ascend.
    members: Vec<Member>,
}

impl FamilyIndex {
    /// Collects the families of films.
    pub(super) fn new(films: FilmFamilies) -> Self {
        let (keys, members) = members(films).into_iter().unzip();
        Self { keys, members }
    }

    /// Collects those of the next snapshot, given those of the films that are new or were replaced.
    pub(super) fn next(&self, moves: &Moves, come: FilmFamilies) -> Self {
        let stay = self.keys.iter().zip(&self.members).filter_map(|(key, member)| Some((*key, member.moved(moves)?)));
        let come = members(come);
        let most = self.keys.len() + come.len();
        let mut next = (Vec::with_capacity(most), Vec::with_capacity(most));
        next.extend(merge(stay, come));
        Self { keys: next.0, members: next.1 }
    }

    /// Returns the other films of the family of a film, by row within each half: those with the whole name last.
    pub(in crate::query) fn of(&self, family: Family, row: Row) -> impl Iterator<Item = Row> {
        let start = self.keys.partition_point(|key| *key < family.key);
        let films = self.keys[start..].iter().zip(&self.members[start..]);
        let films = films.take_while(move |(key, _)| **key == family.key).map(|(_, member)| *member);
        films.filter(move |film| film.row() != row && !(film.is_whole() && family.is_whole)).map(Member::row)
    }
}

/// Returns the films of each family, by its key.
fn members(films: FilmFamilies) -> Vec<(u64, Member)> {
    let of_film = |(row, families): (Row, Box<[Family]>)| {
        families.into_iter().map(move |family| (family.key, Member::new(row, family.is_whole)))
    };
    let mut all: Vec<(u64, Member)> = films.into_iter().flat_map(of_film).collect();
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_row(films: &[Box<[Family]>]) -> FilmFamilies {
        films.iter().enumerate().map(|(at, families)| (Row::at(at), families.clone())).collect()
    }

    /// Tells, by place, which titles the first one has for family.
    fn family(titles: &[&str]) -> Vec<usize> {
        let families: Vec<Box<[Family]>> = titles.iter().map(|title| Family::of([*title].into_iter())).collect();
        let all = FamilyIndex::new(by_row(&families));
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
        let all = FamilyIndex::new(by_row(&films));
        let others: Vec<Row> = films[0].iter().flat_map(|family| all.of(*family, Row::at(0))).collect();
        assert_eq!(others, [Row::at(1)]);
    }
}

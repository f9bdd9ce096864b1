//! Seasons in words: «3 сезон», «Сезон: 3», «сезоны 1-3», «второй сезон», «Season 2», «[ТВ-2]».

use super::episode_words;
use super::number_lists::{NumberList, list_at, list_before};
use super::numbering::Numbering;
use super::words::NameWords;
use crate::language::numbers;

/// Seasons in Russian and Ukrainian, and the same in Latin letters.
const SEASONS: [&str; 9] = ["сезон", "сезона", "сезоны", "сезонов", "сезони", "сез", "sezon", "sezony", "sezona"];
/// Seasons in other languages: their numbers stand behind them, but for ordinals and counts.
const FOREIGN: [&str; 10] =
    ["season", "seasons", "saison", "saisons", "temporada", "temporadas", "stagione", "stagioni", "staffel", "seizoen"];
/// Those that say how many there are where one number stands before them.
const COUNTS: [&str; 3] = ["сезона", "сезонов", "seasons"];
/// What may be numbered by a word.
const ONE: [&str; 6] = ["сезон", "season", "saison", "temporada", "stagione", "staffel"];
/// Words that make a title of the season that follows them («Open Season 2» is a film).
const TITLES: [&str; 2] = ["open", "hunting"];
/// The series of a title that is made of several, in anime.
const SERIES: [&str; 2] = ["тв", "tv"];
/// An episode in Spanish, numbered with its season («Cap.408»).
const CHAPTER: &str = "cap";
/// The greatest number of a season.
const MAX_SEASON: u32 = 99;

/// Reads all seasons of a name that are said in words.
pub(super) fn read(words: &NameWords<'_>, found: &mut Numbering) {
    for at in 0..words.words.len() {
        if found.is_marked(at) {
            continue;
        }
        let folded = words.folded(at);
        if SEASONS.contains(&folded) || FOREIGN.contains(&folded) {
            read_at(words, at, found);
        } else if folded == CHAPTER {
            read_chapter(words, at, found);
        } else if SERIES.contains(&folded) {
            read_series(words, at, found);
        }
    }
}

fn read_at(words: &NameWords<'_>, at: usize, found: &mut Numbering) {
    let folded = words.folded(at);
    let is_season = |list: &NumberList| list.numbers.iter().all(|number| *number <= MAX_SEASON);
    let after = after(words, at).filter(is_season);
    let is_foreign = FOREIGN.contains(&folded);
    let may_precede = |list: &NumberList| {
        let is_ordinal = words.word(list.end - 1).is_some_and(|word| word.is_ordinal);
        !is_foreign || (after.is_none() && (folded != "season" || is_ordinal))
    };
    let before = before(words, at).filter(is_season).filter(may_precede).filter(|list| !found.is_marked(list.start));
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
    matches!(words.gap(at), "" | " " | "-" | ".").then(|| list_before(words, end)).flatten()
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

/// Reads «Cap.408» and «Cap.102_104».
fn read_chapter(words: &NameWords<'_>, at: usize, found: &mut Numbering) {
    let number = |at: usize| words.word(at).and_then(|word| word.number).filter(|number| *number > 100);
    let Some(first) = number(at + 1).filter(|_| matches!(words.gap(at + 1), "." | " " | ". ")) else { return };
    let last = number(at + 2).filter(|last| matches!(words.gap(at + 2), " " | "-" | "_") && last / 100 == first / 100);
    let last_episode = last.unwrap_or(first) % 100;
    let episodes: Vec<u32> = (first % 100..=last_episode).collect();
    let end = if last.is_some() { at + 3 } else { at + 2 };
    found.add(&[first / 100], &episodes, at..end);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str) -> Vec<u32> {
        let mut found = Numbering::default();
        read(&NameWords::of(name), &mut found);
        found.seasons
    }

    #[test]
    fn seasons_are_read_in_every_order_and_number() {
        for (name, seasons) in [
            ("Голяк (3 сезон: 1-8 серии из 8)", vec![3]),
            ("Новичок (1-2 сезоны: 1-40 серии из 40)", vec![1, 2]),
            ("Фитнес 1,3 сезоны", vec![1, 3]),
            ("Голяк / Сезон: 3 / Серии: 1-8", vec![3]),
            ("Друзья / Сезоны: 1-3", vec![1, 2, 3]),
            ("Кухня (сезон 1-2, серии 1-40)", vec![1, 2]),
            ("Триггер (1-й сезон)", vec![1]),
            ("Триггер 2й сезон", vec![2]),
            ("Второй сезон", vec![2]),
            ("Триггер. Сезон второй", vec![2]),
            ("Сваты 2 Сезон 3", vec![3]),
            ("Сваты 2 сезон 3 серия", vec![2]),
            ("Все 5 сезонов", vec![1, 2, 3, 4, 5]),
            ("cезон 48", vec![48]),
            ("Kuhnya.4.sezon", vec![4]),
            ("Twin Peaks Season 2", vec![2]),
            ("Dexter Seasons 1-3", vec![1, 2, 3]),
            ("House Season 1 to 3", vec![1, 2, 3]),
            ("24 season 8", vec![8]),
            ("Re:Zero 2nd Season", vec![2]),
            ("Show Season Two", vec![2]),
            ("Dexter Saison VII", vec![7]),
            ("Show Temporada 4", vec![4]),
            ("Show [Cap.408]", vec![4]),
            ("Клинок [ТВ-2]", vec![2]),
            ("Формула 1. Сезон 2026", vec![]),
            ("Агенты четырёх сезонов", vec![]),
            ("Мёртвый сезон", vec![]),
            ("Open Season 2 (2008)", vec![]),
            ("РЕН ТВ-3", vec![]),
        ] {
            assert_eq!(said(name), seasons, "{name}");
        }
    }

    #[test]
    fn a_chapter_has_its_season_in_it() {
        let mut found = Numbering::default();
        read(&NameWords::of("Show [Cap.102_104]"), &mut found);
        assert_eq!((found.seasons, found.episodes), (vec![1], vec![2, 3, 4]));
    }
}

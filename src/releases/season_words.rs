//! Seasons in words: «3 сезон», «Сезон: 3», «сезоны 1-3», «второй сезон», «Season 2», «[ТВ-2]».

use super::episode_words;
use super::number_lists::{NumberList, list_at, list_before};
use super::numbering::Numbering;
use super::words::NameWords;
use crate::language::numbers;

/// Seasons in Russian and Ukrainian, and the same in Latin letters.
const SEASONS: [&str; 10] =
    ["сезон", "сезона", "сезоны", "сезонов", "сезони", "сез", "sezon", "sezony", "sezona", "sez"];
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
/// A season, where an episode follows («s.4 ep.01»).
const SIGN: &str = "s";
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
        } else if let Some(season) = glued(folded) {
            let (episodes, end) = episodes_at(words, at + 1);
            found.add(&[season], &episodes, at..end);
        } else if folded == SIGN && words.folded(at + 2).starts_with("ep") {
            read_signed(words, at, found);
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
    let is_foreign = FOREIGN.contains(&folded);
    let is_ordinal = words.before(at).is_some_and(|word| word.is_ordinal);
    let after = after(words, at).filter(is_season).filter(|_| !(is_foreign && is_ordinal));
    let may_precede = |_: &NumberList| !is_foreign || is_ordinal || (after.is_none() && folded != "season");
    let before = before(words, at).filter(is_season).filter(may_precede).filter(|list| !found.is_marked(list.start));
    match (before, after) {
        (Some(before), after) => match after.filter(|after| begins_anew(words, at, after)) {
            Some(after) => found.add(&after.numbers, &[], at..after.end),
            None => {
                let is_count = before.is_single && COUNTS.contains(&folded);
                let (episodes, end) = episodes_at(words, at + 1);
                found.add(&before.said(is_count), &episodes, before.start..end);
            }
        },
        (None, Some(after)) if !TITLES.contains(&words.folded_before(at)) => {
            let (episodes, end) = episodes_at(words, after.end);
            found.add(&after.numbers, &episodes, at..end);
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
    if !matches!(words.gap(at + 1).trim(), "" | ":" | "-" | "–" | "." | "№" | "#") {
        return None;
    }
    let mut list = list_at(words, at + 1)?;
    // «Seasons 1 2 3»
    while let Some(next) = words.word(list.end).and_then(|word| word.number).filter(|_| words.gap(list.end) == " ") {
        if list.numbers.last().is_none_or(|last| last + 1 != next) {
            break;
        }
        list.numbers.push(next);
        list.end += 1;
        list.is_single = false;
    }
    // «Сезон 1, 22 серии», «Seasons 52 episodes»
    if episode_words::is_episode(words.folded(list.end)) && words.gap(list.end) == " " {
        if words.gap(list.end - 1).trim() == "," {
            list.numbers.pop();
            list.end -= 1;
        } else if words.folded(list.end) == "episodes" && list_at(words, list.end + 1).is_none() {
            return None;
        }
    }
    Some(list)
}

/// Reads the episodes that follow seasons without a word: «Season 3 - 11», «Season 4.16», «1 сезон 261-263». Returns them
/// and the next word.
fn episodes_at(words: &NameWords<'_>, at: usize) -> (Vec<u32>, usize) {
    let gap = words.gap(at);
    let is_next = |list: &NumberList| match gap {
        " - " | " – " => !words.is_russian() && list.numbers.iter().all(|number| *number < 1_000),
        "." => list.is_single && words.word(at).is_some_and(|word| word.end - word.start == 2),
        " " => !list.is_single && words.is_russian() && !episode_words::is_episode(words.folded(list.end)),
        _ => false,
    };
    match list_at(words, at).filter(is_next) {
        Some(list) => (list.numbers, list.end),
        None => (Vec::new(), at),
    }
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
    let said = numbers::number(before).filter(|_| words.gap(at) == " " && (ordinal || english.contains(&before)));
    if let Some(season) = said {
        return found.add(&[season], &[], at - 1..at + 1);
    }
    let after = words.folded(at + 1);
    let follows = is_word(after) && after.len() > 1 && matches!(words.gap(at + 1), " " | "." | ": ");
    if let Some(season) = numbers::number(after).filter(|_| follows) {
        found.add(&[season], &[], at..at + 2);
    }
}

/// Reads «1сезон».
fn glued(folded: &str) -> Option<u32> {
    let word = folded.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &folded[..folded.len() - word.len()];
    digits.parse().ok().filter(|season| digits.len() <= 2 && *season > 0 && SEASONS.contains(&word))
}

/// Reads «s.4 ep.01».
fn read_signed(words: &NameWords<'_>, at: usize, found: &mut Numbering) {
    if let Some(season) = words.word(at + 1).and_then(|word| word.number).filter(|number| *number <= MAX_SEASON) {
        found.add(&[season], &[], at..at + 2);
    }
}

/// Reads «[ТВ-2]» and «(ТВ-2, часть 1)».
fn read_series(words: &NameWords<'_>, at: usize, found: &mut Numbering) {
    let season = words.word(at + 1).and_then(|word| word.number).filter(|number| *number <= MAX_SEASON);
    let is_bracketed = words.gap(at).ends_with(['[', '(']) && matches!(words.gap(at + 1), "-" | "");
    if let Some(season) = season.filter(|_| is_bracketed && words.gap(at + 2).starts_with([']', ')', ','])) {
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
            ("Kingdom 3rd Season - 02", vec![3]),
            ("[Group] Kingdom Season 3 - 11", vec![3]),
            ("Coupling Season 1 - 4 Complete", vec![1, 2, 3, 4]),
            ("Black Season 5 Episodes 1-10", vec![5]),
            ("Futurama Season 1 2 3", vec![1, 2, 3]),
            ("Skam - Season 1, 2, and 3", vec![1, 2, 3]),
            ("Горец (Сезон 1, 22 серии)", vec![1]),
            ("Armada - all Seasons 52 episodes", vec![]),
            ("Un soleil s.8 ep.001", vec![8]),
            ("БК 1сезон 261-263", vec![1]),
            ("Show Season Two", vec![2]),
            ("Dexter Saison VII", vec![7]),
            ("Show Temporada 4", vec![4]),
            ("Show [Cap.408]", vec![4]),
            ("Клинок [ТВ-2]", vec![2]),
            ("Демоны (ТВ-4) / DxD Hero [TV]", vec![4]),
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
    fn episodes_may_follow_without_a_word() {
        for (name, episodes) in [
            ("[Group] Kingdom Season 3 - 11", vec![11]),
            ("Kingdom 3rd Season - 02", vec![2]),
            ("SG-1. Season 4.16", vec![16]),
            ("БК 1сезон 261-263", vec![261, 262, 263]),
            ("Show Season 1.5", vec![]),
            ("Женская Лига / Сезон: 1 - 6", vec![]),
        ] {
            let mut found = Numbering::default();
            read(&NameWords::of(name), &mut found);
            assert_eq!(found.episodes, episodes, "{name}");
        }
    }

    #[test]
    fn a_chapter_has_its_season_in_it() {
        let mut found = Numbering::default();
        read(&NameWords::of("Show [Cap.102_104]"), &mut found);
        assert_eq!((found.seasons, found.episodes), (vec![1], vec![2, 3, 4]));
    }
}

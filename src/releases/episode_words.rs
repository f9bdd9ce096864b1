//! Episodes in words: «1-8 серии из 8», «Серия 5», «8 серий», «Выпуски с 1 по 100», «[24 из 24]».

use super::number_lists::{MAX_NUMBERS, NumberList, list_at, list_before};
use super::numbering::Numbering;
use super::words::NameWords;

/// One episode, in Russian, Ukrainian and English, and in Latin letters.
const ONE: [&str; 26] = [
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
    "episodio",
    "épisode",
    "capitulo",
    "capítulo",
    "folge",
    "odcinek",
    "odc",
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
const CHAPTERS: [&str; 10] =
    ["эпизод", "эпизоды", "епізод", "episode", "episodes", "episodio", "épisode", "capitulo", "capítulo", "folge"];
/// Parts of what is shown in several, where it is said how many there are («1-3 части из 3»).
const PARTS: [&str; 4] = ["часть", "части", "частей", "частини"];
/// What stands between the released episodes and all of them.
const OF: [&str; 4] = ["из", "iz", "of", "з"];
/// What stands for all of them while they are not known.
const UNKNOWN: [&str; 4] = ["хх", "xx", "х", "x"];
/// Lines of a picture, which stand alone in brackets too.
const LINES: [u32; 4] = [360, 480, 576, 720];

/// Tells whether a folded word says that numbers beside it are episodes.
pub(super) fn is_episode(folded: &str) -> bool {
    ONE.contains(&folded) || SEVERAL.contains(&folded)
}

/// Reads all episodes of a name that are said in words.
pub(super) fn read(words: &NameWords<'_>, found: &mut Numbering) {
    for at in 0..words.words.len() {
        let is_part = PARTS.contains(&words.folded(at)) && share(words, at + 1).is_some();
        if (is_part || is_episode(words.folded(at))) && !found.is_marked(at) {
            read_at(words, at, found);
        }
    }
    for at in 0..words.words.len() {
        if OF.contains(&words.folded(at)) {
            read_share(words, at, found);
        }
    }
    read_bracketed(words, found);
    read_glued_shares(words, found);
    read_wholes(words, found);
}

fn read_at(words: &NameWords<'_>, at: usize, found: &mut Numbering) {
    let folded = words.folded(at);
    let is_several = SEVERAL.contains(&folded) || PARTS[1..].contains(&folded);
    let before = before(words, at).filter(|list| !(list.start..list.end).any(|at| found.is_marked(at)));
    // «2 Ep 19», «2.ser.01»: in Latin letters, numbers follow.
    let is_followed = folded.is_ascii() && after(words, at).is_some_and(|list| list.is_single);
    if let Some(before) = before.filter(|_| !is_followed) {
        // «3 из 12 эп.»
        let of = before.start.checked_sub(1).filter(|of| OF.contains(&words.folded(*of)));
        let shared = of.and_then(|of| list_before(words, of));
        let is_count = before.is_single && (is_several || shared.is_some());
        let before = shared.unwrap_or(before);
        let end = share(words, at + 1).unwrap_or(at + 1);
        return found.add(&[], &before.said(is_count), before.start..end);
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
    let Some(mut list) = list_before(words, at) else { return };
    // «12+2 из 12+2»: twelve, and two specials.
    while list.is_single && words.gap(list.start) == "+" {
        let Some(before) = list_before(words, list.start) else { break };
        list = before;
    }
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

/// Reads «[01-12]», and «[05]» in names that begin with the tag of a group.
fn read_bracketed(words: &NameWords<'_>, found: &mut Numbering) {
    let is_tagged = words.is_tagged();
    for at in 0..words.words.len() {
        if !words.gap(at).ends_with('[') || found.is_marked(at) {
            continue;
        }
        let Some(list) = list_at(words, at).filter(|list| words.gap(list.end).starts_with(']')) else { continue };
        let is_long = words.word(at).is_some_and(|word| (2..=3).contains(&(word.end - word.start)));
        let is_episode = is_tagged && is_long && at > 0 && !LINES.contains(&list.numbers[0]);
        if !list.is_single || is_episode {
            found.add(&[], &list.numbers, list.start..list.end);
        }
    }
}

/// Reads «12/12 [».
fn read_wholes(words: &NameWords<'_>, found: &mut Numbering) {
    for at in 1..words.words.len() {
        let number = |at: usize| words.word(at).and_then(|word| word.number);
        let is_whole = words.gap(at) == "/" && words.gap(at + 1).trim_start().starts_with('[');
        let whole = number(at).filter(|all| is_whole && number(at - 1) == Some(*all) && *all > 0);
        if let Some(all) = whole.filter(|_| !found.is_marked(at)) {
            let episodes: Vec<u32> = (1..=all).collect();
            found.add(&[], if episodes.len() <= MAX_NUMBERS { &episodes } else { &[] }, at - 1..at + 1);
        }
    }
}

/// Reads «1of4».
fn read_glued_shares(words: &NameWords<'_>, found: &mut Numbering) {
    for (at, word) in words.words.iter().enumerate() {
        let Some((part, of)) = word.code.split_once("of") else { continue };
        let is_number = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(part) = part.parse().ok().filter(|_| is_number(part) && is_number(of) && !found.is_marked(at)) {
            found.add(&[], &[part], at..at + 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str) -> Vec<u32> {
        let mut found = Numbering::default();
        read(&NameWords::of(name), &mut found);
        found.episodes
    }

    #[test]
    fn episodes_are_read_in_every_order_and_number() {
        for (name, episodes) in [
            ("Голяк (1-8 серии из 8)", (1..=8).collect::<Vec<_>>()),
            ("Голяк / Серии: 1-8 из 8", (1..=8).collect()),
            ("Тайны (1 серия из 20)", vec![1]),
            ("Тайны, серия 5", vec![5]),
            ("Тайны 5-я серия", vec![5]),
            ("Тихий Дон [2015, 14 серий, драма]", (1..=14).collect()),
            ("Вселенная (8 серий из 12)", (1..=8).collect()),
            ("Собачье сердце, 2 серии", vec![1, 2]),
            ("Шоу (1-3, 5-6 выпуски)", vec![1, 2, 3, 5, 6]),
            ("Шоу. Выпуски с 1 по 4", vec![1, 2, 3, 4]),
            ("Шоу / Выпуски: 1,2", vec![1, 2]),
            ("Шоу / Эпизод: 1-5 из ХХ", vec![1, 2, 3, 4, 5]),
            ("Масяня / Серии: 1-3 из ?", vec![1, 2, 3]),
            ("Элине Вере (1-3 части из 3)", vec![1, 2, 3]),
            ("Бибоп [TV] [26 из 26]", (1..=26).collect()),
            ("Бибоп [2026, TV, 3 из 12 эп.]", vec![1, 2, 3]),
            ("Соперники / 1-3 из 12", vec![1, 2, 3]),
            ("Слуга народу (серії 1-3)", vec![1, 2, 3]),
            ("Svaty 01 seriya", vec![1]),
            ("Show 1of4", vec![1]),
            ("DxD [TV+Special] [3+2 из 3+2]", vec![1, 2, 3]),
            ("Dramebaaz 2 Ep 19", vec![19]),
            ("Песня солнцу (Ямамуро) 3/3 [Япония]", vec![1, 2, 3]),
            ("Bebop [01-26]", (1..=26).collect()),
            ("[Group] Show [05][1080p]", vec![5]),
            ("Этап 11 из 22", vec![]),
            ("Звёздные войны: Эпизод 4", vec![]),
            ("Часть 2", vec![]),
            ("Двое из ларца", vec![]),
            ("Выпускной 2019", vec![]),
            ("Movie [720]", vec![]),
        ] {
            assert_eq!(said(name), episodes, "{name}");
        }
    }
}

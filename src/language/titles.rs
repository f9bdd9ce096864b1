//! Words of titles, and beside them, that say little: articles, the words that number a part.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::numbers;

const ARTICLES: [&str; 3] = ["a", "an", "the"];
/// Words that come with the number of a part.
const PART_WORDS: [&str; 17] = [
    "часть",
    "части",
    "фильм",
    "сезон",
    "эпизод",
    "серия",
    "глава",
    "книга",
    "том",
    "part",
    "chapter",
    "season",
    "episode",
    "volume",
    "vol",
    "book",
    "movie",
];
/// A number of more digits is no part.
const MOST_DIGITS: usize = 4;
/// Words that people put before others and that titles and names lack: «фильмы с Мироновым», «Брат, часть вторая».
const LEADING: [&str; 4] = ["с", "со", "часть", "part"];
/// What people add to a title beside a number: the season, the episode.
const SEASONS: [&str; 17] = [
    "сезон",
    "сезона",
    "сезоне",
    "сезоны",
    "сезонов",
    "season",
    "seasons",
    "серия",
    "серии",
    "серию",
    "серий",
    "эпизод",
    "эпизоды",
    "episode",
    "episodes",
    "выпуск",
    "выпуски",
];
/// The numbers beside each of these.
const MAX_NUMBERS: usize = 2;
/// What people add to a year.
const YEARS: [&str; 5] = ["год", "года", "году", "г", "year"];
/// What people add to a title: what kind of film it is, and that they want to see it.
const ADDED: [&[&str]; 75] = [
    &["фильм"],
    &["фильмы"],
    &["фильма"],
    &["фильмов"],
    &["кинофильм"],
    &["кинофильмы"],
    &["кино"],
    &["киношка"],
    &["сериал"],
    &["сериалы"],
    &["сериала"],
    &["сериалов"],
    &["телесериал"],
    &["мультфильм"],
    &["мультфильмы"],
    &["мультфильма"],
    &["мультик"],
    &["мультики"],
    &["мульт"],
    &["мультсериал"],
    &["мультсериалы"],
    &["аниме"],
    &["дорама"],
    &["film"],
    &["films"],
    &["movie"],
    &["movies"],
    &["serial"],
    &["series"],
    &["tv", "series"],
    &["tv", "show"],
    &["cartoon"],
    &["cartoons"],
    &["anime"],
    &["полный", "фильм"],
    &["full", "movie"],
    &["смотреть"],
    &["посмотреть"],
    &["скачать"],
    &["торрент"],
    &["torrent"],
    &["watch"],
    &["download"],
    &["онлайн"],
    &["online"],
    &["бесплатно"],
    &["free"],
    &["без", "регистрации"],
    &["без", "рекламы"],
    &["без", "смс"],
    &["в", "хорошем", "качестве"],
    &["хорошем", "качестве"],
    &["хорошее", "качество"],
    &["в", "отличном", "качестве"],
    &["в", "высоком", "качестве"],
    &["в", "лучшем", "качестве"],
    &["в", "качестве"],
    &["в", "hd", "качестве"],
    &["в", "hd"],
    &["в", "full", "hd"],
    &["в", "4k"],
    &["full", "hd"],
    &["fullhd"],
    &["hd"],
    &["720p"],
    &["1080p"],
    &["2160p"],
    &["на", "русском"],
    &["на", "русском", "языке"],
    &["с", "русской", "озвучкой"],
    &["все", "серии"],
    &["все", "сезоны"],
    &["все", "части"],
    &["все", "серии", "подряд"],
    &["целиком"],
];
/// The first year of a film, and the last one that is looked for.
const FILM_YEARS: RangeInclusive<u32> = 1888..=2099;

/// Tells whether the word is an English article, which people leave out at the head of a title.
pub(crate) fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word)
}

/// Tells whether the word numbers a part: digits, a Roman figure, or what stands beside them.
pub(crate) fn is_part(word: &str) -> bool {
    let is_number = word.len() <= MOST_DIGITS && word.bytes().all(|b| b.is_ascii_digit());
    is_number || numbers::roman(word).is_some() || PART_WORDS.contains(&word)
}

/// Reads a word as the year of a film («1999», «1999г»); `None` for any other.
pub(crate) fn year(word: &str) -> Option<u32> {
    let digits = word.strip_suffix('г').unwrap_or(word);
    let year = digits.parse().ok().filter(|year| FILM_YEARS.contains(year));
    year.filter(|_| digits.len() == MOST_DIGITS && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Tells whether the word alone says nothing before others, and is a letter by which a name may begin.
pub(crate) fn is_leading(word: &str) -> bool {
    LEADING.contains(&word)
}

/// Finds what of a row of words people add to a title and no title need have, but for years: from which word on, and up
/// to which. What stands side by side is also there as one. Ascending.
pub(crate) fn additions(words: &[&str]) -> BTreeSet<(usize, usize)> {
    let mut found: BTreeSet<(usize, usize)> = (0..words.len()).flat_map(|at| additions_at(words, at)).collect();
    loop {
        let longer: Vec<_> = found
            .iter()
            .flat_map(|(from, middle)| found.range((*middle, 0)..(*middle + 1, 0)).map(move |(_, to)| (*from, *to)))
            .filter(|pair| !found.contains(pair))
            .collect();
        if longer.is_empty() {
            return found;
        }
        found.extend(longer);
    }
}

/// Finds what people add, with the word at this place as its first one or as the season.
fn additions_at(words: &[&str], at: usize) -> Vec<(usize, usize)> {
    let (word, rest) = (words[at], &words[at + 1..]);
    let added = ADDED.iter().filter(|added| words[at..].starts_with(added)).map(|added| (at, at + added.len()));
    let mut found: Vec<_> = added.collect();
    let is_alone = LEADING.contains(&word) && !rest.is_empty()
        || YEARS.contains(&word) && at > 0 && year(words[at - 1]).is_some()
        || at > 0 && numbers::is_ordinal(words[at - 1], word)
        || is_season_code(word);
    if is_alone {
        found.push((at, at + 1));
    }
    if SEASONS.contains(&word) {
        let numbers_of = |words: &mut dyn Iterator<Item = &&str>| {
            words.take(MAX_NUMBERS).take_while(|word| numbers::is_any(word)).count()
        };
        let before = numbers_of(&mut words[..at].iter().rev());
        let after = numbers_of(&mut rest.iter());
        if before + after > 0 || rest.is_empty() {
            found.extend((0..=before).flat_map(|before| (0..=after).map(move |after| (at - before, at + 1 + after))));
        }
    }
    found
}

/// Tells whether the word is a season, and maybe an episode, as files are named by: «s02», «s02e05».
fn is_season_code(word: &str) -> bool {
    let number = |text: &str| (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    let code = word.strip_prefix('s').map(|code| code.split_once('e').unwrap_or((code, "0")));
    code.is_some_and(|(season, episode)| number(season) && number(episode))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_add_to_a_title_is_found_in_every_place() {
        for (text, expected) in [
            ("матрица смотреть онлайн", "1-2 1-3 2-3"),
            ("фильм матрица", "0-1"),
            ("шерлок 2 сезон", "1-3 2-3"),
            ("шерлок сезон 2", "1-2 1-3"),
            ("второй сезон шерлок", "0-2 1-2"),
            ("шерлок сезон", "1-2"),
            ("сезон охоты", ""),
            ("шерлок s02e05", "1-2"),
            ("брат в хорошем качестве", "1-4 2-4"),
            ("с мироновым", "0-1"),
            ("мироновым с", ""),
            ("брат 1997 года", "2-3"),
            ("года", ""),
            ("в августе 44 го", "3-4"),
        ] {
            let words: Vec<&str> = text.split(' ').collect();
            let found: Vec<String> = additions(&words).iter().map(|(from, to)| format!("{from}-{to}")).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn years_are_those_of_films() {
        for (word, expected) in
            [("1999", Some(1999)), ("1999г", Some(1999)), ("1612", None), ("2100", None), ("199", None), ("+199", None)]
        {
            assert_eq!(year(word), expected, "{word}");
        }
    }
}

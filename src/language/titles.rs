//! Words of titles, and beside them, that say little: articles, the words that number a part.

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
const IDLE: [&str; 14] = [
    "фильм",
    "фильмы",
    "кино",
    "сериал",
    "сериалы",
    "мультфильм",
    "с",
    "со",
    "часть",
    "film",
    "films",
    "movie",
    "movies",
    "part",
];

/// Tells whether the word is an English article, which people leave out at the head of a title.
pub(crate) fn is_article(word: &str) -> bool {
    ARTICLES.contains(&word)
}

/// Tells whether the word numbers a part: digits, a Roman figure, or what stands beside them.
pub(crate) fn is_part(word: &str) -> bool {
    let is_number = word.len() <= MOST_DIGITS && word.bytes().all(|b| b.is_ascii_digit());
    is_number || numbers::roman(word).is_some() || PART_WORDS.contains(&word)
}

/// Tells whether the word says nothing before others.
pub(crate) fn is_idle(word: &str) -> bool {
    IDLE.contains(&word)
}

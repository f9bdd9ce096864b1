//! Numbers of sequels: «2», «II», «два» and «вторая» are the same word.

/// The greatest number that has words and Roman forms here.
const MAX_NAMED: u32 = 20;

const WORDS: [&[&str]; 21] = [
    &["ноль", "zero"],
    &["один", "одна", "одно", "one", "первый", "первая", "первое", "first"],
    &["два", "две", "двух", "two", "второй", "вторая", "второе", "second"],
    &["три", "трех", "three", "третий", "третья", "третье", "third"],
    &["четыре", "четырех", "four", "четвертый", "четвертая", "четвертое", "fourth"],
    &["пять", "пяти", "five", "пятый", "пятая", "пятое", "fifth"],
    &["шесть", "шести", "six", "шестой", "шестая", "шестое", "sixth"],
    &["семь", "семи", "seven", "седьмой", "седьмая", "седьмое", "seventh"],
    &["восемь", "восьми", "eight", "восьмой", "восьмая", "восьмое", "eighth"],
    &["девять", "девяти", "nine", "девятый", "девятая", "девятое", "ninth"],
    &["десять", "десяти", "ten", "десятый", "десятая", "десятое", "tenth"],
    &["одиннадцать", "одиннадцати", "eleven"],
    &["двенадцать", "двенадцати", "twelve"],
    &["тринадцать", "тринадцати", "thirteen"],
    &["четырнадцать", "четырнадцати", "fourteen"],
    &["пятнадцать", "пятнадцати", "fifteen"],
    &["шестнадцать", "шестнадцати", "sixteen"],
    &["семнадцать", "семнадцати", "seventeen"],
    &["восемнадцать", "восемнадцати", "eighteen"],
    &["девятнадцать", "девятнадцати", "nineteen"],
    &["двадцать", "двадцати", "twenty"],
];

/// Roman figures up to ten, by tens and by ones: no part of a film has a greater number.
const ROMAN: [[&str; 10]; 2] =
    [["", "x", "xx", "xxx", "", "", "", "", "", ""], ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]];

/// What is written after the digits of an ordinal, or of a number in another case: «9-я», «60-х», «7-ми», «2nd».
const ENDINGS: [&str; 46] = [
    "й", "я", "е", "ю", "х", "м", "и", "ый", "ий", "ой", "ей", "ая", "яя", "ья", "ое", "ее", "ье", "ые", "ие", "ьи",
    "го", "ого", "его", "ьего", "му", "ому", "ему", "ьему", "ым", "им", "ом", "ем", "ьем", "ых", "их", "ьих", "ую",
    "ью", "ми", "ти", "ух", "ех", "st", "nd", "rd", "th",
];

/// Reads a small Roman number, up to 39; `None` for any other word.
pub(crate) fn roman(word: &str) -> Option<u32> {
    let tens = word.len() - word.trim_start_matches('x').len();
    let (tens, ones) = word.split_at(tens);
    let figure = |figures: &[&str; 10], word: &str| figures.iter().position(|figure| *figure == word);
    let number = figure(&ROMAN[0], tens)? * 10 + figure(&ROMAN[1], ones)?;
    u32::try_from(number).ok().filter(|number| *number > 0)
}

/// Reads a word as a number: digits, a Roman number or a number word, up to [`MAX_NAMED`] (digits beyond it have no
/// other form). `None` for any other word.
pub(crate) fn number(word: &str) -> Option<u32> {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok().filter(|number| *number <= MAX_NAMED);
    }
    let named = || u32::try_from(WORDS.iter().position(|words| words.contains(&word))?).ok();
    roman(word).filter(|number| *number <= MAX_NAMED).or_else(named)
}

/// Tells whether the word is a number in any form, however great in digits.
pub(crate) fn is_any(word: &str) -> bool {
    is_digits(word) || number(word).is_some()
}

/// Tells whether two words that a dash parts are an ordinal and its ending: «9-я», «2-nd», «XX-й».
pub(super) fn is_ordinal(number: &str, ending: &str) -> bool {
    let is_roman = || !ending.is_ascii() && roman(number).is_some();
    ENDINGS.contains(&ending) && (number.bytes().all(|b| b.is_ascii_digit()) || is_roman())
}

/// Takes the ending off an ordinal («9я», «2nd»); `None` for any other word.
pub(super) fn without_ending(word: &str) -> Option<&str> {
    let (number, ending) = word.split_at(word.find(|c: char| !c.is_ascii_digit())?);
    (!number.is_empty() && ENDINGS.contains(&ending)).then_some(number)
}

/// Tells whether the word is of digits alone: a wrong digit is another number, not a typing error.
pub(crate) fn is_digits(word: &str) -> bool {
    word.chars().all(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_roman_numbers_and_words_mean_the_same() {
        for (word, expected) in [
            ("2", Some(2)),
            ("02", Some(2)),
            ("ii", Some(2)),
            ("двух", Some(2)),
            ("two", Some(2)),
            ("xx", Some(20)),
            ("ix", Some(9)),
            ("xiv", Some(14)),
            ("xxx", None),
            ("vix", None),
            ("двадцать", Some(20)),
            ("вторая", Some(2)),
            ("third", Some(3)),
            ("21", None),
            ("99999999999999999999", None),
            ("вий", None),
        ] {
            assert_eq!(number(word), expected, "{word}");
        }
    }
}

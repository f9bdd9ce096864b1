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

const ROMAN: [&str; 20] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
    "xviii", "xix", "xx",
];

/// Reads a word as a number: digits, a Roman number or a number word, up to [`MAX_NAMED`] (digits beyond it have no
/// other form). `None` for any other word.
pub(super) fn number(word: &str) -> Option<u32> {
    if word.bytes().all(|b| b.is_ascii_digit()) {
        return word.parse().ok().filter(|number| *number <= MAX_NAMED);
    }
    let roman = ROMAN.iter().position(|roman| *roman == word).map(|at| at + 1);
    let at = roman.or_else(|| WORDS.iter().position(|words| words.contains(&word)))?;
    u32::try_from(at).ok()
}

/// Tells whether the word is of digits alone: a wrong digit is another number, not a typing error.
pub(super) fn is_digits(word: &str) -> bool {
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

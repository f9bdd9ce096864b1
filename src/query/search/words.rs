//! Words of a text: letters and digits only, without case, diacritics and ё.

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use rust_stemmers::{Algorithm, Stemmer};
use unicode_segmentation::UnicodeSegmentation;

/// The alphabet of a word, as far as search cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// It has a Cyrillic letter.
    Cyrillic,
    /// It has a Latin letter and no Cyrillic one.
    Latin,
    /// Digits, or another alphabet.
    Other,
}

impl Script {
    /// Finds the alphabet of a folded word.
    pub(super) fn of(word: &str) -> Self {
        if word.chars().any(is_cyrillic) {
            Self::Cyrillic
        } else if word.chars().any(|c| c.is_ascii_lowercase()) {
            Self::Latin
        } else {
            Self::Other
        }
    }
}

/// Tells whether the letter is a small or capital one of the basic Cyrillic block.
pub(super) fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{4FF}')
}

/// Cuts texts into words and words down to stems.
pub(super) struct Analyzer {
    decompose: DecomposingNormalizerBorrowed<'static>,
    classes: CanonicalCombiningClassMapBorrowed<'static>,
    russian: Stemmer,
    english: Stemmer,
}

impl Analyzer {
    /// Makes an analyzer; it is cheap.
    pub(super) fn new() -> Self {
        Self {
            decompose: DecomposingNormalizerBorrowed::new_nfkd(),
            classes: CanonicalCombiningClassMapBorrowed::new(),
            russian: Stemmer::create(Algorithm::Russian),
            english: Stemmer::create(Algorithm::English),
        }
    }

    /// Returns the words of a text in order: small letters and digits without diacritics, е for ё, й kept. An
    /// apostrophe joins («Ocean's» is `oceans`), every other sign parts. Empty where the text has no letter and no
    /// digit. A word of both alphabets is taken for one of a single alphabet if its letters look so («мaма» with a
    /// Latin `a`).
    pub(super) fn words(&self, text: &str) -> Vec<String> {
        let mut words = plain_words(text).unwrap_or_else(|| self.all_words(text));
        words.iter_mut().for_each(|word| {
            if let Some(alike) = in_one_alphabet(word) {
                *word = alike;
            }
        });
        words
    }

    fn all_words(&self, text: &str) -> Vec<String> {
        let folded = self.fold(text);
        folded
            .unicode_words()
            // The Unicode rules keep «И.А.Крылова» and `snake_case` whole.
            .flat_map(|word| word.split(|c: char| !c.is_alphanumeric()))
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// Returns the stem of a word: Russian for a Cyrillic word, English for a Latin one, else the word itself.
    pub(super) fn stem(&self, word: &str) -> String {
        match Script::of(word) {
            Script::Cyrillic => self.russian.stem(word).into_owned(),
            Script::Latin => self.english.stem(word).into_owned(),
            Script::Other => word.to_owned(),
        }
    }

    fn fold(&self, text: &str) -> String {
        let small = text.chars().flat_map(char::to_lowercase);
        let mut folded = String::with_capacity(text.len());
        // Compatibility forms (`Ⅳ`, full-width letters) may come apart into capitals.
        for c in self.decompose.normalize_iter(small).flat_map(char::to_lowercase) {
            match c {
                // NFKD takes й apart too, and й is a letter of its own, not и with an ornament.
                '\u{306}' if folded.ends_with('и') => {
                    folded.pop();
                    folded.push('й');
                }
                c if self.classes.get_u8(c) != 0 || is_apostrophe(c) => {}
                c => folded.push(c),
            }
        }
        folded
    }
}

/// Letters that look the same, small or capital.
const ALIKE: [(char, char); 12] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'н'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
];

/// Writes a word of Latin and Cyrillic letters in Cyrillic ones that look the same, or else in Latin ones if most are;
/// `None` where it is of one alphabet, or has letters of both that are not alike.
fn in_one_alphabet(word: &str) -> Option<String> {
    let latin_letters = word.bytes().filter(u8::is_ascii_lowercase).count();
    let cyrillic_letters = word.chars().filter(|c| is_cyrillic(*c)).count();
    if latin_letters == 0 || cyrillic_letters == 0 {
        return None;
    }
    let cyrillic = |c: char| match c {
        'a'..='z' => ALIKE.iter().find(|(latin, _)| *latin == c).map(|(_, cyrillic)| *cyrillic),
        _ => Some(c),
    };
    let latin = |c: char| match c {
        c if is_cyrillic(c) => ALIKE.iter().find(|(_, cyrillic)| *cyrillic == c).map(|(latin, _)| *latin),
        _ => Some(c),
    };
    let in_cyrillic: Option<String> = word.chars().map(cyrillic).collect();
    in_cyrillic.or_else(|| if latin_letters > cyrillic_letters { word.chars().map(latin).collect() } else { None })
}

/// Does what [`Analyzer::words`] does for a text of plain Latin and Russian letters, digits and the usual signs, which
/// most texts are; `None` for any other.
fn plain_words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        match c {
            'ё' | 'Ё' => word.push('е'),
            'А'..='Я' => word.push(char::from_u32(u32::from(c) + 32)?),
            'а'..='я' | 'a'..='z' | '0'..='9' => word.push(c),
            'A'..='Z' => word.push(c.to_ascii_lowercase()),
            c if is_apostrophe(c) => {}
            ' '..='~' | '«' | '»' | '—' | '–' if !word.is_empty() => words.push(std::mem::take(&mut word)),
            ' '..='~' | '«' | '»' | '—' | '–' => {}
            _ => return None,
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    Some(words)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{2BC}' | '\u{2B9}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_lose_case_punctuation_diacritics_and_yo() {
        let analyzer = Analyzer::new();
        for (text, expected) in [
            ("Ёлки-Палки, ЙОД!", "елки палки йод"),
            ("«Басни И.А.Крылова»", "басни и а крылова"),
            ("Ocean's  Élève—Ø", "oceans eleve ø"),
            ("Рокки Ⅳ 1+1 snake_case", "рокки iv 1 1 snake case"),
            ("й и\u{306} е\u{308} ї", "й й е і"),
            ("!!! … ", ""),
            ("Mатрицa mаtrix Духless iРук", "матрица matrix духless iрук"),
        ] {
            assert_eq!(analyzer.words(text).join(" "), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn plain_texts_give_the_words_that_the_long_way_gives(text in "[a-cA-CёЁйЙа-вА-В0-2 .,:;'’_«»—–!-]{0,12}") {
            let analyzer = Analyzer::new();
            // A letter that takes the long way, as a word of its own.
            let mut expected = analyzer.words(&format!("{text} ø"));
            expected.pop();
            prop_assert_eq!(analyzer.words(&text), expected);
        }
    }

    #[test]
    fn forms_of_a_word_share_a_stem() {
        let analyzer = Analyzer::new();
        for (a, b) in [("мужчинами", "мужчин"), ("зверя", "зверь"), ("wars", "war"), ("игры", "игра")]
        {
            assert_eq!(analyzer.stem(a), analyzer.stem(b), "{a} {b}");
        }
        assert_eq!(analyzer.stem("1984"), "1984");
    }
}

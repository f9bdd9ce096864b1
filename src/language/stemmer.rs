//! What forms of a word have in common.

use rust_stemmers::Algorithm;

use super::letters::Alphabet;

/// Cuts folded words down to their stems.
pub(crate) struct Stemmer {
    russian: rust_stemmers::Stemmer,
    english: rust_stemmers::Stemmer,
}

impl Stemmer {
    /// Makes a stemmer; it is cheap.
    pub(crate) fn new() -> Self {
        let make = rust_stemmers::Stemmer::create;
        Self { russian: make(Algorithm::Russian), english: make(Algorithm::English) }
    }

    /// Returns the stem of a word: Russian for a Cyrillic word, English for a Latin one, else the word itself.
    pub(crate) fn stem(&self, word: &str) -> String {
        match Alphabet::of(word) {
            Alphabet::Cyrillic => self.russian.stem(word).into_owned(),
            Alphabet::Latin => self.english.stem(word).into_owned(),
            Alphabet::Other => word.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        let stemmer = Stemmer::new();
        for (a, b) in [("мужчинами", "мужчин"), ("зверя", "зверь"), ("wars", "war"), ("игры", "игра")]
        {
            assert_eq!(stemmer.stem(a), stemmer.stem(b), "{a} {b}");
        }
        assert_eq!(stemmer.stem("1984"), "1984");
    }
}

//! Words of a text: letters and digits only, without case, diacritics and ё.

use unicode_segmentation::UnicodeSegmentation;

use super::letters::{self, AMPERSAND, HYPHEN, SIGN, SPACE};
use super::numbers;

/// The word that an ampersand is: «and», «и», or nothing.
pub(crate) const AND: &str = "&";
/// The words that [`AND`] stands for.
pub(crate) const CONJUNCTIONS: [&str; 2] = ["and", "и"];

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Small letters and digits, or [`AND`].
    pub(crate) text: String,
    /// What else it may be taken for; mostly nothing.
    pub(crate) others: Vec<String>,
    /// What parts it from the word before.
    pub(crate) gap: Gap,
}

/// What stands between two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// White space, or nothing at all: the end of a word in a script that writes none.
    Space,
    /// A single dash.
    Hyphen,
    /// Other signs.
    Sign,
}

/// Several words of a text that only signs part, as one: «S.W.A.T.» is `swat`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Compound {
    /// The place of the first word.
    pub(crate) at: usize,
    /// How many words.
    pub(crate) span: usize,
    /// All of them, ampersands left out.
    pub(crate) text: String,
}

/// Returns the words of a text in order. An apostrophe joins («Ocean's» is `oceans`), every other sign parts; an
/// ordinal with its ending («9-я», «2nd») is the number; a word of Latin and Cyrillic letters is the likeliest of its
/// readings («мaма» with a Latin `a` is «мама»). Empty where the text has no letter, digit or ampersand.
pub(crate) fn words(text: &str) -> Vec<Token> {
    let words = match letters::fold_plain(text) {
        Some(folded) => {
            cut(&folded, |piece, add| Some(piece).filter(|piece| !piece.is_empty()).into_iter().for_each(add))
        }
        None => cut(&letters::fold(text), |piece, add| piece.unicode_words().for_each(add)),
    };
    let mut settled: Vec<Token> = Vec::with_capacity(words.len());
    for word in words {
        match settled
            .last_mut()
            .filter(|before| word.gap == Gap::Hyphen && numbers::is_ordinal(&before.text, &word.text))
        {
            Some(before) => before.others.push(format!("{}{}", before.text, word.text)),
            None => settled.push(word.settled()),
        }
    }
    settled
}

/// Returns the words of a text without ampersands, each by itself.
pub(crate) fn plain(text: &str) -> impl Iterator<Item = String> {
    words(text).into_iter().map(|word| word.text).filter(|word| word != AND)
}

/// Cuts a folded text at its signs, and what is left by a rule.
fn cut(folded: &str, rule: impl Fn(&str, &mut dyn FnMut(&str))) -> Vec<Token> {
    let mut words: Vec<Token> = Vec::new();
    let mut gap = Gap::Space;
    let mut rest = folded;
    while !rest.is_empty() {
        let end = rest.find([SPACE, HYPHEN, AMPERSAND, SIGN]).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rule(piece, &mut |word| {
            words.push(Token { text: word.to_owned(), others: Vec::new(), gap });
            gap = Gap::Space;
        });
        let sign = after.chars().next();
        if !piece.is_empty() {
            gap = if sign == Some(HYPHEN) { Gap::Hyphen } else { Gap::Sign };
        } else if gap == Gap::Hyphen {
            gap = Gap::Sign;
        }
        match sign {
            Some(SPACE) => gap = Gap::Space,
            Some(AMPERSAND) => {
                words.push(Token { text: AND.to_owned(), others: Vec::new(), gap });
                gap = Gap::Sign;
            }
            _ => {}
        }
        rest = after.get(1..).unwrap_or_default();
    }
    words
}

impl Token {
    /// Finds what the word is in the end.
    fn settled(mut self) -> Self {
        if let Some(number) = numbers::without_ending(&self.text) {
            let number = number.to_owned();
            self.others.push(std::mem::replace(&mut self.text, number));
            return self;
        }
        let mut readings = letters::readings(&self.text).into_iter();
        if let Some(first) = readings.next() {
            self.text = first;
            self.others.extend(readings);
        }
        self
    }
}

/// The words that only signs part of which each two are known as one too; of more, abbreviations and all together are.
const MAX_PAIRED: usize = 4;

/// Finds what of a text people write as one word: all words that only signs part; each two of a few; single letters
/// and digits among others («Агенты-Щ.И.Т.»).
pub(crate) fn compounds(words: &[Token]) -> Vec<Compound> {
    let mut compounds = Vec::new();
    let mut at = 0;
    for chunk in words.chunk_by(|_, word| word.gap != Gap::Space) {
        if chunk.len() > 1 {
            compounds_of(chunk, at, &mut compounds);
        }
        at += chunk.len();
    }
    compounds
}

fn compounds_of(chunk: &[Token], from: usize, compounds: &mut Vec<Compound>) {
    let mut add = |at: usize, words: &[Token]| {
        let text: String = words.iter().map(|word| word.text.as_str()).filter(|text| *text != AND).collect();
        let compound = Compound { at: from + at, span: words.len(), text };
        let inside = [words.first(), words.last()].into_iter().flatten().all(|word| word.text != AND);
        if words.len() > 1 && inside && !compounds.contains(&compound) {
            compounds.push(compound);
        }
    };
    add(0, chunk);
    if chunk.len() <= MAX_PAIRED {
        let pairs = chunk.windows(2).enumerate().filter(|(_, pair)| !pair.iter().all(Token::is_single));
        pairs.for_each(|(at, pair)| add(at, pair));
    }
    let mut at = 0;
    for run in chunk.chunk_by(|one, next| one.is_abbreviated() && next.is_abbreviated()) {
        add(at, run);
        at += run.len();
    }
}

impl Token {
    /// Returns the word with the ending of an ordinal.
    pub(crate) fn with_ending(&self) -> &str {
        self.others.iter().find(|other| other.starts_with(&self.text)).unwrap_or(&self.text)
    }

    fn is_single(&self) -> bool {
        self.text.chars().nth(1).is_none()
    }

    /// Tells whether it may be part of an abbreviation: a single letter, or a number.
    fn is_abbreviated(&self) -> bool {
        self.is_single() || numbers::is_digits(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> String {
        words(text).into_iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_lose_case_punctuation_diacritics_and_yo() {
        for (text, expected) in [
            ("Ёлки-Палки, ЙОД!", "елки палки йод"),
            ("«Басни И.А.Крылова»", "басни и а крылова"),
            ("Ocean's  Élève—Ø", "oceans eleve o"),
            ("Рокки Ⅳ 1+1 snake_case", "рокки iv 1 1 snake case"),
            ("й и\u{306} е\u{308} ї", "й й е і"),
            ("!!! … ", ""),
            ("Mатрицa mаtrix Духless iРук", "матрица matrix духless iрук"),
        ] {
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn signs_part_words_before_they_can_become_letters() {
        for (text, expected) in [
            ("Палата №6", "палата 6"),
            ("Легенда№17", "легенда 17"),
            ("№ 17", "17"),
            ("Nº5 N.º 5 1ª", "n 5 n 5 1"),
            ("Lego™2 ℡ 100㎡ Ⓜ", "lego 2 100 m"),
            ("8½ Alien³ H₂O ①", "8 1 2 alien 3 h 2 o 1"),
            ("ﬁlm ＭＡＳＨ １７", "film mash 17"),
        ] {
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn letters_that_unicode_does_not_take_apart_are_folded() {
        for (text, expected) in [
            (
                "Æon Cœur Þór Straße Ødegaard Łódź Đorđe Ħal Ŋ ðæ",
                "aeon coeur thor strasse odegaard lodz dorde hal ng dae",
            ),
            ("ISTANBUL ıstanbul ẞ ſ ƒ Nəsimi", "istanbul istanbul ss s f nesimi"),
            ("Қыз Жібек Ғажайып Өтөш Ұлы", "кыз жібек гажайып отош улы"),
            ("Ωμέγα שלום", "ωμεγα שלום"),
        ] {
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn invisible_characters_go_before_words_are_cut() {
        for invisible in
            "\u{ad}\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{fe0f}\u{e0100}\u{34f}\u{180e}\u{200e}\u{202e}".chars()
        {
            assert_eq!(
                texts(&format!("{invisible}Мат{invisible}рица и{invisible}\u{306} S{invisible}.")),
                "матрица й s"
            );
        }
    }

    #[test]
    fn ordinals_are_their_numbers() {
        for (text, expected) in [
            ("9-я 9я 9-ой 9ая рота", "9 9 9 9 рота"),
            ("2nd 2-nd 21st 3RD 4–th", "2 2 21 3 4"),
            ("25-й час, 60-е, 20-х, 7-ми, 2-го, 3-ье", "25 час 60 20 7 2 3"),
            ("XX-й IV-я", "xx iv"),
            ("9 я, 9.я, я-9 3D 100-летие 2х2 5-ка", "9 я 9 я я 9 3d 100 летие 2х2 5 ка"),
        ] {
            assert_eq!(texts(text), expected, "{text}");
        }
        assert_eq!(words("2-nd")[0].others, ["2nd"]);
        assert_eq!(words("2nd")[0].others, ["2nd"]);
    }

    #[test]
    fn a_word_of_two_alphabets_has_several_readings() {
        let readings = |text: &str| -> Vec<String> {
            words(text).into_iter().flat_map(|word| [vec![word.text], word.others].concat()).collect()
        };
        assert_eq!(readings("CОМА"), ["сома", "coma"]);
        assert_eq!(readings("TЕNЕT"), ["tenet"]);
        assert_eq!(readings("Кiно"), ["кiно", "kiho", "кіно"]);
        assert_eq!(readings("Духless"), ["духless"]);
        assert_eq!(readings("сома coma"), ["сома", "coma"]);
    }

    #[test]
    fn words_that_only_signs_part_are_one_word_too() {
        for (text, expected) in [
            ("M*A*S*H", "0+4 mash"),
            ("Агенты «Щ.И.Т.»", "1+3 щит"),
            ("Агенты-Щ.И.Т.", "0+4 агентыщит, 0+2 агентыщ, 1+3 щит"),
            ("Фаренгейт 9/11", "1+2 911"),
            ("Fahrenheit-9/11", "0+3 fahrenheit911, 0+2 fahrenheit9, 1+2 911"),
            ("X-Men: AT&T", "0+2 xmen, 2+3 att"),
            ("Маша и Медведь", ""),
            ("a b - c", ""),
            ("WALL·E", "0+2 walle"),
        ] {
            let compound = |compound: Compound| format!("{}+{} {}", compound.at, compound.span, compound.text);
            let found: Vec<String> = compounds(&words(text)).into_iter().map(compound).collect();
            assert_eq!(found.join(", "), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn plain_texts_give_the_words_that_the_long_way_gives(text in "[a-cA-CёЁйЙа-вА-В0-2 .,:;'’_«»—–!&№…-]{0,12}") {
            // A letter that takes the long way, as a word of its own.
            let mut expected = words(&format!("{text} ω"));
            expected.pop();
            prop_assert_eq!(words(&text), expected);
        }
    }
}

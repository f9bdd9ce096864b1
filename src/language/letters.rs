//! Letters: their alphabets, and how they are folded, so that what looks or means the same is the same.

use deunicode::deunicode_char;
use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory, Script};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The alphabet of a word, as far as search cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alphabet {
    /// It has a Cyrillic letter.
    Cyrillic,
    /// It has a Latin letter and no Cyrillic one.
    Latin,
    /// Digits, or another alphabet.
    Other,
}

impl Alphabet {
    /// Finds the alphabet of a folded word.
    pub(crate) fn of(word: &str) -> Self {
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
pub(crate) fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{4FF}')
}

/// Tells what [`char::is_alphabetic`] does, but of Latin and Russian letters at once.
pub(crate) fn is_letter(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | 'А'..='я' | 'Ё' | 'ё') || c.is_alphabetic()
}

/// Tells what [`char::is_alphanumeric`] does, but of Latin and Russian letters at once.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    is_letter(c) || c.is_numeric()
}

/// Tells whether the word has Latin and Cyrillic letters.
pub(crate) fn is_mixed(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_lowercase()) && word.chars().any(is_cyrillic)
}

/// Tells whether the character shows nothing where it stands in a word: soft hyphens, joiners, marks of direction.
pub(crate) fn is_ignorable(c: char) -> bool {
    !c.is_ascii() && CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Tells whether the character joins what stands around it into one word («Ocean's»).
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '`' | '´' | '\u{2018}'..='\u{201B}' | '′' | '\u{2B9}'..='\u{2BC}' | '\u{FF07}')
}

/// What stands for a space in a folded text.
pub(super) const SPACE: char = ' ';
/// What stands for a dash.
pub(super) const HYPHEN: char = '-';
/// What stands for an ampersand.
pub(super) const AMPERSAND: char = '&';
/// What stands for any other sign.
pub(super) const SIGN: char = '/';

/// Folds a text of plain Latin and Russian letters, digits and the usual signs, which most texts are, as [`fold`] does;
/// `None` for any other.
pub(super) fn fold_plain(text: &str) -> Option<String> {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ё' | 'Ё' => folded.push('е'),
            'А'..='Я' => folded.push(char::from_u32(u32::from(c) + 32)?),
            'A'..='Z' => folded.push(c.to_ascii_lowercase()),
            'а'..='я' | 'a'..='z' | '0'..='9' | SPACE | AMPERSAND => folded.push(c),
            HYPHEN | '–' | '—' => folded.push(HYPHEN),
            '\'' | '`' => {}
            '!'..='~' | '«' | '»' | '…' | '№' => folded.push(SIGN),
            _ => return None,
        }
    }
    Some(folded)
}

/// Folds a text: small letters and digits without diacritics, е for ё, й kept, one of [`SPACE`], [`HYPHEN`],
/// [`AMPERSAND`] and [`SIGN`] for every other character that shows, nothing for apostrophes.
///
/// Signs go before compatibility forms come apart, which would turn some into letters (`№` is `no`); numbers of such
/// a form part words («Alien³» is two).
pub(super) fn fold(text: &str) -> String {
    let mut parted = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_ignorable(*c) && !is_apostrophe(*c)) {
        match parting(c) {
            Some(sign) => parted.push(sign),
            None if is_number_form(c) => parted.extend([SIGN, c, SIGN]),
            None => parted.extend(c.to_lowercase()),
        }
    }
    let classes = CanonicalCombiningClassMapBorrowed::new();
    let mut folded = String::with_capacity(text.len());
    // Compatibility forms (`Ⅳ`, full-width letters) may come apart into capitals.
    let small = DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(parted.chars()).flat_map(char::to_lowercase);
    for c in small {
        match c {
            // NFKD takes й apart too, and й is a letter of its own, not и with an ornament.
            '\u{306}' if folded.ends_with('и') => {
                folded.pop();
                folded.push('й');
            }
            c if classes.get_u8(c) != 0 || is_apostrophe(c) => {}
            c if c.is_ascii_alphanumeric() => folded.push(c),
            c if c.is_alphanumeric() => push_letter(c, &mut folded),
            c => folded.push(parting(c).unwrap_or(SIGN)),
        }
    }
    folded
}

/// Returns what stands in a folded text for a character that parts words; `None` for letters, digits and what is
/// written over letters.
fn parting(c: char) -> Option<char> {
    match c {
        '&' | '＆' | '﹠' => Some(AMPERSAND),
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => Some(HYPHEN),
        // Ordinal signs, which Unicode takes for letters («Nº 5»).
        'ª' | 'º' => Some(SIGN),
        c if c.is_whitespace() => Some(SPACE),
        c if c.is_alphanumeric() || CanonicalCombiningClassMapBorrowed::new().get_u8(c) != 0 => None,
        _ => Some(SIGN),
    }
}

/// Tells whether the character is a number that is no plain digit: `½`, `²`, `Ⅳ`, `①`.
fn is_number_form(c: char) -> bool {
    let category = || CodePointMapData::<GeneralCategory>::new().get(c);
    !c.is_ascii()
        && c.is_numeric()
        && matches!(category(), GeneralCategory::OtherNumber | GeneralCategory::LetterNumber)
}

/// Adds a letter that Unicode does not take apart: a Latin one as the plain ones that stand for it (`æ` is `ae`).
fn push_letter(c: char, folded: &mut String) {
    let is_latin = CodePointMapData::<Script>::new().get(c) == Script::Latin;
    match deunicode_char(c).filter(|plain| is_latin && plain.bytes().all(|byte| byte.is_ascii_alphabetic())) {
        Some(plain) => folded.extend(plain.chars().map(|c| c.to_ascii_lowercase())),
        None => folded.push(plain_cyrillic(c)),
    }
}

/// Returns the letter that Russian keyboards have in place of one that is a Russian one with a stroke, hook or tail; any
/// other letter as it is. Unicode does not take them apart, and no table of letters has them.
fn plain_cyrillic(c: char) -> char {
    match c {
        'ґ' | 'ғ' | 'ҕ' => 'г',
        'җ' => 'ж',
        'ҙ' => 'з',
        'қ' | 'ҝ' | 'ҟ' | 'ҡ' => 'к',
        'ң' | 'ҥ' => 'н',
        'ө' => 'о',
        'ҫ' => 'с',
        'ү' | 'ұ' => 'у',
        'ҳ' | 'һ' => 'х',
        'ҷ' | 'ҹ' => 'ч',
        'ә' => 'э',
        // Latin, and in no table.
        'ə' => 'e',
        _ => c,
    }
}

/// Letters that look the same, small or capital: Latin, Cyrillic. The last three Cyrillic ones are not Russian.
const ALIKE: [(char, char); 15] = [
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
    ('i', 'і'),
    ('j', 'ј'),
    ('s', 'ѕ'),
];
/// How many pairs of [`ALIKE`] are of Russian letters.
const RUSSIAN_ALIKE: usize = 12;

/// Writes a word in Cyrillic letters, those that look like its Latin ones; `None` where one has none.
fn in_cyrillic(word: &str, alike: &[(char, char)]) -> Option<String> {
    let letter = |c: char| match c {
        'a'..='z' => alike.iter().find(|(latin, _)| *latin == c).map(|(_, cyrillic)| *cyrillic),
        _ => Some(c),
    };
    word.chars().map(letter).collect()
}

/// Writes a word in Latin letters, those that look like its Cyrillic ones; `None` where one has none.
fn in_latin(word: &str) -> Option<String> {
    let letter = |c: char| match c {
        c if is_cyrillic(c) => ALIKE.iter().find(|(_, cyrillic)| *cyrillic == c).map(|(latin, _)| *latin),
        _ => Some(c),
    };
    word.chars().map(letter).collect()
}

/// Returns the readings of a folded word of Latin and Cyrillic letters, the likeliest first: in Cyrillic letters that
/// look the same; in Latin ones if most are, else as it stands; in the other alphabet. Empty for any other word.
pub(super) fn readings(word: &str) -> Vec<String> {
    if !is_mixed(word) {
        return Vec::new();
    }
    let latin_letters = word.bytes().filter(u8::is_ascii_lowercase).count();
    let most_are_latin = latin_letters > word.chars().filter(|c| is_cyrillic(*c)).count();
    let russian = in_cyrillic(word, &ALIKE[..RUSSIAN_ALIKE]);
    let latin = in_latin(word);
    let first = russian.clone().or_else(|| latin.clone().filter(|_| most_are_latin)).unwrap_or_else(|| word.to_owned());
    let mut readings = vec![first];
    for reading in [russian, latin, in_cyrillic(word, &ALIKE)].into_iter().flatten() {
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    readings
}

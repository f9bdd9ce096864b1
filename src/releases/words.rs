//! The words of a name, and what stands between them.

use crate::language::folded::fold;
use crate::language::letters::{is_cyrillic, is_mixed};

/// What is written after the digits of an ordinal, with a dash between.
const ENDINGS: [&str; 8] = ["й", "я", "ый", "ой", "ий", "ая", "го", "х"];

/// The same without one («3й сезон», «2nd Season»).
const GLUED: [&str; 7] = ["й", "я", "ый", "st", "nd", "rd", "th"];

/// A word of a name: letters and digits in a row.
#[derive(Clone, Debug)]
pub(super) struct NameWord {
    /// Where it begins and ends, in bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// It, folded.
    pub(super) folded: String,
    /// It as a code: Cyrillic letters beside digits as the Latin ones that look the same («01х05», «1080р»).
    pub(super) code: String,
    /// The number that it is; `None` for any other word and for numbers of five digits and more.
    pub(super) number: Option<u32>,
    /// Whether an ordinal ending follows the digits of the number.
    pub(super) is_ordinal: bool,
    /// Whether it begins with a capital.
    pub(super) is_capital: bool,
}

/// A name cut into words.
#[derive(Debug)]
pub(super) struct NameWords<'a> {
    pub(super) name: &'a str,
    pub(super) words: Vec<NameWord>,
}

impl<'a> NameWords<'a> {
    /// Cuts a name.
    pub(super) fn of(name: &'a str) -> Self {
        let mut words = Vec::new();
        let mut start = None;
        for (at, c) in name.char_indices() {
            match (c.is_alphanumeric() || is_mark(c), start) {
                (true, None) => start = Some(at),
                (false, Some(begun)) => {
                    words.push(word(name, begun, at));
                    start = None;
                }
                _ => {}
            }
        }
        words.extend(start.map(|begun| word(name, begun, name.len())));
        Self { name, words }
    }

    /// Tells whether a name is written in Russian letters, at least a word of it; one letter may be a slip.
    pub(super) fn is_russian(&self) -> bool {
        self.words.iter().any(|word| word.folded.chars().filter(|c| is_cyrillic(*c)).count() > 1)
    }

    /// Tells whether a name begins with the tag of a group in square brackets.
    pub(super) fn is_tagged(&self) -> bool {
        self.name.trim_start().starts_with('[')
    }

    /// Tells whether a name is that of a file: it ends with an extension.
    pub(super) fn is_file(&self) -> bool {
        let last = self.words.len().saturating_sub(1);
        let is_short = |word: &NameWord| (2..=4).contains(&(word.end - word.start)) && word.number.is_none();
        let ends = self.gap(self.words.len()).is_empty() && self.gap(last).ends_with('.');
        last > 0 && ends && self.word(last).is_some_and(is_short)
    }

    /// Returns a word.
    pub(super) fn word(&self, at: usize) -> Option<&NameWord> {
        self.words.get(at)
    }

    /// Returns the word before.
    pub(super) fn before(&self, at: usize) -> Option<&NameWord> {
        self.words.get(at.checked_sub(1)?)
    }

    /// Returns a word, folded; nothing where there is none.
    pub(super) fn folded(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &word.folded)
    }

    /// Returns the word before, folded; nothing where there is none.
    pub(super) fn folded_before(&self, at: usize) -> &str {
        self.before(at).map_or("", |word| &word.folded)
    }

    /// Returns the word before which the number of a word ends: without the ending of an ordinal («3-й сезон»).
    pub(super) fn without_ending(&self, at: usize) -> usize {
        let is_ending = ENDINGS.contains(&self.folded_before(at));
        if is_ending && at > 1 && matches!(self.gap(at - 1), "-" | "" | " ") { at - 1 } else { at }
    }

    /// Tells whether a word is the first in brackets, or of what slashes, bars and commas part.
    pub(super) fn begins_part(&self, at: usize) -> bool {
        let gap = self.gap(at).trim_end();
        at > 0 && gap.ends_with(['(', '[', '/', '|', ',', ';', '\\'])
    }

    /// Tells whether a word stands in brackets that are not closed before it.
    pub(super) fn is_bracketed(&self, at: usize) -> bool {
        let before = &self.name[..self.words.get(at).map_or(self.name.len(), |word| word.start)];
        before.rfind(['(', '[']) > before.rfind([')', ']'])
    }

    /// Returns the byte after the word before.
    pub(super) fn gap_start(&self, at: usize) -> usize {
        self.before(at).map_or(0, |word| word.end)
    }

    /// Returns what stands before a word: up to the word before it, or to the beginning of the name. What stands before
    /// the word after the last is the rest of the name.
    pub(super) fn gap(&self, at: usize) -> &'a str {
        let start = self.gap_start(at);
        let end = self.words.get(at).map_or(self.name.len(), |word| word.start);
        &self.name[start..end]
    }
}

fn word(name: &str, start: usize, end: usize) -> NameWord {
    let text = &name[start..end];
    let folded = fold(text);
    let has_digit = folded.bytes().any(|byte| byte.is_ascii_digit());
    let folded = if is_mixed(&folded) && !has_digit { folded.chars().map(cyrillic).collect() } else { folded };
    let code = if has_digit { folded.chars().map(alike).collect() } else { String::new() };
    let digits = GLUED.iter().find_map(|ending| folded.strip_suffix(ending)).unwrap_or(&folded);
    let is_number = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = if is_number { digits.parse().ok() } else { None };
    let is_ordinal = is_number && digits.len() < folded.len();
    NameWord { start, end, folded, code, number, is_ordinal, is_capital: text.starts_with(char::is_uppercase) }
}

/// Tells whether the character is written over the letter before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

/// Returns the Cyrillic letter that looks like a small Latin one, for words that a slip of the keyboard got a Latin one into
/// («cезон»).
fn cyrillic(c: char) -> char {
    match c {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        _ => c,
    }
}

/// Returns the Latin letter that looks like a small Cyrillic one, of those that stand in codes.
fn alike(c: char) -> char {
    match c {
        'а' => 'a',
        'е' => 'e',
        'к' => 'k',
        'о' => 'o',
        'р' => 'p',
        'с' => 's',
        'х' => 'x',
        'і' => 'i',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_into_words_and_gaps() {
        let cut = NameWords::of("[Метод.2] (2020) – 01Х05, 1080р!");
        let words: Vec<_> = cut.words.iter().map(|word| (word.folded.as_str(), word.number)).collect();
        let expected = [("метод", None), ("2", Some(2)), ("2020", Some(2020)), ("01х05", None), ("1080р", None)];
        assert_eq!(words, expected);
        let gaps: Vec<_> = (0..=5).map(|at| cut.gap(at)).collect();
        assert_eq!(gaps, ["[", ".", "] (", ") – ", ", ", "!"]);
        let codes: Vec<_> = cut.words.iter().map(|word| word.code.as_str()).collect();
        assert_eq!(codes, ["", "2", "2020", "01x05", "1080p"]);
        assert!(cut.words[0].is_capital && !cut.words[1].is_capital);
    }

    #[test]
    fn a_name_without_words_is_one_gap() {
        for name in ["", " .. ", "—"] {
            let cut = NameWords::of(name);
            assert_eq!((cut.words.len(), cut.gap(0)), (0, name));
        }
    }
}

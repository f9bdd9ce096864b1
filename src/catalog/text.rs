//! Texts that can stand in an answer.

use std::borrow::Borrow;
use std::fmt;

use icu_properties::CodePointSetData;
use icu_properties::props::DefaultIgnorableCodePoint;

/// A text of characters that XML 1.0 allows, with at least one that is not white space.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

impl Text {
    /// Makes a text: drops the characters that XML 1.0 forbids, turns CR LF and a lone CR into LF (XML readers
    /// would). `None` where nothing but white space is left.
    pub fn new(raw: &str) -> Option<Self> {
        let mut text = String::with_capacity(raw.len());
        let mut chars = raw.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\r' if chars.peek() == Some(&'\n') => {}
                '\r' => text.push('\n'),
                c if is_xml_char(c) => text.push(c),
                _ => {}
            }
        }
        (!text.trim().is_empty()).then_some(Self(text))
    }

    /// Makes an address, or another text that people do not read: as [`Self::new`], without anything invisible round it.
    pub fn trimmed(raw: &str) -> Option<Self> {
        let text = Self::new(raw)?;
        Self::new(text.0.trim_matches(is_invisible))
    }

    /// Makes a text of one line, such as a title: as [`Self::new`], with a space for each run of white space and none
    /// round it. `None` where nothing visible is left.
    pub fn line(raw: &str) -> Option<Self> {
        let text = Self::new(raw)?;
        let words: Vec<&str> = text.0.split_whitespace().collect();
        words.iter().any(|word| !word.chars().all(is_invisible)).then(|| Self(words.join(" ")))
    }

    /// Makes a text as [`Self::new`] does, but keeps the string where it has nothing to drop: the store reads millions.
    pub fn from_string(raw: String) -> Option<Self> {
        // U+FFFE and U+FFFF begin with 0xEF; other characters that do go the long way for nothing.
        let is_plain = |byte| matches!(byte, b' '..=0xEE | 0xF0.. | b'\t' | b'\n');
        // Not `all`: without a way out in the middle the bytes are looked at many at a time.
        let plain = raw.bytes().fold(true, |plain, byte| plain & is_plain(byte));
        if plain { (!raw.trim().is_empty()).then_some(Self(raw)) } else { Self::new(&raw) }
    }

    /// Makes a text of characters that are known to be legal ones.
    pub(super) fn of_legal(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Returns the characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Alike in equality, order and hash.
impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tells whether XML 1.0 (production 2, `Char`) allows the character.
pub fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Tells whether a character leaves no mark on a screen: white space, controls, and what Unicode calls ignorable, such
/// as zero-width spaces, soft hyphens and byte order marks.
pub fn is_invisible(c: char) -> bool {
    const BRAILLE_BLANK: char = '\u{2800}';
    if c.is_ascii() {
        return !c.is_ascii_graphic();
    }
    let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    c.is_whitespace() || c.is_control() || c == BRAILLE_BLANK || ignorable.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_go_and_line_ends_become_lf() {
        let text = Text::new("a\u{0}b\u{b}\r\nc\rd\u{FFFE}\u{1F600}").unwrap();
        assert_eq!(text.as_str(), "ab\nc\nd\u{1F600}");
        assert_eq!(Text::new(" \u{1}\n"), None);
    }

    #[test]
    fn from_string_and_new_agree() {
        let texts = [
            "",
            " \t\n",
            "plain",
            "Ёлка \u{1F384}",
            "a\r\nb\rc",
            "\u{0}",
            "x\u{1f}",
            "\u{7f}",
            "\u{FFFD}\u{FFFE}\u{FFFF}",
        ];
        for raw in texts {
            assert_eq!(Text::from_string(raw.to_owned()), Text::new(raw), "{raw:?}");
        }
    }

    #[test]
    fn line_ends_in_one_line_texts() {
        for (raw, expected) in [
            ("Две\nстроки", Some("Две строки")),
            (" \tДве \u{2028}\r\n строки\u{a0}", Some("Две строки")),
            ("\u{85}а\u{0}\u{3000}б", Some("а б")),
            ("❤\u{fe0f}", Some("❤\u{fe0f}")),
            ("\u{ad}\u{200b}\u{feff} \u{2800}", None),
            ("\u{9f}\u{7f}", None),
            ("\u{3164}", None),
            ("…", Some("…")),
        ] {
            assert_eq!(Text::line(raw).as_ref().map(Text::as_str), expected, "{raw:?}");
        }
    }

    #[test]
    fn white_space_round_addresses() {
        for (raw, expected) in [
            (" http://m.example/1.mkv \n", Some("http://m.example/1.mkv")),
            ("\u{feff}/a b\u{a0}\u{200b}", Some("/a b")),
            ("\u{fffe} /a \u{1}", Some("/a")),
            ("\u{200b}", None),
        ] {
            assert_eq!(Text::trimmed(raw).as_ref().map(Text::as_str), expected, "{raw:?}");
        }
    }
}

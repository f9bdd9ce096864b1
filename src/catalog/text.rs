//! Texts that can stand in an answer.

use std::fmt;

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

    /// Makes a text as [`Self::new`] does, but keeps the string where it has nothing to drop: the store reads millions.
    pub fn from_string(raw: String) -> Option<Self> {
        // U+FFFE and U+FFFF begin with 0xEF; other characters that do go the long way for nothing.
        let is_plain = |byte| matches!(byte, b' '..=0xEE | 0xF0.. | b'\t' | b'\n');
        // Not `all`: without a way out in the middle the bytes are looked at many at a time.
        let plain = raw.bytes().fold(true, |plain, byte| plain & is_plain(byte));
        if plain { (!raw.trim().is_empty()).then_some(Self(raw)) } else { Self::new(&raw) }
    }

    /// Returns the characters.
    pub fn as_str(&self) -> &str {
        &self.0
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
}

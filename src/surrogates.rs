//! Halves of surrogate pairs, which programs that count in UTF-16 leave when they cut a text short. JSON can write
//! them, texts cannot hold them.

/// A line, or another piece of JSON, without them.
pub(crate) struct Mended {
    /// What is left.
    pub(crate) text: Vec<u8>,
    /// Where bytes were taken out, in the mended text, and how many.
    cuts: Vec<(usize, usize)>,
}

impl Mended {
    /// Returns where a byte of the mended line stands in the line as it was; both from 1.
    pub(crate) fn before(&self, at: usize) -> usize {
        at + self.cuts.iter().filter(|(cut, _)| *cut < at).map(|(_, length)| length).sum::<usize>()
    }
}

/// Takes out every half that stands alone, escaped (`\ud83d`) or in bytes (CESU-8), and makes characters of whole pairs.
/// `None`: there is none.
pub(crate) fn mend(line: &[u8]) -> Option<Mended> {
    let mut mended = Mended { text: Vec::with_capacity(line.len()), cuts: Vec::new() };
    let mut at = 0;
    while at < line.len() {
        let rest = &line[at..];
        let Some((first, length)) = half(rest) else {
            // A backslash takes the next byte with it: in `\\ud83d` nothing is escaped but the backslash.
            let length = if rest[0] == b'\\' { rest.len().min(2) } else { 1 };
            mended.text.extend_from_slice(&rest[..length]);
            at += length;
            continue;
        };
        let second = half(&rest[length..]);
        let pair = second.and_then(|(second, more)| Some((char_of(first, second)?, length + more)));
        let (character, length) = pair.map_or((None, length), |(character, length)| (Some(character), length));
        mended.cuts.push((mended.text.len(), length - character.map_or(0, char::len_utf8)));
        if let Some(character) = character {
            mended.text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        }
        at += length;
    }
    (!mended.cuts.is_empty()).then_some(mended)
}

/// Reads the half that the bytes begin with, and its length.
fn half(bytes: &[u8]) -> Option<(u16, usize)> {
    const ESCAPE: usize = 6;
    let (unit, length) = match bytes {
        [b'\\', b'u', ..] => {
            let digits = std::str::from_utf8(bytes.get(2..ESCAPE)?).ok()?;
            let all_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            (all_digits.then(|| u16::from_str_radix(digits, 16).ok()).flatten()?, ESCAPE)
        }
        [0xED, second @ 0xA0..=0xBF, third @ 0x80..=0xBF, ..] => {
            (0xD000 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F), 3)
        }
        _ => return None,
    };
    matches!(unit, 0xD800..=0xDFFF).then_some((unit, length))
}

fn char_of(first: u16, second: u16) -> Option<char> {
    let mut decoded = char::decode_utf16([first, second]);
    decoded.next()?.ok().filter(|_| decoded.next().is_none())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn lone_surrogates_go_and_pairs_stay() {
        for (line, expected) in [
            (&br#""a\ud83d b""#[..], "a b"),
            (br#""a\uDE00\uD83D""#, "a"),
            (br#""\ud83d\uD83D\uDE00\ude00""#, "😀"),
            (br#""\\ud83d\ud83d\\\uD83D""#, "\\ud83d\\"),
            (br#""\ud83d\n\ud83d\"""#, "\n\""),
            (b"\"a\xED\xA0\xBDb\xED\xA0\xBD\xED\xB8\x80\"", "ab😀"),
        ] {
            let mended = mend(line).unwrap();
            assert_eq!(serde_json::from_slice::<Value>(&mended.text).unwrap(), expected);
        }
        assert!(mend(br#""\u0041\\ud83d \ud7ff \ue000 \ud83""#).is_none());
    }

    #[test]
    fn places_are_those_of_the_line_as_it_was() {
        let mended = mend(br#"{"\ud83d":"\ud83d" x"#).unwrap();
        assert_eq!(mended.text, br#"{"":"" x"#);
        assert_eq!([1, 2, 3, 5, 6, 8].map(|at| mended.before(at)), [1, 2, 9, 11, 18, 20]);
    }

    proptest! {
        #[test]
        fn what_is_left_is_what_a_lossy_reader_sees(
            pieces in proptest::collection::vec(prop_oneof![
                "[a-zё\u{10000}-\u{10010}]{0,3}".prop_map(|text| (text.clone(), text.encode_utf16().collect::<Vec<u16>>())),
                Just(("\\\\".to_owned(), vec![u16::from(b'\\')])),
                Just(("\\\"".to_owned(), vec![u16::from(b'"')])),
                Just(("u".to_owned(), vec![u16::from(b'u')])),
                any::<u16>().prop_map(|unit| (format!("\\u{unit:04x}"), vec![unit])),
                (0xD800..=0xDFFF_u16).prop_map(|unit| (format!("\\u{unit:04X}"), vec![unit])),
            ], 0..12),
        ) {
            let line = format!("\"{}\"", pieces.iter().map(|(written, _)| written.as_str()).collect::<String>());
            let units: Vec<u16> = pieces.into_iter().flat_map(|(_, units)| units).collect();
            let expected: String = char::decode_utf16(units).flatten().collect();
            let mended = mend(line.as_bytes()).map_or(line.into_bytes(), |mended| mended.text);
            prop_assert_eq!(serde_json::from_slice::<Value>(&mended).unwrap(), expected);
        }
    }
}

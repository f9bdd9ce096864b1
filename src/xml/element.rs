//! What answers are made of: a declaration, and elements written to the end of a buffer.

use std::fmt::Display;
use std::io::Write;

use quick_xml::escape::escape;

/// What every answer begins with.
pub(super) const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Writes `<name>text</name>`, the text escaped.
pub(super) fn text(out: &mut Vec<u8>, name: &str, text: &str) {
    open(out, name);
    // Most texts are plain, and seeing that is quicker than looking for the first byte that is not.
    match is_plain(text) {
        true => out.extend_from_slice(text.as_bytes()),
        false => out.extend_from_slice(escape(text).as_bytes()),
    }
    close(out, name);
}

/// Writes the text where there is one, nothing where there is none.
pub(super) fn optional_text(out: &mut Vec<u8>, name: &str, given: Option<&str>) {
    if let Some(given) = given {
        text(out, name, given);
    }
}

/// Tells whether a text has nothing to escape.
fn is_plain(text: &str) -> bool {
    let is_special = |byte| matches!(byte, b'<' | b'>' | b'&' | b'\'' | b'"');
    // Not `any`: without a way out in the middle the bytes are looked at many at a time.
    !text.bytes().fold(false, |found, byte| found | is_special(byte))
}

/// Writes `<name>value</name>`, the value as it displays, which must need no escaping.
pub(super) fn value(out: &mut Vec<u8>, name: &str, value: impl Display) {
    open(out, name);
    // Writing to a vector cannot fail.
    write!(out, "{value}").unwrap_or_default();
    close(out, name);
}

/// Writes the value where there is one, nothing where there is none.
pub(super) fn optional(out: &mut Vec<u8>, name: &str, given: Option<impl Display>) {
    if let Some(given) = given {
        value(out, name, given);
    }
}

/// Writes `<name>…</name>` around what `inside` writes; nothing at all where that is nothing.
pub(super) fn wrapper(out: &mut Vec<u8>, name: &str, inside: impl FnOnce(&mut Vec<u8>)) {
    let before = out.len();
    open(out, name);
    let empty = out.len();
    inside(out);
    if out.len() == empty {
        out.truncate(before);
    } else {
        close(out, name);
    }
}

/// Writes `<name>…</name>` around ready bytes.
pub(super) fn ready(out: &mut Vec<u8>, name: &str, inside: &[u8]) {
    open(out, name);
    out.extend_from_slice(inside);
    close(out, name);
}

/// Writes `<name>`.
pub(super) fn open(out: &mut Vec<u8>, name: &str) {
    out.push(b'<');
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
}

/// Writes `</name>`.
pub(super) fn close(out: &mut Vec<u8>, name: &str) {
    out.extend_from_slice(b"</");
    out.extend_from_slice(name.as_bytes());
    out.push(b'>');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_is_plain_where_escaping_leaves_it_as_it_is(text in "[<>&'\"a-zа-я\\[\\]=;\\t]{0,40}|[a-zа-я ;=-]{0,40}") {
            prop_assert_eq!(is_plain(&text), escape(text.as_str()) == text);
        }
    }
}

//! The target of a request line, as old boxes and browsers of old write it, made into one that the HTTP library reads.

use std::borrow::Cow;

use memchr::{memchr, memmem};
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};

/// What may not stand in a URL as it is, but means itself; what is no ASCII comes on top of it.
const RAW: &AsciiSet =
    &CONTROLS.add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// What `OPTIONS *` asks about, the server as a whole, is a path that no door answers.
const SERVER: (&[u8], &[u8]) = (b"*", b"/*");

/// Returns the target with raw letters and signs percent-encoded and doubled slashes of its path made one.
pub(super) fn readable(target: &[u8]) -> Cow<'_, [u8]> {
    if target == SERVER.0 {
        return Cow::Owned(SERVER.1.to_vec());
    }
    let path = path_start(target);
    let query = memchr(b'?', &target[path..]).map_or(target.len(), |at| path + at);
    let doubled = memmem::find(&target[path..query], b"//").is_some();
    if !doubled && !target.iter().any(|byte| is_raw(*byte)) {
        return Cow::Borrowed(target);
    }
    let mut readable = Vec::with_capacity(target.len() * 2);
    readable.extend_from_slice(&target[..path]);
    let mut slash = false;
    for byte in &target[path..query] {
        if !(slash && *byte == b'/') {
            encode(&[*byte], &mut readable);
        }
        slash = *byte == b'/';
    }
    encode(&target[query..], &mut readable);
    Cow::Owned(readable)
}

fn is_raw(byte: u8) -> bool {
    !byte.is_ascii() || matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
}

fn encode(bytes: &[u8], out: &mut Vec<u8>) {
    percent_encode(bytes, RAW).for_each(|piece| out.extend_from_slice(piece.as_bytes()));
}

/// Returns where the path begins: behind `http://host`, if that is there (RFC 9112 3.2.2).
fn path_start(target: &[u8]) -> usize {
    if target.first() == Some(&b'/') {
        return 0;
    }
    let Some(authority) = memmem::find(target, b"://").map(|at| at + 3) else { return 0 };
    memchr(b'/', &target[authority..]).map_or(target.len(), |at| authority + at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn raw_letters_and_signs_are_percent_encoded() {
        for (target, expected) in [
            ("/list/?q=мама", "/list/?q=%D0%BC%D0%B0%D0%BC%D0%B0"),
            ("/list/?q=\"a\"<b>\\^`{|}", "/list/?q=%22a%22%3Cb%3E%5C%5E%60%7B%7C%7D"),
            ("/list/?q=%D0%BC+a%20b", "/list/?q=%D0%BC+a%20b"),
            ("/film/№7/", "/film/%E2%84%967/"),
            ("/list/?exclude_film[0]=7", "/list/?exclude_film[0]=7"),
        ] {
            assert_eq!(String::from_utf8_lossy(&readable(target.as_bytes())), expected, "{target}");
        }
        assert_eq!(readable(b"/list/?q=\xEC\xE0").as_ref(), b"/list/?q=%EC%E0");
    }

    #[test]
    fn doubled_slashes_of_a_path_are_one() {
        for (target, expected) in [
            ("//list//", "/list/"),
            ("///film///7//?q=a//b", "/film/7/?q=a//b"),
            ("http://test//list/?u=http://x//y", "http://test/list/?u=http://x//y"),
            ("http://test", "http://test"),
            ("*", "/*"),
        ] {
            assert_eq!(String::from_utf8_lossy(&readable(target.as_bytes())), expected, "{target}");
        }
    }

    proptest! {
        #[test]
        fn what_is_readable_stays_as_it_is(target in proptest::collection::vec(any::<u8>(), 0..64)) {
            let once = readable(&target).into_owned();
            let twice = readable(&once);
            prop_assert_eq!(twice.as_ref(), once.as_slice());
        }
    }
}

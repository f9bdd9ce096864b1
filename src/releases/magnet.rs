//! Magnet links.

use std::fmt;
use std::str::from_utf8;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::catalog::InfoHash;

/// What every magnet link begins with.
const SCHEME: &str = "magnet:?";
/// What a hash of version 1 is named by (BEP 9).
const V1: &str = "urn:btih:";
/// What a hash of version 2 is named by (BEP 52), with what says that it is of SHA-256 and has 32 bytes.
const V2: &str = "urn:btmh:1220";
/// Digits of a hash of version 1.
const V1_DIGITS: usize = 40;
/// Digits of a hash of version 2.
const V2_DIGITS: usize = 64;
/// What is left of an ampersand that was escaped for HTML: it begins the parameter after it.
const ESCAPED: &str = "amp;";
/// What is written as it stands: unreserved characters of URLs (RFC 3986).
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a magnet link says of a torrent (BEP 9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Magnet {
    /// The hash of version 1.
    pub hash: InfoHash,
    /// The name of the torrent (`dn`), of one line.
    pub name: Option<String>,
}

impl Magnet {
    /// Reads a magnet link; `None`: it is none, or names no hash of version 1 in hexadecimal digits or base32.
    ///
    /// Of several hashes or names it takes the first. Links are read as they are found on pages: in either case, with or
    /// without percent-encoding, with `&amp;` between parameters.
    pub fn parse(link: &str) -> Option<Self> {
        let link = link.trim();
        let scheme = link.get(..SCHEME.len())?;
        if !scheme.eq_ignore_ascii_case(SCHEME) {
            return None;
        }
        let query = link[SCHEME.len()..].split('#').next()?;
        let parameters = || query.split('&').filter_map(parameter);
        let hash = parameters().filter(|(key, _)| is_topic(key)).find_map(|(_, value)| v1_hash(value))?;
        let name = parameters().filter(|(key, _)| key.eq_ignore_ascii_case("dn")).find_map(|(_, value)| name(value));
        Some(Self { hash, name })
    }
}

/// Returns the texts by which programs know the torrents of a magnet link, in lower case: the hash of version 1 in 40
/// digits, that of version 2 in 64, and cut to 40. Empty where it is none.
pub fn hash_texts(link: &str) -> Vec<String> {
    let link = link.trim();
    let is_magnet = link.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME));
    let query = if is_magnet { link[SCHEME.len()..].split('#').next().unwrap_or_default() } else { "" };
    let topics = query.split('&').filter_map(parameter).filter(|(key, _)| is_topic(key));
    let mut texts: Vec<String> = topics.flat_map(|(_, value)| topic_texts(value)).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn topic_texts(value: &str) -> Vec<String> {
    if let Some(hash) = v1_hash(value) {
        return vec![hash.to_string()];
    }
    let Some(hash) = v2_hash(value) else { return Vec::new() };
    let cut = hash[..V1_DIGITS].to_owned();
    vec![hash, cut]
}

/// Tells whether a parameter names a hash; several are numbered: `xt.1`.
fn is_topic(key: &str) -> bool {
    key.eq_ignore_ascii_case("xt") || key.to_ascii_lowercase().starts_with("xt.")
}

/// Reads a hash of version 2: 64 hexadecimal digits after those that name SHA-256 (BEP 52).
fn v2_hash(value: &str) -> Option<String> {
    let topic = percent_decode_str(value.trim()).decode_utf8().ok()?.to_ascii_lowercase();
    let digits = topic.strip_prefix(V2)?;
    let is_hash = digits.len() == V2_DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hash.then(|| digits.to_owned())
}

/// Writes a link with the hash in hexadecimal digits, which [`Magnet::parse`] reads. It has no trackers.
impl fmt::Display for Magnet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}xt={V1}{}", self.hash)?;
        let Some(name) = &self.name else { return Ok(()) };
        write!(f, "&dn={}", utf8_percent_encode(name, ENCODED))
    }
}

fn parameter(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix(ESCAPED).unwrap_or(text).split_once('=')
}

fn v1_hash(value: &str) -> Option<InfoHash> {
    let topic = percent_decode_str(value.trim()).decode_utf8().ok()?;
    let digits = topic.get(V1.len()..).filter(|_| topic[..V1.len()].eq_ignore_ascii_case(V1))?;
    InfoHash::from_hex(digits).or_else(|| InfoHash::from_base32(digits))
}

/// Reads a name: without control characters, trimmed; `None` where nothing is left, or it is not in UTF-8.
fn name(value: &str) -> Option<String> {
    let spaced = value.replace('+', " ");
    let bytes: Vec<u8> = percent_decode_str(&spaced).collect();
    let text = match from_utf8(&bytes) {
        Ok(text) => text,
        // Names are cut to a number of bytes here and there, through the middle of a character.
        Err(fault) if fault.error_len().is_none() => from_utf8(&bytes[..fault.valid_up_to()]).ok()?,
        Err(_) => return None,
    };
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &str = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
    const BASE32: &str = "YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK";

    fn parse(link: &str) -> Option<(String, Option<String>)> {
        Magnet::parse(link).map(|magnet| (magnet.hash.to_string(), magnet.name))
    }

    #[test]
    fn every_form_of_a_link_names_its_hash() {
        for link in [
            format!("magnet:?xt=urn:btih:{HEX}"),
            format!("magnet:?xt=urn:btih:{}", HEX.to_uppercase()),
            format!("magnet:?xt=urn:btih:{BASE32}"),
            format!("magnet:?xt=urn:btih:{}", BASE32.to_lowercase()),
            format!(" MAGNET:?XT=URN:BTIH:{HEX}\n"),
            format!("magnet:?xt=urn%3Abtih%3A{HEX}"),
            format!("magnet:?tr=udp%3A%2F%2Ft.example%3A80&xl=10&xt=urn:btih:{HEX}"),
            format!("magnet:?xl=10&amp;xt=urn:btih:{HEX}&amp;tr=x"),
            format!("magnet:?xt=urn:btmh:1220{}&xt=urn:btih:{HEX}", "ab".repeat(32)),
            format!("magnet:?xt.1=urn:sha1:{BASE32}&xt.2=urn:btih:{HEX}"),
            format!("magnet:?xt=urn:btih:{HEX}&xt=urn:btih:{}", "0".repeat(40)),
            format!("magnet:?xt=urn:btih:{}&xt=urn:btih:{HEX}", "0".repeat(39)),
            format!("magnet:?&&xt&xt=urn:btih:{HEX}#dn=x"),
        ] {
            assert_eq!(parse(&link), Some((HEX.to_owned(), None)), "{link}");
        }
    }

    #[test]
    fn what_names_no_hash_of_version_1_is_no_magnet() {
        for link in [
            String::new(),
            "magnet:".to_owned(),
            "magnet:?".to_owned(),
            "магнит:?xt=urn:btih:".to_owned(),
            format!("http://a.example/?xt=urn:btih:{HEX}"),
            format!("magnet:?dn=xt=urn:btih:{HEX}"),
            format!("magnet:?xt=urn:btih:{HEX}0"),
            format!("magnet:?xt=urn:btih:{}g", &HEX[1..]),
            format!("magnet:?xt=urn:btmh:1220{}", "ab".repeat(32)),
            format!("magnet:?xtra=urn:btih:{HEX}"),
            "magnet:?xt=urn:btih:%FF".to_owned(),
            "magnet:?xt=ж".to_owned(),
        ] {
            assert_eq!(parse(&link), None, "{link}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for name in [None, Some("Брат 2 + 100% & [2000] #1=2; a~b"), Some("\"'<ё>")] {
            let magnet = Magnet { hash: InfoHash::from_hex(HEX).unwrap(), name: name.map(str::to_owned) };
            assert_eq!(Magnet::parse(&magnet.to_string()), Some(magnet));
        }
        let magnet = Magnet { hash: InfoHash::from_hex(HEX).unwrap(), name: Some("Ы 1".to_owned()) };
        assert_eq!(magnet.to_string(), format!("magnet:?xt=urn:btih:{HEX}&dn=%D0%AB%201"));
    }

    #[test]
    fn the_name_is_decoded_and_cleaned() {
        for (name, expected) in [
            ("Brat.2.2000.BDRip", Some("Brat.2.2000.BDRip")),
            ("Brat+2+%282000%29", Some("Brat 2 (2000)")),
            ("C%2B%2B+%26+co", Some("C++ & co")),
            ("%D0%91%D1%80%D0%B0%D1%82+2", Some("Брат 2")),
            ("Брат 2", Some("Брат 2")),
            ("%0ABr%00at%7F%C2%85+", Some("Brat")),
            ("", None),
            ("+%09+", None),
            // Cut through a character.
            ("%D0%91%D1", Some("Б")),
            // In windows-1251.
            ("%C1%F0%E0%F2", None),
        ] {
            let link = format!("magnet:?dn={name}&xt=urn:btih:{HEX}");
            assert_eq!(parse(&link), Some((HEX.to_owned(), expected.map(str::to_owned))), "{name}");
        }
        let two = format!("magnet:?xt=urn:btih:{HEX}&dn=&amp;DN=second&dn=third");
        assert_eq!(parse(&two), Some((HEX.to_owned(), Some("second".to_owned()))));
    }

    #[test]
    fn a_torrent_is_known_by_every_text_of_its_hashes() {
        let v1 = "a5b24a285c3533d80ce62181813640ac4a0e6ed7";
        let v2 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let cut = &v2[..40];
        for (link, expected) in [
            (format!("magnet:?xt=urn:btih:{}&dn=x", v1.to_uppercase()), vec![v1]),
            (format!("magnet:?xt=urn:btmh:1220{v2}"), vec![cut, v2]),
            (format!("magnet:?xt=urn:btih:{v1}&amp;xt=urn%3Abtmh%3A1220{}", v2.to_uppercase()), vec![v1, cut, v2]),
            (format!("magnet:?xt.1=urn:btih:{v1}&xt.2=urn:btih:{v1}"), vec![v1]),
            (format!("magnet:?xt=urn:btmh:1221{v2}&xt=urn:btmh:1220{cut}"), vec![]),
            (format!("https://example.org/?xt=urn:btih:{v1}"), vec![]),
            (String::new(), vec![]),
        ] {
            assert_eq!(hash_texts(&link), expected, "{link}");
        }
    }
}

//! `Forwarded` (RFC 7239), read by its grammar: what stands in quotes is text, whatever it looks like.
//!
//! ```text
//! forwarded = [ element ] *( OWS "," OWS [ element ] )
//! element   = [ pair ] *( ";" [ pair ] )
//! pair      = token "=" ( token / quoted-string )
//! ```

use std::iter::Peekable;
use std::net::{IpAddr, Ipv6Addr};
use std::str::Chars;

/// Returns what each element of a line of the header says of whom it was sent for, in order; `None` for an element that
/// names no address.
///
/// # Errors
/// The line is not of the grammar, or an element says it twice.
pub(super) fn hops(line: &str) -> Result<Vec<Option<IpAddr>>, Rubbish> {
    let mut text = line.chars().peekable();
    let mut hops = Vec::new();
    loop {
        skip_blanks(&mut text);
        if let Some(element) = element(&mut text)? {
            hops.push(element.and_then(|node| node_address(&node)));
        }
        match text.next() {
            None => return Ok(hops),
            Some(',') => {}
            Some(_) => return Err(Rubbish),
        }
    }
}

/// The line cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rubbish;

/// Reads up to the next comma outside quotes: the value of `for`, which may be absent; `None` where there is nothing.
fn element(text: &mut Peekable<Chars<'_>>) -> Result<Option<Option<String>>, Rubbish> {
    let (mut found, mut empty) = (None, true);
    loop {
        if text.peek().is_some_and(|c| is_token(*c)) {
            empty = false;
            let (name, value) = pair(text)?;
            if name.eq_ignore_ascii_case("for") && found.replace(value).is_some() {
                return Err(Rubbish);
            }
        }
        skip_blanks(text);
        if text.next_if_eq(&';').is_none() {
            return Ok((!empty).then_some(found));
        }
        empty = false;
        skip_blanks(text);
    }
}

fn pair(text: &mut Peekable<Chars<'_>>) -> Result<(String, String), Rubbish> {
    let name = token(text);
    text.next_if_eq(&'=').ok_or(Rubbish)?;
    let value = if text.next_if_eq(&'"').is_some() { quoted(text)? } else { token(text) };
    if value.is_empty() { Err(Rubbish) } else { Ok((name, value)) }
}

fn token(text: &mut Peekable<Chars<'_>>) -> String {
    let mut token = String::new();
    while let Some(c) = text.next_if(|c| is_token(*c)) {
        token.push(c);
    }
    token
}

/// Reads a quoted string after its first quote (RFC 9110 5.6.4).
fn quoted(text: &mut Peekable<Chars<'_>>) -> Result<String, Rubbish> {
    let mut value = String::new();
    loop {
        match text.next().ok_or(Rubbish)? {
            '"' => return Ok(value),
            '\\' => value.push(text.next().ok_or(Rubbish)?),
            c => value.push(c),
        }
    }
}

fn skip_blanks(text: &mut Peekable<Chars<'_>>) {
    while text.next_if(|c| matches!(c, ' ' | '\t')).is_some() {}
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

/// Reads the address of a node (RFC 7239 6): an IPv4 one bare, an IPv6 one in brackets, either with a port.
fn node_address(node: &str) -> Option<IpAddr> {
    let (address, port) = match node.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']')?;
            (address.parse::<Ipv6Addr>().ok().map(IpAddr::V6)?, port)
        }
        None => {
            let end = node.find(':').unwrap_or(node.len());
            (IpAddr::V4(node[..end].parse().ok()?), &node[end..])
        }
    };
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some(address)
}

/// Tells whether it is a port, or a name in place of one.
fn is_port(port: &str) -> bool {
    let digits = (1..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
    let hidden =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    digits || port.strip_prefix('_').is_some_and(hidden)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(line: &str) -> Result<Vec<Option<String>>, Rubbish> {
        Ok(hops(line)?.into_iter().map(|hop| hop.map(|address| address.to_string())).collect())
    }

    #[test]
    fn nodes_are_read_by_the_grammar() {
        for (line, expected) in [
            ("for=192.0.2.43", vec![Some("192.0.2.43")]),
            ("For=\"192.0.2.43:47011\"", vec![Some("192.0.2.43")]),
            ("for=\"[2001:db8:cafe::17]:4711\"", vec![Some("2001:db8:cafe::17")]),
            ("for=\"[2001:db8::1]\";proto=http;by=203.0.113.43", vec![Some("2001:db8::1")]),
            ("for=192.0.2.43, for=198.51.100.17", vec![Some("192.0.2.43"), Some("198.51.100.17")]),
            ("for=192.0.2.1;host=\"a, for=127.0.0.2\"", vec![Some("192.0.2.1")]),
            ("host=\"a\\\", for=127.0.0.2\";for=192.0.2.1", vec![Some("192.0.2.1")]),
            (" , for=192.0.2.1 ;; proto=http ,, ", vec![Some("192.0.2.1")]),
            ("for=\"\\1\\92.0.2.1\"", vec![Some("192.0.2.1")]),
            ("for=\"192.0.2.1:_hidden\"", vec![Some("192.0.2.1")]),
            ("for=unknown, for=_hidden, by=192.0.2.1", vec![None, None, None]),
            ("for=\"2001:db8::1\"", vec![None]),
            ("for=\"[192.0.2.1]\"", vec![None]),
            ("for=\"192.0.2.1:\"", vec![None]),
            ("for=\"192.0.2.1:123456\"", vec![None]),
            ("", vec![]),
        ] {
            let expected = expected.into_iter().map(|hop| hop.map(str::to_owned)).collect();
            assert_eq!(told(line), Ok(expected), "{line}");
        }
    }

    #[test]
    fn rubbish_is_told_from_what_is_read() {
        for line in [
            "for",
            "for=",
            "for=\"\"",
            "for=\"192.0.2.1",
            "for=\"192.0.2.1\\",
            "for=192.0.2.1:80",
            "for=[2001:db8::1]",
            "for=192.0.2.1 for=192.0.2.2",
            "for=192.0.2.1;for=192.0.2.2",
            "for = 192.0.2.1",
            "192.0.2.1",
            "for=\"192.0.2.1\"x",
            "for=192.0.2.1;=x",
            "\"for=192.0.2.1\"",
        ] {
            assert_eq!(told(line), Err(Rubbish), "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_quoted_text_changes_who_is_meant(text in "[ -~]{0,40}", name in "[a-z]{1,6}", first in any::<bool>()) {
            prop_assume!(name != "for");
            let quoted: String = text.chars().flat_map(|c| ['\\', c].into_iter().skip(usize::from(!"\"\\".contains(c)))).collect();
            let line = if first {
                format!("{name}=\"{quoted}x\";for=192.0.2.1, for=10.0.0.1")
            } else {
                format!("for=192.0.2.1;{name}=\"{quoted}x\", for=10.0.0.1")
            };
            prop_assert_eq!(told(&line), Ok(vec![Some("192.0.2.1".to_owned()), Some("10.0.0.1".to_owned())]), "{}", line);
        }
    }
}

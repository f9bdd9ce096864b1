//! The head of a request: where it ends, and whether the HTTP library will read it.

use std::borrow::Cow;

use bytes::{Buf, Bytes, BytesMut};
use httparse::{EMPTY_HEADER, Header, Request};
use memchr::{memchr, memchr_iter, memrchr};

use super::body::Framing;
use super::refusal::Refusal;
use super::target;

/// The largest head of a request, in bytes: request line and header lines.
pub(in crate::http) const MAX_HEAD_BYTES: usize = 64 * 1024;
/// The most header lines of a request; the HTTP library takes no more.
pub(in crate::http) const MAX_HEADER_LINES: usize = 96;
/// The longest name of a header, in bytes. Known ones have a third of it; of 64 KiB the HTTP library panics.
pub(in crate::http) const MAX_HEADER_NAME_BYTES: usize = 256;

/// Headers that announce a body or ask for leave to send one. No body is read, so the library does not learn of them.
const BODY_HEADERS: [&str; 3] = ["content-length", "transfer-encoding", "expect"];

/// Headers that may bear on the answer, or on what is known of the client; a request with one of them is not plain.
const TELLING_HEADERS: [&str; 6] =
    ["accept-encoding", "authorization", "forwarded", "if-none-match", "upgrade", "x-forwarded-for"];

/// A head that the HTTP library can read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// From the request line to the empty line.
    pub(super) bytes: Bytes,
    pub(super) method: String,
    pub(super) target: String,
    /// How the end of the body is found; `None`: none follows.
    pub(super) body: Option<Framing>,
    /// Whether the client waits for leave to send the body.
    pub(super) expects_leave: bool,
    /// The target of a plain request: a `GET` of HTTP/1.1 with nothing in it that bears on the answer but its target, and on the
    /// connection.
    pub(super) plain: Option<Bytes>,
}

/// Takes heads from what a client sent.
#[derive(Debug, Default)]
pub(super) struct Heads {
    /// So many bytes of the input hold no end of a head.
    searched: usize,
    /// Whether the request line was whole when it was looked at.
    began_well: bool,
}

impl Heads {
    /// Takes the next head from the input; `None` where it is not whole yet.
    ///
    /// # Errors
    /// What stands there is no HTTP, or more than is read.
    pub(super) fn next(&mut self, input: &mut BytesMut) -> Result<Option<Head>, Refusal> {
        // Empty lines before a request are forgiven (RFC 9112 2.2).
        let blank = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        input.advance(blank);
        self.searched = self.searched.saturating_sub(blank);
        let Some(first) = input.first() else { return Ok(None) };
        if !first.is_ascii_graphic() {
            return Err(Refusal::Malformed);
        }
        let found = end(input, self.searched).filter(|end| *end <= MAX_HEAD_BYTES);
        match found {
            Some(end) => {
                *self = Self::default();
                read(input, end).map(Some)
            }
            None if input.len() >= MAX_HEAD_BYTES => {
                let request_line_ends = memchr(b'\n', &input[..MAX_HEAD_BYTES]).is_some();
                Err(if request_line_ends { Refusal::HeadTooLarge } else { Refusal::UrlTooLong })
            }
            None => {
                self.searched = input.len().saturating_sub(2);
                self.look_at_request_line(input)?;
                Ok(None)
            }
        }
    }

    /// Refuses what is no HTTP at its first line, not only when the client gives up on it.
    fn look_at_request_line(&mut self, input: &[u8]) -> Result<(), Refusal> {
        let Some(end) = memchr(b'\n', input).filter(|_| !self.began_well) else { return Ok(()) };
        self.began_well = true;
        Request::new(&mut []).parse(&readable(&input[..=end])).map(|_| ()).map_err(refusal)
    }
}

/// Returns the input with the target of its request line made readable.
fn readable(input: &[u8]) -> Cow<'_, [u8]> {
    let line = &input[..memchr(b'\n', input).unwrap_or(input.len())];
    let (Some(method), Some(version)) = (memchr(b' ', line), memrchr(b' ', line)) else { return Cow::Borrowed(input) };
    if method >= version {
        return Cow::Borrowed(input);
    }
    match target::readable(&line[method + 1..version]) {
        Cow::Borrowed(_) => Cow::Borrowed(input),
        Cow::Owned(target) => Cow::Owned([&input[..=method], &target, &input[version..]].concat()),
    }
}

/// Finds the end of the first empty line, from a place that may lie within it.
fn end(input: &[u8], from: usize) -> Option<usize> {
    memchr_iter(b'\n', &input[from..]).map(|at| from + at + 1).find_map(|after| match input[after..] {
        [b'\n', ..] => Some(after + 1),
        [b'\r', b'\n', ..] => Some(after + 2),
        _ => None,
    })
}

fn refusal(fault: httparse::Error) -> Refusal {
    match fault {
        httparse::Error::TooManyHeaders => Refusal::HeadTooLarge,
        _ => Refusal::Malformed,
    }
}

/// Reads the head that ends there, and takes it from the input.
fn read(input: &mut BytesMut, end: usize) -> Result<Head, Refusal> {
    let typed = input.split_to(end).freeze();
    let head = readable(&typed);
    let mut headers = [EMPTY_HEADER; MAX_HEADER_LINES];
    let mut request = Request::new(&mut headers);
    if request.parse(&head).map_err(refusal)?.is_partial() {
        return Err(Refusal::Malformed);
    }
    if request.headers.iter().any(|header| header.name.len() > MAX_HEADER_NAME_BYTES) {
        return Err(Refusal::HeadTooLarge);
    }
    let body = body(request.headers)?;
    let bytes = match head {
        _ if request.headers.iter().any(announces_body) => without_body(&request),
        Cow::Owned(ref rewritten) => Bytes::copy_from_slice(rewritten),
        Cow::Borrowed(_) => typed.clone(),
    };
    // Only what becomes of a body depends on these.
    let (mut method, mut target) = (String::new(), String::new());
    if body.is_some() {
        method.push_str(request.method.unwrap_or_default());
        target.push_str(request.path.unwrap_or_default());
    }
    let expects_leave = request.version == Some(1) && request.headers.iter().any(is_expectation);
    let plain = request.path.filter(|_| matches!(head, Cow::Borrowed(_)) && is_plain(&request));
    let plain = plain.map(|target| typed.slice_ref(target.as_bytes()));
    Ok(Head { bytes, method, target, body, expects_leave, plain })
}

fn is_plain(request: &Request<'_, '_>) -> bool {
    let tells = |header: &Header<'_>| {
        announces_body(header)
            || TELLING_HEADERS.iter().any(|name| header.name.eq_ignore_ascii_case(name))
            || header.name.eq_ignore_ascii_case("connection") && !header.value.eq_ignore_ascii_case(b"keep-alive")
    };
    request.method == Some("GET")
        && request.version == Some(1)
        && request.path.is_some_and(|target| target.starts_with('/') && !target.contains('#'))
        && !request.headers.iter().any(tells)
}

fn announces_body(header: &Header<'_>) -> bool {
    BODY_HEADERS.iter().any(|name| header.name.eq_ignore_ascii_case(name))
}

fn is_expectation(header: &Header<'_>) -> bool {
    header.name.eq_ignore_ascii_case("expect") && header.value.eq_ignore_ascii_case(b"100-continue")
}

/// Finds how the end of the body is found; `None` where none follows.
fn body(headers: &[Header<'_>]) -> Result<Option<Framing>, Refusal> {
    let mut lengths = headers.iter().filter(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = lengths.next().map(|header| header.value);
    let is_number = |value: &[u8]| !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    if length.is_some_and(|value| !is_number(value)) || lengths.any(|header| Some(header.value) != length) {
        return Err(Refusal::Malformed);
    }
    let mut codings = headers.iter().filter(|header| header.name.eq_ignore_ascii_case("transfer-encoding"));
    if let Some(coding) = codings.next() {
        // Both headers at once are a sign of smuggled requests (RFC 9112 6.1).
        let is_chunked = coding.value.eq_ignore_ascii_case(b"chunked") && codings.next().is_none() && length.is_none();
        return Ok(Some(if is_chunked { Framing::Chunked } else { Framing::Unknown }));
    }
    let Some(length) = length.filter(|value| value.iter().any(|digit| *digit != b'0')) else { return Ok(None) };
    let digits = std::str::from_utf8(length).map_err(|_| Refusal::Malformed)?;
    Ok(Some(digits.parse().map_or(Framing::Endless, Framing::Length)))
}

/// Writes the head without a word of a body.
fn without_body(request: &Request<'_, '_>) -> Bytes {
    let mut head = BytesMut::with_capacity(1024);
    let method = request.method.unwrap_or_default();
    let (target, version) = (request.path.unwrap_or_default(), request.version.unwrap_or_default());
    head.extend_from_slice(format!("{method} {target} HTTP/1.{version}\r\n").as_bytes());
    for header in request.headers.iter().filter(|header| !announces_body(header)) {
        for piece in [header.name.as_bytes(), b": ", header.value, b"\r\n"] {
            head.extend_from_slice(piece);
        }
    }
    head.extend_from_slice(b"\r\n");
    head.freeze()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Takes heads from input that arrives in pieces of this size.
    fn take(sent: &[u8], piece: usize) -> (Vec<Head>, Result<(), Refusal>) {
        let (mut input, mut heads, mut taken) = (BytesMut::new(), Heads::default(), Vec::new());
        for piece in sent.chunks(piece) {
            input.extend_from_slice(piece);
            loop {
                match heads.next(&mut input) {
                    Ok(Some(head)) => taken.push(head),
                    Ok(None) => break,
                    Err(refusal) => return (taken, Err(refusal)),
                }
            }
        }
        (taken, Ok(()))
    }

    fn head(text: &str) -> Head {
        let method = String::new();
        let target = text.strip_prefix("GET ").and_then(|rest| rest.split_once(" HTTP/1.1"));
        let plain = target.map(|(target, _)| Bytes::copy_from_slice(target.as_bytes()));
        let bytes = Bytes::copy_from_slice(text.as_bytes());
        Head { bytes, method, target: String::new(), body: None, expects_leave: false, plain }
    }

    #[test]
    fn a_request_is_plain_where_its_target_says_all() {
        for (request, is_plain) in [
            ("GET /a?b HTTP/1.1\r\nHost: x\r\nUser-Agent: y\r\nAccept: */*\r\n", true),
            ("GET /a HTTP/1.1\r\nConnection: Keep-Alive\r\n", true),
            ("GET /a HTTP/1.1\r\nConnection: close\r\n", false),
            ("GET /a HTTP/1.0\r\n", false),
            ("HEAD /a HTTP/1.1\r\n", false),
            ("GET http://x/a HTTP/1.1\r\n", false),
            ("GET /a#b HTTP/1.1\r\n", false),
            ("GET /ж HTTP/1.1\r\n", false),
            ("GET /a HTTP/1.1\r\nContent-Length: 0\r\n", false),
            ("GET /a HTTP/1.1\r\nExpect: 100-continue\r\n", false),
            ("GET /a HTTP/1.1\r\nACCEPT-Encoding: gzip\r\n", false),
            ("GET /a HTTP/1.1\r\nAuthorization: Bearer x\r\n", false),
            ("GET /a HTTP/1.1\r\nIf-None-Match: *\r\n", false),
            ("GET /a HTTP/1.1\r\nX-Forwarded-For: 10.0.0.1\r\n", false),
            ("GET /a HTTP/1.1\r\nForwarded: for=10.0.0.1\r\n", false),
            ("GET /a HTTP/1.1\r\nUpgrade: h2c\r\n", false),
        ] {
            let (heads, end) = take(format!("{request}\r\n").as_bytes(), 1000);
            assert_eq!((heads.len(), end), (1, Ok(())), "{request}");
            assert_eq!(heads[0].plain.is_some(), is_plain, "{request}");
        }
    }

    #[test]
    fn each_head_comes_alone_however_it_arrives() {
        let sent =
            b"\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\nHEAD /b HTTP/1.0\n\nGET /c HTTP/1.1\r\nA:b\r\n\r\nGET /d";
        for piece in [1, 2, 3, 7, 1000] {
            let (heads, end) = take(sent, piece);
            assert_eq!(end, Ok(()));
            let expected =
                ["GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "HEAD /b HTTP/1.0\n\n", "GET /c HTTP/1.1\r\nA:b\r\n\r\n"];
            assert_eq!(heads, expected.map(head), "in pieces of {piece}");
        }
    }

    #[test]
    fn a_body_is_announced_to_us_alone() {
        for (sent, body, expects_leave) in [
            ("Content-Length: 3\r\n", Some(Framing::Length(3)), false),
            ("content-length: 0\r\n", None, false),
            ("Transfer-Encoding: Chunked\r\n", Some(Framing::Chunked), false),
            ("Transfer-Encoding: gzip, chunked\r\n", Some(Framing::Unknown), false),
            ("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", Some(Framing::Unknown), false),
            (
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n",
                Some(Framing::Unknown),
                true,
            ),
            ("Content-Length: 7\r\nContent-Length: 7\r\n", Some(Framing::Length(7)), false),
            ("Content-Length: 99999999999999999999\r\n", Some(Framing::Endless), false),
            ("Expect: 100-continue\r\n", None, true),
        ] {
            let (heads, end) = take(format!("POST / HTTP/1.1\r\nHost: a\r\n{sent}X: y\r\n\r\n").as_bytes(), 1000);
            let (method, target) = if body.is_some() { ("POST", "/") } else { ("", "") };
            let (method, target) = (method.to_owned(), target.to_owned());
            let head = head("POST / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n");
            assert_eq!((heads, end), (vec![Head { method, target, body, expects_leave, ..head }], Ok(())), "{sent}");
        }
    }

    #[test]
    fn what_is_no_http_is_refused_at_its_first_line() {
        for sent in [
            "\u{16}\u{3}\u{1}",
            "GET\r\n",
            "GET /\r\n",
            "GET / HTTP/2.0\r\n",
            "GET / HTTP/1.1\r\nno header\r\n\r\n",
            "GET / HTTP/1.1\r\nX: \0\r\n\r\n",
            "GET /a b HTTP/1.1\r\n",
            "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        ] {
            assert_eq!(take(sent.as_bytes(), 1).1, Err(Refusal::Malformed), "{sent:?}");
            assert_eq!(take(sent.as_bytes(), 1000).1, Err(Refusal::Malformed), "{sent:?}");
        }
    }

    #[test]
    fn heads_beyond_a_limit_are_refused() {
        let lines = |count: usize| "X: y\r\n".repeat(count);
        let name = |length: usize| format!("{}: y\r\n", "n".repeat(length));
        for (headers, expected) in [
            (lines(MAX_HEADER_LINES), Ok(())),
            (lines(MAX_HEADER_LINES + 1), Err(Refusal::HeadTooLarge)),
            (name(MAX_HEADER_NAME_BYTES), Ok(())),
            (name(MAX_HEADER_NAME_BYTES + 1), Err(Refusal::HeadTooLarge)),
            (name(MAX_HEAD_BYTES), Err(Refusal::HeadTooLarge)),
            (format!("X: {}\r\n", "y".repeat(MAX_HEAD_BYTES)), Err(Refusal::HeadTooLarge)),
        ] {
            for piece in [1000, 1_000_000] {
                let (_, end) = take(format!("GET / HTTP/1.1\r\n{headers}\r\n").as_bytes(), piece);
                assert_eq!(end, expected, "{}", headers.len());
            }
        }
        let url = format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(MAX_HEAD_BYTES));
        assert_eq!(take(url.as_bytes(), 1000).1, Err(Refusal::UrlTooLong));
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(sent in proptest::collection::vec(
            prop_oneof![
                Just(&b"GET /list/ HTTP/1.1\r\n"[..]), Just(&b"Host: a\r\n"[..]), Just(&b"\r\n"[..]), Just(&b"\n"[..]),
                Just(&b"\r"[..]), Just(&b"Content-Length: 3\r\n"[..]), Just("GET /м HTTP/1.0\r\n".as_bytes()), Just(&b"x"[..]),
            ], 0..16), piece in 1_usize..20) {
            // The end of a last head, since half a head is judged as far as it has come.
            let sent = [sent.concat().as_slice(), b"\n\n"].concat();
            let (whole, pieces) = (take(&sent, usize::MAX), take(&sent, piece));
            prop_assert_eq!(whole, pieces);
        }
    }
}

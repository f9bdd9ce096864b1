//! Bodies of requests, for the routes that take one: read whole, under the limits of the route, before it is asked.

use std::time::{Duration, Instant};

use bytes::{Buf, Bytes, BytesMut};
use httparse::{Status, parse_chunk_size};
use memchr::memmem;

use super::body_room::{BodyRoom, TakenRoom};
use crate::http::route::BodyLimits;
use crate::number::to_u64;

/// How long a chunk's size line, or a trailer line, may be.
const MAX_CHUNK_LINE: usize = 1024;

/// How the end of a body is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// After so many bytes.
    Length(u64),
    /// After more bytes than a number can say, and so than any body may have.
    Endless,
    /// By the last chunk.
    Chunked,
    /// In no way that is known here.
    Unknown,
}

/// A body that is coming.
#[derive(Debug)]
pub(super) struct Incoming {
    /// The head of the request, without a word of the body.
    head: Bytes,
    rest: Rest,
    data: BytesMut,
    room: TakenRoom,
    max: usize,
    /// When it has to be here.
    due: Instant,
    /// When the next piece of it has to be here.
    next_due: Instant,
    idle: Duration,
}

/// What is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    /// So many bytes.
    Bytes(u64),
    /// The size of a chunk.
    ChunkSize,
    /// So many bytes of a chunk.
    Chunk(u64),
    /// The end of the line after a chunk.
    ChunkEnd,
    /// Trailers, up to an empty line.
    Trailers,
}

/// What became of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// More has to come.
    More,
    /// It is here.
    Whole,
    /// It is larger than the route takes.
    TooLarge,
    /// The bodies of other requests leave no room for it.
    Crowded,
    /// Its chunks cannot be read.
    Malformed,
}

impl Incoming {
    /// Awaits the body of a request that begins now; `None` where its end cannot be found.
    pub(super) fn new(
        head: Bytes,
        framing: Framing,
        (limits, idle): (BodyLimits, Duration),
        room: &BodyRoom,
    ) -> Option<Self> {
        let rest = match framing {
            Framing::Length(bytes) => Rest::Bytes(bytes),
            Framing::Endless => Rest::Bytes(u64::MAX),
            Framing::Chunked => Rest::ChunkSize,
            Framing::Unknown => return None,
        };
        let (room, now) = (room.take(), Instant::now());
        let (due, next_due) = (now + limits.time, now + idle);
        Some(Self { head, rest, data: BytesMut::new(), room, max: limits.max_bytes, due, next_due, idle })
    }

    /// Returns when patience with it ends.
    pub(super) fn due(&self) -> Instant {
        self.due.min(self.next_due)
    }

    /// Takes what has come of it from the input.
    pub(super) fn take(&mut self, input: &mut BytesMut) -> Progress {
        if !input.is_empty() {
            self.next_due = Instant::now() + self.idle;
        }
        loop {
            let step = match self.rest {
                Rest::Bytes(0) => return Progress::Whole,
                Rest::Bytes(left) => self.take_bytes(input, left, Rest::Bytes),
                Rest::Chunk(0) => {
                    self.rest = Rest::ChunkEnd;
                    continue;
                }
                Rest::Chunk(left) => self.take_bytes(input, left, Rest::Chunk),
                Rest::ChunkSize => self.take_size(input),
                Rest::ChunkEnd => self.take_chunk_end(input),
                Rest::Trailers => match take_line(input) {
                    Line::Read(0) => return Progress::Whole,
                    Line::Read(_) => continue,
                    Line::Unfinished => Some(Progress::More),
                    Line::TooLong => Some(Progress::Malformed),
                },
            };
            if let Some(end) = step {
                return end;
            }
        }
    }

    /// Returns the head, with the length of the body, and the body; and the room that it takes up.
    pub(super) fn whole(self) -> (Bytes, TakenRoom) {
        let mut request = BytesMut::with_capacity(self.head.len() + self.data.len() + 32);
        // The empty line at the end of the head comes after the length.
        request.extend_from_slice(self.head.strip_suffix(b"\r\n").unwrap_or(&self.head));
        request.extend_from_slice(format!("content-length: {}\r\n\r\n", self.data.len()).as_bytes());
        request.extend_from_slice(&self.data);
        (request.freeze(), self.room)
    }

    /// Returns the head alone.
    pub(super) fn into_head(self) -> Bytes {
        self.head
    }

    /// `None`: look again.
    fn take_bytes(&mut self, input: &mut BytesMut, left: u64, rest: fn(u64) -> Rest) -> Option<Progress> {
        let room = self.max - self.data.len();
        let Some(wanted) = usize::try_from(left).ok().filter(|wanted| *wanted <= room) else {
            return Some(Progress::TooLarge);
        };
        if input.is_empty() {
            return Some(Progress::More);
        }
        let count = wanted.min(input.len());
        if !self.room.grow(self.data.len() + count) {
            return Some(Progress::Crowded);
        }
        self.data.extend_from_slice(&input.split_to(count));
        self.rest = rest(to_u64(wanted - count));
        None
    }

    fn take_size(&mut self, input: &mut BytesMut) -> Option<Progress> {
        // Read without this, a line without a size is the end.
        if input.first().is_some_and(|byte| !byte.is_ascii_hexdigit()) {
            return Some(Progress::Malformed);
        }
        match parse_chunk_size(input) {
            Ok(Status::Complete((read, size))) if read <= MAX_CHUNK_LINE => {
                input.advance(read);
                self.rest = if size == 0 { Rest::Trailers } else { Rest::Chunk(size) };
                None
            }
            Ok(Status::Partial) if input.len() <= MAX_CHUNK_LINE => Some(Progress::More),
            _ => Some(Progress::Malformed),
        }
    }

    fn take_chunk_end(&mut self, input: &mut BytesMut) -> Option<Progress> {
        match take_line(input) {
            Line::Read(0) => {
                self.rest = Rest::ChunkSize;
                None
            }
            Line::Unfinished => Some(Progress::More),
            _ => Some(Progress::Malformed),
        }
    }
}

/// A line of the input.
enum Line {
    /// Of so many bytes, and taken.
    Read(usize),
    Unfinished,
    TooLong,
}

fn take_line(input: &mut BytesMut) -> Line {
    match memmem::find(input, b"\r\n") {
        Some(end) if end <= MAX_CHUNK_LINE => {
            input.advance(end + 2);
            Line::Read(end)
        }
        None if input.len() <= MAX_CHUNK_LINE => Line::Unfinished,
        _ => Line::TooLong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: BodyLimits = BodyLimits { max_bytes: 10, time: Duration::from_secs(30), media_type: "text/plain" };
    const IDLE: Duration = Duration::from_secs(10);

    /// Takes a body that arrives in pieces of this size; returns what became of it, and what was left of the input.
    fn taken(framing: Framing, sent: &[u8], piece: usize) -> (Progress, Vec<u8>, Vec<u8>) {
        let head = Bytes::from_static(b"POST / HTTP/1.1\r\n\r\n");
        let mut incoming = Incoming::new(head, framing, (LIMITS, IDLE), &BodyRoom::default()).unwrap();
        let (mut input, mut progress) = (BytesMut::new(), Progress::More);
        for piece in sent.chunks(piece) {
            input.extend_from_slice(piece);
            if progress == Progress::More {
                progress = incoming.take(&mut input);
            }
        }
        (progress, incoming.data.to_vec(), input.to_vec())
    }

    #[test]
    fn a_body_ends_where_its_framing_says_however_it_arrives() {
        let chunked = b"3;x=y\r\nabc\r\n7\r\ndefghij\r\n0\r\nTrailer: z\r\n\r\nnext";
        for piece in [1, 2, 3, 7, 1000] {
            let expected = (Progress::Whole, b"abcdefghij".to_vec(), b"next".to_vec());
            assert_eq!(taken(Framing::Length(10), b"abcdefghijnext", piece), expected, "in pieces of {piece}");
            assert_eq!(taken(Framing::Chunked, chunked, piece), expected, "in pieces of {piece}");
        }
        assert_eq!(taken(Framing::Chunked, b"3\r\nab", 1).0, Progress::More);
    }

    #[test]
    fn a_body_that_goes_silent_is_due_before_one_that_comes_slowly() {
        let head = Bytes::from_static(b"POST / HTTP/1.1\r\n\r\n");
        let before = Instant::now();
        let mut incoming = Incoming::new(head, Framing::Length(2), (LIMITS, IDLE), &BodyRoom::default()).unwrap();
        let first = incoming.due();
        assert!(before + IDLE <= first && first <= Instant::now() + IDLE);
        let (mut input, mut nothing) = (BytesMut::from(&b"a"[..]), BytesMut::new());
        incoming.take(&mut nothing);
        assert_eq!(incoming.due(), first, "nothing came");
        let came = Instant::now();
        assert_eq!(incoming.take(&mut input), Progress::More);
        assert!(incoming.due() >= came + IDLE);
        incoming.idle = LIMITS.time * 2;
        incoming.take(&mut BytesMut::from(&b"b"[..]));
        assert!(incoming.due() <= came + LIMITS.time, "no piece gives more time in all");
    }

    #[test]
    fn what_is_too_large_or_cannot_be_read_is_told() {
        assert_eq!(taken(Framing::Length(11), b"a", 1).0, Progress::TooLarge, "before it has come");
        assert_eq!(taken(Framing::Length(u64::MAX), b"a", 1).0, Progress::TooLarge);
        assert_eq!(taken(Framing::Endless, b"a", 1).0, Progress::TooLarge);
        assert_eq!(taken(Framing::Chunked, b"6\r\nabcdef\r\n5\r\nghijk\r\n0\r\n\r\n", 1).0, Progress::TooLarge);
        for sent in ["x\r\n", "3\r\nabcd\r\n", "fffffffffffffffffff\r\n", "\r\n", "-1\r\n"] {
            assert_eq!(taken(Framing::Chunked, sent.as_bytes(), 1).0, Progress::Malformed, "{sent}");
        }
        let long = format!("3;{}\r\n", "x".repeat(MAX_CHUNK_LINE));
        assert_eq!(taken(Framing::Chunked, long.as_bytes(), 100).0, Progress::Malformed);
        let trailer = format!("0\r\n{}", "x".repeat(MAX_CHUNK_LINE + 1));
        assert_eq!(taken(Framing::Chunked, trailer.as_bytes(), 100).0, Progress::Malformed);
    }

    #[test]
    fn the_library_gets_a_body_with_its_length() {
        let head = Bytes::from_static(b"POST / HTTP/1.1\r\nHost: a\r\n\r\n");
        let mut incoming = Incoming::new(head, Framing::Length(2), (LIMITS, IDLE), &BodyRoom::default()).unwrap();
        assert_eq!(incoming.take(&mut BytesMut::from(&b"ab"[..])), Progress::Whole);
        assert_eq!(incoming.whole().0, &b"POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 2\r\n\r\nab"[..]);
    }
}

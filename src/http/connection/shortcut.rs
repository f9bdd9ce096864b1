//! Answers to requests that the HTTP library does not see.

use std::cell::Cell;
use std::io::{self, IoSlice};
use std::net::IpAddr;
use std::task::Poll;

use bytes::{Buf, Bytes};

/// An answer, ready to be written.
pub(in crate::http) struct WholeAnswer {
    /// From the status line to the empty line; after it the connection goes on.
    pub(in crate::http) head: Bytes,
    /// What follows it.
    pub(in crate::http) body: WholeBody,
}

/// The body of an answer.
pub(in crate::http) enum WholeBody {
    /// In one piece.
    Bytes(Bytes),
    /// In pieces, which are put together when they are sent.
    Pieces(Box<dyn ScatteredBody>),
}

/// Bytes that lie in several places.
pub(in crate::http) trait ScatteredBody {
    /// Adds them to others, in order.
    fn put(&self, bytes: &mut Vec<u8>);
}

/// What a door answers at once to requests of which only the target matters.
pub(in crate::http) trait Shortcut {
    /// Answers a `GET` of HTTP/1.1 from this address; `None`: it takes the usual way, for whatever reason.
    fn answer(&self, target: &str, peer: IpAddr) -> Option<WholeAnswer>;
}

/// Where the answers of one thread are put together, one after the other, so that the processor has the place at hand.
#[derive(Default)]
pub(in crate::http) struct Scratch(Cell<Vec<u8>>);

/// How much room is kept for the next answer.
const SCRATCH_BYTES: usize = 512 * 1024;

impl Scratch {
    /// Takes the room there is, with nothing in it.
    pub(super) fn take(&self) -> Vec<u8> {
        self.0.take()
    }

    /// Gives it back.
    pub(super) fn put_back(&self, mut room: Vec<u8>) {
        if room.capacity() <= SCRATCH_BYTES {
            room.clear();
            self.0.set(room);
        }
    }
}

impl WholeAnswer {
    /// Nothing.
    pub(super) fn empty() -> Self {
        Self { head: Bytes::new(), body: WholeBody::Bytes(Bytes::new()) }
    }

    /// Tells whether nothing is left of it. Pieces always are something.
    pub(super) fn is_empty(&self) -> bool {
        self.head.is_empty() && matches!(&self.body, WholeBody::Bytes(bytes) if bytes.is_empty())
    }

    /// Has what is left of it written, by which it becomes less; returns what writing does. Pieces lie in what is served now,
    /// which may not be kept for a slow client: what is left of them is kept as it was put together.
    pub(super) fn send(
        &mut self,
        scratch: &Scratch,
        write: impl FnOnce(&[IoSlice<'_>]) -> Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        let Self { head, body } = self;
        match body {
            WholeBody::Bytes(body) => {
                let sent = write(&[IoSlice::new(head), IoSlice::new(body)]);
                let written = written(&sent);
                let of_head = written.min(head.len());
                head.advance(of_head);
                body.advance(written - of_head);
                sent
            }
            WholeBody::Pieces(pieces) => {
                let mut room = scratch.take();
                room.extend_from_slice(head);
                pieces.put(&mut room);
                let sent = write(&[IoSlice::new(&room)]);
                *self = Self { head: Bytes::copy_from_slice(&room[written(&sent)..]), ..Self::empty() };
                scratch.put_back(room);
                sent
            }
        }
    }
}

fn written(sent: &Poll<io::Result<usize>>) -> usize {
    if let Poll::Ready(Ok(written)) = sent { *written } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Words(Vec<&'static str>);

    impl ScatteredBody for Words {
        fn put(&self, bytes: &mut Vec<u8>) {
            self.0.iter().for_each(|word| bytes.extend_from_slice(word.as_bytes()));
        }
    }

    #[test]
    fn what_is_left_is_what_was_not_written() {
        let whole = "head, one, two, three";
        let pieces = || WholeBody::Pieces(Box::new(Words(vec!["one, ", "", "two, ", "three"])));
        let scratch = Scratch::default();
        for first in 0..=whole.len() {
            for second in 0..=whole.len() - first {
                for body in [pieces(), WholeBody::Bytes("one, two, three".into())] {
                    let mut answer = WholeAnswer { head: "head, ".into(), body };
                    let mut left = whole;
                    for written in [first, second, whole.len() - first - second] {
                        let sent = answer.send(&scratch, |slices| {
                            let bytes: Vec<u8> = slices.iter().flat_map(|slice| slice.iter().copied()).collect();
                            assert_eq!(bytes, left.as_bytes());
                            Poll::Ready(Ok(written))
                        });
                        assert!(matches!(sent, Poll::Ready(Ok(sent)) if sent == written));
                        left = &left[written..];
                        assert_eq!(answer.is_empty(), left.is_empty());
                    }
                    assert!(answer.send(&scratch, |_| Poll::Pending).is_pending() && answer.is_empty());
                }
            }
        }
    }
}

//! Answers to requests that the HTTP library does not see.

use std::io::IoSlice;
use std::net::IpAddr;

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
    /// In pieces, which are put together only where a client does not take all at once.
    Pieces(Box<dyn ScatteredBody>),
}

/// Bytes that lie in several places.
pub(in crate::http) trait ScatteredBody {
    /// Adds them, in order.
    fn pieces<'a>(&'a self, pieces: &mut Vec<IoSlice<'a>>);
}

/// What a door answers at once to requests of which only the target matters.
pub(in crate::http) trait Shortcut {
    /// Answers a `GET` of HTTP/1.1 from this address; `None`: it takes the usual way, for whatever reason.
    fn answer(&self, target: &str, peer: IpAddr) -> Option<WholeAnswer>;
}

/// Pieces of an answer beside those of its films: its head and frame.
const FEW_PIECES: usize = 32;

impl WholeAnswer {
    /// Nothing.
    pub(super) fn empty() -> Self {
        Self { head: Bytes::new(), body: WholeBody::Bytes(Bytes::new()) }
    }

    /// Tells whether nothing is left of it. Pieces always are something.
    pub(super) fn is_empty(&self) -> bool {
        self.head.is_empty() && matches!(&self.body, WholeBody::Bytes(bytes) if bytes.is_empty())
    }

    /// Returns what is left of it.
    pub(super) fn slices(&self) -> Vec<IoSlice<'_>> {
        let mut slices = Vec::with_capacity(FEW_PIECES);
        slices.push(IoSlice::new(&self.head));
        match &self.body {
            WholeBody::Bytes(bytes) => slices.push(IoSlice::new(bytes)),
            WholeBody::Pieces(body) => body.pieces(&mut slices),
        }
        slices
    }

    /// Takes off what was written. Where something is left of a body in pieces, it is put together: pieces lie in what is served
    /// now, which may not be kept for a slow client.
    pub(super) fn advance(&mut self, written: usize) {
        let of_head = written.min(self.head.len());
        self.head.advance(of_head);
        let written = written - of_head;
        let left = match &mut self.body {
            WholeBody::Bytes(bytes) => {
                bytes.advance(written);
                return;
            }
            WholeBody::Pieces(body) => {
                let mut pieces = Vec::with_capacity(FEW_PIECES);
                body.pieces(&mut pieces);
                let mut pieces = &mut pieces[..];
                IoSlice::advance_slices(&mut pieces, written);
                pieces.iter().flat_map(|piece| piece.iter().copied()).collect::<Vec<u8>>()
            }
        };
        self.body = WholeBody::Bytes(left.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Words(Vec<&'static str>);

    impl ScatteredBody for Words {
        fn pieces<'a>(&'a self, pieces: &mut Vec<IoSlice<'a>>) {
            pieces.extend(self.0.iter().map(|word| IoSlice::new(word.as_bytes())));
        }
    }

    #[test]
    fn what_is_left_is_what_was_not_written() {
        let whole = "head, one, two, three";
        for first in 0..=whole.len() {
            for second in 0..=whole.len() - first {
                let words = Words(vec!["one, ", "", "two, ", "three"]);
                let mut answer = WholeAnswer { head: "head, ".into(), body: WholeBody::Pieces(Box::new(words)) };
                for (written, left) in [(first, &whole[first..]), (second, &whole[first + second..])] {
                    answer.advance(written);
                    let slices: Vec<u8> = answer.slices().iter().flat_map(|slice| slice.to_vec()).collect();
                    assert_eq!((slices, answer.is_empty()), (left.as_bytes().to_vec(), left.is_empty()));
                }
            }
        }
    }
}

//! How an order of films becomes the next one: what stays is copied by runs.

use wordset::{LINE_PLACES, Line, copy_bits, put, words, words_mut};

use crate::query::snapshot::row::Row;

use super::key::SpaceKey;

/// A step on the way from an order to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SpliceStep {
    /// So many films from a place on stay one after another.
    Keep { from: usize, count: usize },
    /// A film comes, or is found anew.
    Put(Row),
}

/// How the orders that do not change with time become the next ones.
#[derive(Debug)]
pub(in crate::query::snapshot) struct Splices {
    /// By key.
    pub(in crate::query::snapshot) of_keys: [Splice; SpaceKey::LASTING.len()],
    /// The films whose popularity may be another, and those that are new.
    pub(in crate::query::snapshot) viewed: Vec<Row>,
}

/// How what changes with time becomes the next.
#[derive(Debug)]
pub(in crate::query::snapshot) struct TimedMoves {
    /// By profile, the order by `published`.
    pub(in crate::query::snapshot) published: Vec<Splice>,
    /// The films of which something changed, the new ones among them.
    pub(in crate::query::snapshot) changed: Vec<Row>,
}

/// The way from an order to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::query::snapshot) struct Splice {
    steps: Vec<SpliceStep>,
    films: usize,
}

impl Splice {
    /// Keeps the film that had this place.
    pub(in crate::query::snapshot) fn keep(&mut self, place: usize) {
        self.films += 1;
        match self.steps.last_mut() {
            Some(SpliceStep::Keep { from, count }) if *from + *count == place => *count += 1,
            _ => self.steps.push(SpliceStep::Keep { from: place, count: 1 }),
        }
    }

    /// Puts a film next.
    pub(in crate::query::snapshot) fn put(&mut self, row: Row) {
        self.films += 1;
        self.steps.push(SpliceStep::Put(row));
    }

    /// Returns the set in the next order; `has` tells it of films that were put.
    pub(super) fn set(&self, known: &[Line], has: impl Fn(Row) -> bool) -> Vec<Line> {
        let mut lines = vec![Line::default(); self.films.div_ceil(LINE_PLACES)];
        let (known, next) = (words(known), words_mut(&mut lines));
        let mut place = 0;
        for step in &self.steps {
            match *step {
                SpliceStep::Keep { from, count } => {
                    copy_bits((known, from), (next, place), count);
                    place += count;
                }
                SpliceStep::Put(row) => {
                    put(next, place, has(row));
                    place += 1;
                }
            }
        }
        lines
    }

    /// Returns the codes in the next order, up to the end of the last line; `code` tells those of films that were put.
    pub(super) fn codes(&self, known: &[u8], code: impl Fn(Row) -> u8) -> Vec<u8> {
        let mut codes = Vec::with_capacity(self.films.next_multiple_of(LINE_PLACES));
        for step in &self.steps {
            match *step {
                SpliceStep::Keep { from, count } => codes.extend_from_slice(&known[from..from + count]),
                SpliceStep::Put(row) => codes.push(code(row)),
            }
        }
        codes.resize(self.films.next_multiple_of(LINE_PLACES), 0);
        codes
    }

    /// Tells whether so much changes that it is cheaper to begin anew.
    pub(super) fn is_long(&self) -> bool {
        self.steps.len() > self.films / 8 + 64
    }
}

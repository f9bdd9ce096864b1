//! How an order of films becomes the next one: what stays is copied by runs.

use wordset::{LINE_PLACES, Line, copy_bits, words, words_mut};

use crate::query::snapshot::row::Row;

/// A step on the way from an order to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// So many films from a place on stay one after another.
    Keep { from: usize, count: usize },
    /// A film comes, or is found anew.
    Put(Row),
}

/// The way from an order to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::query::snapshot) struct Splice {
    steps: Vec<Step>,
    films: usize,
}

impl Splice {
    /// Keeps the film that had this place.
    pub(in crate::query::snapshot) fn keep(&mut self, place: usize) {
        self.films += 1;
        match self.steps.last_mut() {
            Some(Step::Keep { from, count }) if *from + *count == place => *count += 1,
            _ => self.steps.push(Step::Keep { from: place, count: 1 }),
        }
    }

    /// Puts a film next.
    pub(in crate::query::snapshot) fn put(&mut self, row: Row) {
        self.films += 1;
        self.steps.push(Step::Put(row));
    }

    /// Returns the set in the next order; `has` tells it of films that were put.
    pub(super) fn set(&self, known: &[Line], has: impl Fn(Row) -> bool) -> Vec<Line> {
        let mut lines = vec![Line::default(); self.films.div_ceil(LINE_PLACES)];
        let (known, next) = (words(known), words_mut(&mut lines));
        let mut place = 0;
        for step in &self.steps {
            match *step {
                Step::Keep { from, count } => {
                    copy_bits((known, from), (next, place), count);
                    place += count;
                }
                Step::Put(row) => {
                    next[place / 64] |= u64::from(has(row)) << (place % 64);
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
                Step::Keep { from, count } => codes.extend_from_slice(&known[from..from + count]),
                Step::Put(row) => codes.push(code(row)),
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

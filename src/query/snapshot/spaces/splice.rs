//! How an order of films becomes the next one: what stays is copied by runs.

use std::sync::Arc;

use wordset::{LINE_PLACES, Line, copy_bits, has, put, words, words_mut};

use crate::query::snapshot::row::Row;

use super::key::SpaceKey;

/// A step on the way from an order to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::query::snapshot) enum SpliceStep {
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
    /// How many films the next order has.
    films: usize,
}

impl Splice {
    /// Keeps so many films from a place on.
    pub(in crate::query::snapshot) fn keep(&mut self, from: usize, count: usize) {
        if count > 0 {
            self.films += count;
            self.steps.push(SpliceStep::Keep { from, count });
        }
    }

    /// Puts a film next.
    pub(in crate::query::snapshot) fn put(&mut self, row: Row) {
        self.films += 1;
        self.steps.push(SpliceStep::Put(row));
    }

    /// Returns how many films the next order has.
    pub(in crate::query::snapshot) fn films(&self) -> usize {
        self.films
    }

    /// Returns the steps, each with the place in the next order at which it begins.
    pub(in crate::query::snapshot) fn steps(&self) -> impl Iterator<Item = (usize, SpliceStep)> {
        self.steps.iter().scan(0, |next, step| {
            let place = *next;
            *next += if let SpliceStep::Keep { count, .. } = step { *count } else { 1 };
            Some((place, *step))
        })
    }

    /// Tells whether every film that is kept stays in its place, of an order of so many.
    pub(in crate::query::snapshot) fn is_in_place(&self, films: usize) -> bool {
        let stays = |(place, step)| if let SpliceStep::Keep { from, .. } = step { from == place } else { true };
        self.films == films && self.steps().all(stays)
    }

    /// Returns the films that are put, with their places.
    pub(in crate::query::snapshot) fn puts(&self) -> impl Iterator<Item = (usize, Row)> {
        self.steps().filter_map(|(place, step)| if let SpliceStep::Put(row) = step { Some((place, row)) } else { None })
    }

    /// Returns the set in the next order, which is the same one where nothing of it changes; `known` is that of so many films,
    /// and `has` tells it of films that were put.
    pub(super) fn set(&self, (known, films): (&Arc<[Line]>, usize), has: impl Fn(Row) -> bool) -> Arc<[Line]> {
        if self.is_in_place(films) {
            return with_bits(known, self.puts().map(|(place, row)| (place, has(row))));
        }
        let mut lines = vec![Line::default(); self.films.div_ceil(LINE_PLACES)];
        self.bits(words(known), words_mut(&mut lines), has);
        lines.into()
    }

    /// Writes bits by place in the next order.
    pub(in crate::query::snapshot) fn bits(&self, known: &[u64], next: &mut [u64], has: impl Fn(Row) -> bool) {
        for (place, step) in self.steps() {
            match step {
                SpliceStep::Keep { from, count } => copy_bits((known, from), (next, place), count),
                SpliceStep::Put(row) => put(next, place, has(row)),
            }
        }
    }

    /// Returns the codes in the next order, up to the end of the last line, which are the same ones where nothing of them
    /// changes; `known` are those of so many films, and `code` tells those of films that were put.
    pub(super) fn codes(&self, (known, films): (&Arc<[u8]>, usize), code: impl Fn(Row) -> u8) -> Arc<[u8]> {
        if self.is_in_place(films) && self.puts().all(|(place, row)| known[place] == code(row)) {
            return Arc::clone(known);
        }
        let mut codes = self.values(known, code);
        codes.resize(self.films.next_multiple_of(LINE_PLACES), 0);
        codes.into()
    }

    /// Returns values in the next order; `value` tells those of films that were put.
    pub(super) fn values<T: Copy>(&self, known: &[T], value: impl Fn(Row) -> T) -> Vec<T> {
        let mut values = Vec::with_capacity(self.films.next_multiple_of(LINE_PLACES));
        for step in &self.steps {
            match *step {
                SpliceStep::Keep { from, count } => values.extend_from_slice(&known[from..from + count]),
                SpliceStep::Put(row) => values.push(value(row)),
            }
        }
        values
    }

    /// Tells whether so much changes that it is cheaper to begin anew.
    pub(super) fn is_long(&self) -> bool {
        self.steps.len() > self.films / 8 + 64
    }
}

/// Returns the set with these bits, by place; the same one where it has them already.
pub(super) fn with_bits(known: &Arc<[Line]>, bits: impl Iterator<Item = (usize, bool)>) -> Arc<[Line]> {
    let mut next = Arc::clone(known);
    for (place, is_set) in bits {
        if has(words(&next), place) != is_set {
            put(words_mut(Arc::make_mut(&mut next)), place, is_set);
        }
    }
    next
}

//! From the rows of one snapshot to those of the next.
//!
//! Rows are in the order of ids, so a film that comes or goes shifts all that follow. What is known by row is carried over
//! in one pass instead of being found again: films that stay keep their order, and only those that are new or were
//! replaced are looked at.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::FilmId;
use crate::query::keyed_table::KeyedTable;

use super::entry::FilmEntry;
use super::row::Row;

/// What is to become of films: their next entry, or `None` where they go.
pub(super) type EntryChanges = BTreeMap<FilmId, Option<Arc<FilmEntry>>>;

/// Where the films of one snapshot stand in the next. Those that stay keep their order.
#[derive(Clone, Debug)]
pub(in crate::query) struct Moves {
    /// By old row: the new one; `None`: the film is gone or was replaced.
    to: KeyedTable<Row, Option<Row>>,
    /// The old rows of the films that are gone or were replaced, ascending.
    left: Vec<Row>,
    /// The new rows of the films that are new or were replaced, ascending.
    fresh: Vec<Row>,
    /// How many films the next snapshot has.
    films: usize,
}

impl Moves {
    /// Returns the films of the next snapshot, and how they came there.
    pub(super) fn make(before: &[Arc<FilmEntry>], changes: EntryChanges) -> (Vec<Arc<FilmEntry>>, Self) {
        let mut entries = Vec::with_capacity(before.len() + changes.len());
        let mut moves = Self { to: KeyedTable::default(), left: Vec::new(), fresh: Vec::new(), films: 0 };
        let mut changes = changes.into_iter().peekable();
        let come = |entries: &mut Vec<_>, moves: &mut Self, entry| {
            moves.fresh.push(Row::at(entries.len()));
            entries.push(entry);
        };
        // A merge of two lists in the order of ids: the films that were there, and those that change.
        for (at, entry) in before.iter().enumerate() {
            while let Some((_, next)) = changes.next_if(|(id, _)| *id < entry.id) {
                next.into_iter().for_each(|next| come(&mut entries, &mut moves, next));
            }
            if let Some((_, next)) = changes.next_if(|(id, _)| *id == entry.id) {
                // A film that is replaced leaves and comes: nothing that was known of it may be carried over.
                moves.to.push(None);
                moves.left.push(Row::at(at));
                next.into_iter().for_each(|next| come(&mut entries, &mut moves, next));
            } else {
                moves.to.push(Some(Row::at(entries.len())));
                entries.push(Arc::clone(entry));
            }
        }
        changes.filter_map(|(_, next)| next).for_each(|next| come(&mut entries, &mut moves, next));
        moves.films = entries.len();
        (entries, moves)
    }

    /// Returns the moves of so many films that all stay where they are.
    pub(super) fn none(films: usize) -> Self {
        let to = (0..films).map(|row| Some(Row::at(row))).collect();
        Self { to, left: Vec::new(), fresh: Vec::new(), films }
    }

    /// Returns the same moves, but with films that count as replaced where `replaced` holds for their old row.
    pub(super) fn replacing(&self, replaced: impl Fn(Row) -> bool) -> Self {
        let mut moves = self.clone();
        for (old, to) in moves.to.iter_mut() {
            if let Some(row) = to.take_if(|_| replaced(old)) {
                moves.left.push(old);
                moves.fresh.push(row);
            }
        }
        // Those that count as replaced were added behind the others.
        moves.left.sort_unstable();
        moves.fresh.sort_unstable();
        moves
    }

    /// Returns the new row of a film that stays.
    pub(super) fn to(&self, old: Row) -> Option<Row> {
        self.to[old]
    }

    /// Returns the old rows of the films that are gone or were replaced, ascending.
    pub(super) fn left(&self) -> &[Row] {
        &self.left
    }

    /// Returns the new rows of the films that are new or were replaced, ascending.
    pub(super) fn fresh(&self) -> &[Row] {
        &self.fresh
    }

    /// Returns how many films the next snapshot has.
    pub(super) fn films(&self) -> usize {
        self.films
    }

    /// Tells whether a film that stays has another row: then bitmaps, which are by row, are of no use any more.
    pub(super) fn shift(&self) -> bool {
        self.to.iter().any(|(old, to)| to.is_some_and(|to| to != old))
    }

    /// Returns what is known of each film in the next snapshot: of those that stay as it was, of others from `fresh`.
    pub(super) fn carry<T: Copy>(&self, known: &[T], fresh: impl Fn(Row) -> T) -> Vec<T> {
        let mut carried = Vec::with_capacity(self.films);
        let mut rows = self.fresh.iter().copied().peekable();
        let mut come = |carried: &mut Vec<T>| {
            while let Some(row) = rows.next_if(|row| row.index() == carried.len()) {
                carried.push(fresh(row));
            }
        };
        // Those that stay fill the rows between the fresh ones, in their order.
        for (value, _) in known.iter().zip(self.to.values()).filter(|(_, to)| to.is_some()) {
            come(&mut carried);
            carried.push(*value);
        }
        come(&mut carried);
        carried
    }
}

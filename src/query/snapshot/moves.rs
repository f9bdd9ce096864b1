//! From the rows of one snapshot to those of the next.
//!
//! Rows are in the order of ids. Where films are replaced or added behind the others, which is nearly always, every film that
//! stays keeps its row, and what is known by row is shared but for the few that changed. A film that goes, or comes between
//! others, shifts all that follow: then what is known is carried over in one pass. Either way only those that are new or were
//! replaced are looked at.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::catalog::FilmId;
use crate::query::keyed_table::KeyedTable;

use super::entry::FilmEntry;
use super::row::Row;
use super::shared_table::SharedTable;

/// What is to become of films: their next entry, or `None` where they go.
pub(super) type EntryChanges = BTreeMap<FilmId, Option<Arc<FilmEntry>>>;

/// What is kept of each film, in the order of ids.
pub(super) type FilmEntries = SharedTable<Row, Arc<FilmEntry>>;

/// Where the films of one snapshot stand in the next. Those that stay keep their order.
#[derive(Clone, Debug)]
pub(in crate::query) struct Moves {
    /// By old row: the new one; `None`: the film is gone or was replaced. There is no table where every film that stays keeps
    /// its row.
    to: Option<KeyedTable<Row, Option<Row>>>,
    /// The old rows of the films that are gone or were replaced, ascending.
    left: Vec<Row>,
    /// The new rows of the films that are new or were replaced, ascending.
    fresh: Vec<Row>,
    /// How many films the next snapshot has.
    films: usize,
}

impl Moves {
    /// Returns the films of the next snapshot, and how they came there.
    pub(super) fn make(before: &FilmEntries, changes: EntryChanges) -> (FilmEntries, Self) {
        let last = before.values().next_back().map(|entry| entry.id);
        let shifts = |(id, next): (&FilmId, &Option<_>)| match before.find(id, |entry| entry.id) {
            Some(_) => next.is_none(),
            None => next.is_some() && Some(*id) < last,
        };
        if changes.iter().any(shifts) { Self::shifting(before, changes) } else { Self::staying(before, changes) }
    }

    /// Replaces films, and adds those whose ids follow all others.
    fn staying(before: &FilmEntries, changes: EntryChanges) -> (FilmEntries, Self) {
        let (mut entries, mut left, mut added) = (before.clone(), Vec::new(), Vec::new());
        for (id, next) in changes {
            let Some(next) = next else { continue };
            match before.find(&id, |entry| entry.id) {
                Some(row) => {
                    *entries.change(row) = next;
                    left.push(row);
                }
                None => added.push(next),
            }
        }
        let mut fresh = left.clone();
        fresh.extend((before.len()..before.len() + added.len()).map(Row::at));
        entries.extend(added.into_iter());
        let films = entries.len();
        (entries, Self { to: None, left, fresh, films })
    }

    /// Merges two lists in the order of ids: the films that were there, and those that change.
    fn shifting(before: &FilmEntries, changes: EntryChanges) -> (FilmEntries, Self) {
        let mut entries = Vec::with_capacity(before.len() + changes.len());
        let (mut to, mut left, mut fresh) = (KeyedTable::default(), Vec::new(), Vec::new());
        let mut changes = changes.into_iter().peekable();
        let mut come = |entries: &mut Vec<_>, entry| {
            fresh.push(Row::at(entries.len()));
            entries.push(entry);
        };
        for (row, entry) in before.iter() {
            while let Some((_, next)) = changes.next_if(|(id, _)| *id < entry.id) {
                next.into_iter().for_each(|next| come(&mut entries, next));
            }
            if let Some((_, next)) = changes.next_if(|(id, _)| *id == entry.id) {
                // A film that is replaced leaves and comes: nothing that was known of it may be carried over.
                to.push(None);
                left.push(row);
                next.into_iter().for_each(|next| come(&mut entries, next));
            } else {
                to.push(Some(Row::at(entries.len())));
                entries.push(Arc::clone(entry));
            }
        }
        changes.filter_map(|(_, next)| next).for_each(|next| come(&mut entries, next));
        let films = entries.len();
        (entries.into_iter().collect(), Self { to: Some(to), left, fresh, films })
    }

    /// Returns the moves of films given by id, ascending; some are new or replaced, others, for which `false` stands, go.
    #[cfg(test)]
    pub(super) fn of_ids(before: &[u16], changes: &BTreeMap<u16, bool>) -> Self {
        let stays = |id: &&u16| !changes.contains_key(id);
        let come = changes.iter().filter(|(_, comes)| **comes).map(|(id, _)| *id);
        let after: std::collections::BTreeSet<u16> = before.iter().filter(stays).copied().chain(come).collect();
        let row = |id: &u16| after.range(..id).count();
        let to = before.iter().map(|id| stays(&id).then(|| Row::at(row(id))));
        let rows = |films: &mut dyn Iterator<Item = usize>| films.map(Row::at).collect();
        Self {
            left: rows(&mut (0..before.len()).filter(|at| !stays(&&before[*at]))),
            fresh: rows(&mut after.iter().enumerate().filter(|(_, id)| changes.contains_key(id)).map(|(at, _)| at)),
            films: after.len(),
            to: Some(to.collect()).filter(|to: &KeyedTable<Row, Option<Row>>| {
                let mut rows = to.values().iter().enumerate();
                rows.any(|(at, row)| row.is_some_and(|row| row.index() != at)) || after.len() < before.len()
            }),
        }
    }

    /// Returns the moves of so many films that all stay where they are.
    pub(super) fn none(films: usize) -> Self {
        Self { to: None, left: Vec::new(), fresh: Vec::new(), films }
    }

    /// Returns the same moves, but with films that count as replaced, given by their old rows; those that are gone or were
    /// replaced anyway may be among them.
    pub(super) fn replacing(&self, replaced: impl Iterator<Item = Row>) -> Self {
        let replaced: Vec<(Row, Row)> = replaced.filter_map(|old| Some((old, self.to(old)?))).collect();
        let mut moves = self.clone();
        for (old, row) in replaced {
            if let Some(to) = &mut moves.to {
                to[old] = None;
            }
            moves.left.push(old);
            moves.fresh.push(row);
        }
        // Those that count as replaced were added behind the others.
        moves.left.sort_unstable();
        moves.fresh.sort_unstable();
        moves
    }

    /// Returns the new row of a film that stays.
    pub(super) fn to(&self, old: Row) -> Option<Row> {
        match &self.to {
            Some(to) => to[old],
            None => self.left.binary_search(&old).is_err().then_some(old),
        }
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

    /// Tells whether films that stay may have other rows: then bitmaps, which are by row, are of no use any more.
    pub(super) fn shift(&self) -> bool {
        self.to.is_some()
    }

    /// Returns what is known of each film in the next snapshot: of those that stay as it was, of others from `fresh`.
    pub(super) fn carry<T: Clone>(&self, known: &SharedTable<Row, T>, fresh: impl Fn(Row) -> T) -> SharedTable<Row, T> {
        let Some(to) = &self.to else {
            let mut next = known.clone();
            let (replaced, added) = self.fresh.split_at(self.fresh.partition_point(|row| row.index() < known.len()));
            replaced.iter().for_each(|row| *next.change(*row) = fresh(*row));
            next.extend(added.iter().map(|row| fresh(*row)));
            return next;
        };
        let mut carried = Vec::with_capacity(self.films);
        let mut rows = self.fresh.iter().copied().peekable();
        let mut come = |carried: &mut Vec<T>| {
            while let Some(row) = rows.next_if(|row| row.index() == carried.len()) {
                carried.push(fresh(row));
            }
        };
        // Those that stay fill the rows between the fresh ones, in their order.
        for (value, _) in known.values().zip(to.values()).filter(|(_, to)| to.is_some()) {
            come(&mut carried);
            carried.push(value.clone());
        }
        come(&mut carried);
        carried.into_iter().collect()
    }
}

//! Ids of films: in which row each is.

use wordset::Members;

use crate::catalog::FilmId;
use crate::number::to_u64;
use crate::query::shuffle::IdRange;

use super::moves::{FilmEntries, Moves};
use super::row::Row;

/// Ids that are spread over more numbers than so many a film are looked for in a list.
const SPARSE: u64 = 8;

/// Where ids are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::query) struct FilmIds {
    range: IdRange,
    members: Option<Members>,
}

impl FilmIds {
    /// Finds them, by row; `None` without a film.
    pub(super) fn new(entries: &FilmEntries) -> Option<Self> {
        let range = IdRange::new(entries.values().next()?.id, entries.values().next_back()?.id);
        let is_dense = 1_u64.checked_shl(range.bits()).is_some_and(|size| size / SPARSE <= to_u64(entries.len()));
        let numbers = entries.values().map(|entry| range.number(entry.id));
        let members = (is_dense && range.bits() <= u32::BITS).then(|| Members::new(range.bits(), numbers));
        Some(Self { range, members })
    }

    /// Finds those of the next snapshot; `before` and `after` are the films of this one and of that.
    pub(super) fn next(&self, moves: &Moves, (before, after): (&FilmEntries, &FilmEntries)) -> Option<Self> {
        let range = IdRange::new(after.values().next()?.id, after.values().next_back()?.id);
        let films = before.len().abs_diff(after.len());
        if range != self.range || films > before.len() / 8 {
            return Self::new(after);
        }
        let mut next = self.clone();
        if let Some(members) = &mut next.members {
            let left = moves.left().iter().map(|row| range.number(before[*row].id));
            members.change(left, moves.fresh().iter().map(|row| range.number(after[*row].id)));
        }
        Some(next)
    }

    /// Returns the range of ids.
    pub(in crate::query) fn range(&self) -> IdRange {
        self.range
    }

    /// Returns which ids there are, where these are dense.
    pub(in crate::query) fn members(&self) -> Option<&Members> {
        self.members.as_ref()
    }

    /// Finds a film among those of which these are the ids.
    pub(super) fn row(&self, id: FilmId, entries: &FilmEntries) -> Option<Row> {
        match &self.members {
            Some(members) => members.index(self.range.find(id)?).map(Row::from_bit),
            None => entries.find(&id, |entry| entry.id),
        }
    }
}

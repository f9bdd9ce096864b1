//! Events: when what is shown of a film may change, on whatever device.

use std::ops::Range;

use crate::catalog::Moment;
use crate::query::merge::merge;

use super::moves::{FilmEntries, Moves};
use super::row::Row;
use super::span::Span;

/// The moments at which something of films is published, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Events {
    moments: Vec<Moment>,
    /// The film of each moment; films of one moment by row.
    rows: Vec<Row>,
}

impl Events {
    /// Finds those of films, by row.
    pub(super) fn new(entries: &FilmEntries) -> Self {
        Self::of((0..entries.len()).map(Row::at), entries)
    }

    fn of(rows: impl Iterator<Item = Row>, entries: &FilmEntries) -> Self {
        let of_film = |row: Row| entries[row].events().into_iter().map(move |moment| (moment, row));
        let mut events: Vec<(Moment, Row)> = rows.flat_map(of_film).collect();
        events.sort_unstable();
        let (moments, rows) = events.into_iter().unzip();
        Self { moments, rows }
    }

    /// Finds those of the next snapshot, of whose films these are the entries.
    pub(super) fn next(&self, moves: &Moves, entries: &FilmEntries) -> Self {
        let fresh = Self::of(moves.fresh().iter().copied(), entries);
        let most = self.rows.len() + fresh.rows.len();
        let fresh = fresh.moments.into_iter().zip(fresh.rows);
        let stay = self.moments.iter().zip(&self.rows).filter_map(|(moment, old)| Some((*moment, moves.to(*old)?)));
        let mut next = (Vec::with_capacity(most), Vec::with_capacity(most));
        next.extend(merge(stay, fresh));
        Self { moments: next.0, rows: next.1 }
    }

    /// Returns the films of the events between the moments of a span and another one, in no order, at times repeated: what
    /// is shown of the others is the same at all these moments.
    pub(super) fn between(&self, span: Span, at: Moment) -> &[Row] {
        let before = |moment: Moment| self.moments.partition_point(|event| *event < moment);
        let until = |moment: Moment| self.moments.partition_point(|event| *event <= moment);
        let events: Range<usize> = if at < span.from {
            until(at)..until(span.from)
        } else if span.holds(at) {
            0..0
        } else {
            before(span.until)..until(at)
        };
        &self.rows[events]
    }
}

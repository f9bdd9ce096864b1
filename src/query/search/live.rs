//! Which documents of a segment are live, and where these stand in the snapshot that asks.

use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::number::to_index;
use crate::query::keyed_table::KeyedTable;

use super::segment::{DocId, Segment};

/// Where a film stands in the snapshot that asks.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The film.
    pub id: u64,
    /// Views a day; 0 where unknown.
    pub popularity: f64,
}

/// A segment, and where its films stand in the snapshot that asks; those that are not there any more are not live.
pub(super) struct LiveSegment {
    pub(super) segment: Arc<Segment>,
    /// `None`: the film is not here any more.
    pub(super) positions: KeyedTable<DocId, Option<Position>>,
}

/// Where a film stands.
#[derive(Clone, Copy)]
pub(super) struct Position {
    /// Its row in the snapshot.
    pub(super) row: u32,
    /// Its place by popularity, the most popular first; of equal ones, the smaller row.
    pub(super) place: u32,
}

impl LiveSegment {
    /// Returns where a film stands; `None` where it is not live.
    pub(super) fn position(&self, document: DocId) -> Option<Position> {
        // The bits of a last block go on past the last film.
        self.positions.get(document).copied().flatten()
    }

    /// Tells whether a film is live and among the allowed rows.
    pub(super) fn may_come(&self, document: DocId, allowed: &RoaringBitmap) -> bool {
        self.position(document).is_some_and(|position| allowed.contains(position.row))
    }
}

/// Where each film of a snapshot stands.
pub(super) struct Positions {
    /// In the order of the films.
    positions: Vec<(u64, Position)>,
}

impl Positions {
    /// Finds where the films of these rows stand, row 0 first.
    pub(super) fn new(rows: impl Iterator<Item = Standing>) -> Self {
        let mut positions = Vec::with_capacity(rows.size_hint().0);
        let mut order: Vec<(u64, u32)> = Vec::with_capacity(positions.capacity());
        for (standing, row) in rows.zip(0..) {
            positions.push((standing.id, Position { row, place: 0 }));
            order.push((!ordered(standing.popularity), row));
        }
        order.sort_unstable();
        for ((_, row), at) in order.into_iter().zip(0..) {
            positions[to_index(row)].1.place = at;
        }
        // Rows are mostly in the order of films already.
        positions.sort_by_key(|(id, _)| *id);
        Self { positions }
    }

    /// Returns where a film stands; `None` where it has no row.
    pub(super) fn position(&self, id: u64) -> Option<Position> {
        let at = self.positions.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.positions[at].1)
    }
}

/// Returns a number that compares as [`f64::total_cmp`] does.
fn ordered(value: f64) -> u64 {
    let bits = value.to_bits();
    if value.is_sign_negative() { !bits } else { bits | 1 << 63 }
}

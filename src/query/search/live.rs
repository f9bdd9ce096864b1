//! Which documents of a segment are live, and where these stand in the snapshot that asks.

use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::number::{to_index, to_u32};
use crate::query::keyed_table::KeyedTable;

use super::bits::ones;
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
#[derive(Clone)]
pub(super) struct LiveSegment {
    pub(super) segment: Arc<Segment>,
    /// Where each film stands, or stood while it was live.
    positions: Arc<KeyedTable<DocId, Position>>,
    /// The live films, as bits by document.
    live: Vec<u64>,
}

/// Where a film stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Position {
    /// Its row in the snapshot.
    pub(super) row: u32,
    /// Compares as films do by popularity, the most popular first.
    pub(super) place: u64,
}

impl Position {
    /// Returns the position of a film of this popularity.
    pub(super) fn new(row: u32, popularity: f64) -> Self {
        Self { row, place: !ordered(popularity) }
    }
}

impl LiveSegment {
    /// Takes a segment of which every film is live and stands where it is said, by document.
    pub(super) fn new(segment: Arc<Segment>, positions: KeyedTable<DocId, Position>) -> Self {
        let mut live = vec![0; segment.len().div_ceil(64)];
        (0..to_u32(segment.len())).for_each(|document| live[to_index(document / 64)] |= 1 << (document % 64));
        Self { segment, positions: Arc::new(positions), live }
    }

    /// Returns the segment with its films where they stand now.
    pub(super) fn stand(&self, positions: &Positions) -> Self {
        let mut next = Self { live: vec![0; self.live.len()], ..self.clone() };
        let mut rows = positions.in_order();
        let stand = |(id, document): (&u64, DocId)| {
            let position = rows.position(*id).filter(|_| self.is_live(document));
            next.live[to_index(document / 64)] |= u64::from(position.is_some()) << (document % 64);
            position.unwrap_or_default()
        };
        next.positions = Arc::new(self.segment.ids.values().iter().zip(0..).map(stand).collect());
        next
    }

    /// Takes a film out; it is not live any more.
    pub(super) fn remove(&mut self, id: u64) {
        if let Ok(at) = self.segment.ids.values().binary_search(&id) {
            self.live[at / 64] &= !(1 << (at % 64));
        }
    }

    fn is_live(&self, document: DocId) -> bool {
        self.live[to_index(document / 64)] >> (document % 64) & 1 == 1
    }

    /// Returns the live films, each with where it stands.
    pub(super) fn live(&self) -> impl Iterator<Item = (DocId, Position)> {
        ones(self.live.iter().copied()).map(|document| (document, self.positions[document]))
    }

    /// Returns how many films are live.
    pub(super) fn len(&self) -> usize {
        self.live.iter().map(|block| to_index(block.count_ones())).sum()
    }

    /// Returns where a film stands; `None` where it is not live.
    pub(super) fn position(&self, document: DocId) -> Option<Position> {
        // The bits of a last block go on past the last film.
        self.positions.get(document).copied().filter(|_| self.is_live(document))
    }

    /// Tells whether a film is live and among the allowed rows.
    pub(super) fn may_come(&self, document: DocId, allowed: &RoaringBitmap) -> bool {
        self.position(document).is_some_and(|position| allowed.contains(position.row))
    }

    /// Returns about how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        self.segment.size() + self.positions.len() * size_of::<Position>() + self.live.len() * size_of::<u64>()
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
        let stand = |(standing, row): (Standing, u32)| (standing.id, Position::new(row, standing.popularity));
        let mut positions: Vec<(u64, Position)> = rows.zip(0..).map(stand).collect();
        // Rows are in the order of films already.
        positions.sort_by_key(|(id, _)| *id);
        Self { positions }
    }

    /// Returns where a film stands; `None` where it has no row.
    pub(super) fn position(&self, id: u64) -> Option<Position> {
        self.in_order().position(id)
    }

    /// Looks for films one after another.
    fn in_order(&self) -> PositionsInOrder<'_> {
        PositionsInOrder { left: &self.positions }
    }
}

/// Finds films in the order of their ids.
struct PositionsInOrder<'a> {
    left: &'a [(u64, Position)],
}

impl PositionsInOrder<'_> {
    /// Returns where a film stands whose id is greater than those asked for before; `None` where it has no row.
    fn position(&mut self, id: u64) -> Option<Position> {
        // Mostly the next one.
        if self.left.first().is_some_and(|(next, _)| *next < id) {
            self.left = &self.left[self.left.partition_point(|(known, _)| *known < id)..];
        }
        let ((_, position), left) = self.left.split_first().filter(|((known, _), _)| *known == id)?;
        self.left = left;
        Some(*position)
    }
}

/// Returns a number that compares as [`f64::total_cmp`] does.
fn ordered(value: f64) -> u64 {
    let bits = value.to_bits();
    if value.is_sign_negative() { !bits } else { bits | 1 << 63 }
}

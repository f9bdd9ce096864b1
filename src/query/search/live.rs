//! Which documents of a segment are live, and where these stand in the snapshot that asks.

use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::number::to_index;
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
    standings: Arc<Standings>,
    /// The live films, as bits by document.
    live: Vec<u64>,
}

/// Where the films of a segment stand.
struct Standings {
    rows: KeyedTable<DocId, u32>,
    /// As [`Position::place`] is.
    places: KeyedTable<DocId, u64>,
    /// Every film that has a row stands in the row of its own number.
    are_rows: bool,
}

/// Where a film stands.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Position {
    /// Its row in the snapshot.
    pub(super) row: u32,
    /// Compares as films do by popularity, the most popular first.
    pub(super) place: u64,
}

/// How many times as long it takes to look for a row in a bitmap as to lay out one of its rows.
const LOOKING: u64 = 3;

impl Position {
    /// Returns the position of a film of this popularity.
    pub(super) fn new(row: u32, popularity: f64) -> Self {
        Self { row, place: !ordered(popularity) }
    }
}

impl LiveSegment {
    /// Takes a segment and where its films stand, by document; `None`: the film is not live.
    pub(super) fn new(segment: Arc<Segment>, positions: impl Iterator<Item = Option<Position>>) -> Self {
        let mut live = vec![0; segment.len().div_ceil(64)];
        let (mut rows, mut places) = (KeyedTable::default(), KeyedTable::default());
        let mut are_rows = true;
        for (position, document) in positions.zip(0..) {
            live[to_index(document / 64)] |= u64::from(position.is_some()) << (document % 64);
            are_rows &= position.is_none_or(|position| position.row == document);
            let Position { row, place } = position.unwrap_or_default();
            rows.push(row);
            places.push(place);
        }
        Self { segment, standings: Arc::new(Standings { rows, places, are_rows }), live }
    }

    /// Takes a segment whose films stand where the snapshot has them; others are not live.
    pub(super) fn standing_in(segment: Arc<Segment>, positions: &Positions) -> Self {
        let mut rows = positions.in_order();
        let of_ids = Arc::clone(&segment);
        Self::new(segment, of_ids.ids.values().iter().map(|id| rows.position(*id)))
    }

    /// Returns the segment with its live films where they stand now.
    pub(super) fn stand(&self, positions: &Positions) -> Self {
        let mut next = Self::standing_in(Arc::clone(&self.segment), positions);
        next.live.iter_mut().zip(&self.live).for_each(|(next, live)| *next &= live);
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
        ones(self.live.iter().copied()).map(|document| (document, self.standing(document)))
    }

    fn standing(&self, document: DocId) -> Position {
        Position { row: self.standings.rows[document], place: self.standings.places[document] }
    }

    /// Returns how many films are live.
    pub(super) fn len(&self) -> usize {
        self.live.iter().map(|block| to_index(block.count_ones())).sum()
    }

    /// Returns where a film stands; `None` where it is not live.
    pub(super) fn position(&self, document: DocId) -> Option<Position> {
        self.is_live(document).then(|| self.standing(document))
    }

    /// Tells whether a film is live and among the allowed rows.
    pub(super) fn may_come(&self, document: DocId, allowed: &RoaringBitmap) -> bool {
        self.position(document).is_some_and(|position| allowed.contains(position.row))
    }

    /// Keeps of films, as bits by document, those that are live and among the allowed rows.
    pub(super) fn keep_allowed(&self, films: &mut [u64], allowed: &RoaringBitmap) {
        films.iter_mut().zip(&self.live).for_each(|(films, live)| *films &= live);
        let count: u64 = films.iter().map(|block| u64::from(block.count_ones())).sum();
        if count * LOOKING < allowed.len() {
            self.keep(films, |row| allowed.contains(row));
            return;
        }
        // Of many films it is cheaper to lay out the rows than to look for each.
        let mut rows = vec![0_u64; allowed.max().map_or(0, |last| to_index(last / 64) + 1)];
        allowed.iter().for_each(|row| rows[to_index(row / 64)] |= 1 << (row % 64));
        if self.standings.are_rows {
            let rows = rows.into_iter().chain(std::iter::repeat(0));
            films.iter_mut().zip(rows).for_each(|(films, rows)| *films &= rows);
        } else {
            self.keep(films, |row| rows.get(to_index(row / 64)).is_some_and(|block| block >> (row % 64) & 1 == 1));
        }
    }

    fn keep(&self, films: &mut [u64], may_come: impl Fn(u32) -> bool) {
        for (films, from) in films.iter_mut().zip((0..).step_by(64)) {
            let mut left = *films;
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                if !may_come(self.standings.rows[from + bit]) {
                    *films &= !(1 << bit);
                }
            }
        }
    }

    /// Returns about how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let standings = self.segment.len() * (size_of::<u32>() + size_of::<u64>());
        self.segment.size() + standings + self.live.len() * size_of::<u64>()
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

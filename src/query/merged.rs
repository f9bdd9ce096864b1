//! Pages of the order by `published` at a moment at which some films stand elsewhere: those that stay, by the ready order, and
//! the others between them.

use std::ops::Range;

use wordset::{last_one, next_one};

use crate::catalog::Moment;

use super::merge::merge;
use super::page::Window;
use super::pager::{PageGroup, WantedPlaces};
use super::question::Direction;
use super::snapshot::Row;

/// Films that are wanted, in an order in which some have moved.
#[derive(Clone, Copy)]
pub(super) struct MergedPlaces<'a> {
    /// Those that stay.
    pub(super) places: WantedPlaces<'a>,
    /// What films are sorted by in the ready order, by place.
    pub(super) newest: &'a [Moment],
    /// The others, by what they are sorted by, ties by row.
    pub(super) others: &'a [(Moment, Row)],
}

/// A group of wanted films of one moment, and which of them are on the page.
pub(super) struct MergedGroup<'a> {
    /// The places of those that stay, with other films between them.
    span: Range<usize>,
    /// How many of these are wanted.
    staying: usize,
    others: &'a [(Moment, Row)],
    /// Which are on the page.
    pub(super) window: Window,
}

/// Films that have moved to one moment.
struct OtherGroup<'a> {
    films: &'a [(Moment, Row)],
    /// How many films have moved to moments that come before.
    before: usize,
}

impl<'a> MergedPlaces<'a> {
    /// Gives the groups of a page in their order, until `take` has had enough films.
    pub(super) fn groups(self, direction: Direction, wanted: Window, mut take: impl FnMut(MergedGroup<'a>)) {
        let others = self.other_groups(direction);
        let (mut place, mut next, mut skip) = self.first(direction, wanted.offset, &others);
        let mut left = wanted.count;
        while left > 0 {
            let (staying, moved) = (place.map(|place| self.places.column.span(place)), others.get(next));
            let moved = moved.map(|group| (self.span(group), group.films));
            // Whichever comes first; or both, where they are of one moment.
            let (span, others) = match (staying, moved) {
                (None, None) => return,
                (Some(staying), None) => (staying, &[][..]),
                (None, Some(moved)) => moved,
                (Some(staying), Some(moved)) => {
                    let is_first = match direction {
                        Direction::Ascending => moved.0.start <= staying.start,
                        Direction::Descending => moved.0.end >= staying.end,
                    };
                    if is_first { moved } else { (staying, &[][..]) }
                }
            };
            next += usize::from(!others.is_empty());
            place = match direction {
                Direction::Ascending => next_one(self.places.words, span.end),
                Direction::Descending => last_one(self.places.words, span.start),
            };
            let staying = self.places.between(&span);
            let count = left.min(staying + others.len() - skip);
            take(MergedGroup { span, staying, others, window: Window { offset: skip, count } });
            left -= count;
            skip = 0;
        }
    }

    /// Returns the films of a group that are on the page, by row.
    pub(super) fn films(self, group: &MergedGroup<'a>) -> Vec<Row> {
        let Window { offset, count } = group.window;
        let start = self.places.before(group.span.start);
        // How many of the group come before one that has moved, itself not counted.
        let rank = |at: usize| {
            let row = group.others[at].1;
            let ahead = self.rows(&group.span).partition_point(|other| *other < row);
            self.places.before(group.span.start + ahead) - start + at
        };
        let passed = partition(group.others.len(), |at| rank(at) < offset);
        let staying = PageGroup {
            span: group.span.clone(),
            films: group.staying,
            window: Window { offset: offset - passed, count: count.min(group.staying - (offset - passed)) },
        };
        let staying = self.places.places(&staying).map(|place| self.places.column.at(place));
        let others = group.others[passed..].iter().map(|(_, row)| *row);
        merge(staying, others).take(count).collect()
    }

    /// Returns all films of a group, in no order.
    pub(super) fn all(self, group: &MergedGroup<'a>) -> impl Iterator<Item = Row> {
        let staying = PageGroup { span: group.span.clone(), films: group.staying, window: group.window };
        let staying = self.places.all(&staying).map(|place| self.places.column.at(place));
        staying.chain(group.others.iter().map(|(_, row)| *row))
    }

    /// Returns the films that have moved, by moment in this direction.
    fn other_groups(self, direction: Direction) -> Vec<OtherGroup<'a>> {
        let mut groups: Vec<&[(Moment, Row)]> = self.others.chunk_by(|a, b| a.0 == b.0).collect();
        if direction == Direction::Descending {
            groups.reverse();
        }
        let mut before = 0;
        let counted = groups.into_iter().map(|films| {
            let group = OtherGroup { films, before };
            before += films.len();
            group
        });
        counted.collect()
    }

    /// Finds where a page begins: the place of a film that stays which is not before it, the first of the groups that have moved
    /// which is not before it, and how many films of the first group of all are.
    fn first(self, direction: Direction, offset: usize, others: &[OtherGroup<'a>]) -> (Option<usize>, usize, usize) {
        let all = self.places.before(self.places.column.films());
        let before = |span: &Range<usize>| match direction {
            Direction::Ascending => self.places.before(span.start),
            Direction::Descending => all - self.places.before(span.end),
        };
        let begins = |group: &OtherGroup<'_>| group.before + before(&self.span(group));
        let next = others.partition_point(|group| begins(group) <= offset);
        let mut passed = 0;
        if let Some(at) = next.checked_sub(1) {
            let (span, group) = (self.span(&others[at]), &others[at]);
            let into = offset - begins(group);
            if into < self.places.between(&span) + group.films.len() {
                let place = match direction {
                    Direction::Ascending => next_one(self.places.words, span.start),
                    Direction::Descending => last_one(self.places.words, span.end),
                };
                return (place, at, into);
            }
            passed = group.before + group.films.len();
        }
        match self.places.first(direction, offset - passed, all) {
            Some((place, skip)) => (Some(place), next, skip),
            None => (None, next, 0),
        }
    }

    /// Returns the places of the films of the ready order that have the moment of a group that has moved; none, where these would
    /// stand, if there are none.
    fn span(self, group: &OtherGroup<'_>) -> Range<usize> {
        let moment = group.films.first().map_or(Moment::MAX, |(moment, _)| *moment);
        let known = &self.newest[..self.places.column.known()];
        let start = known.partition_point(|newest| *newest < moment);
        start..start + known[start..].partition_point(|newest| *newest <= moment)
    }

    fn rows(self, span: &Range<usize>) -> &'a [Row] {
        &self.places.column.in_order()[span.clone()]
    }
}

/// Returns how many of the first numbers pass a test that none passes after one that does not.
fn partition(count: usize, passes: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if passes(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

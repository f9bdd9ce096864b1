//! Columns: the ready order of all films by one value.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use wordset::{next_one, put};

use crate::number::{to_index, to_u32, to_u64};
use crate::query::question::Direction;

use super::moves::Moves;
use super::row::Row;
use super::spaces::{Splice, SpliceStep};

/// The rank of a film that lacks the value: after all others, in both directions.
pub(in crate::query) const MISSING: u64 = u64::MAX;
/// Where more than one film in so many is replaced or new, besides [`FEW`], an order is made anew.
const MANY_IN: usize = 8;
/// So few films are always put in their places one by one.
const FEW: usize = 64;

/// Every film of a snapshot, in the order of one value.
#[derive(Debug, Default, PartialEq)]
pub(in crate::query) struct Column {
    /// By place: the films, the least value first, ties by row, those that lack the value last.
    order: Vec<Row>,
    /// By row: the place.
    places: Vec<u32>,
    /// A bit for each place at which a value begins; the films that lack the value are one more.
    starts: Vec<u64>,
    /// By word of `starts`: where the value of its first place begins.
    covers: Vec<u32>,
    /// How many films have the value.
    known: usize,
}

impl Column {
    /// Puts so many films in order.
    pub(in crate::query) fn new<T: Ord>(films: usize, value: impl Fn(Row) -> Option<T>) -> Self {
        let mut keyed: Vec<_> = (0..films).map(Row::at).map(|row| (missing_last(value(row)), row)).collect();
        // Rows, and with them ids, settle ties.
        keyed.sort_unstable();
        let (mut places, mut starts) = (vec![0; films], vec![0; films.div_ceil(64)]);
        for (place, (key, row)) in keyed.iter().enumerate() {
            places[row.index()] = to_u32(place);
            let previous = place.checked_sub(1).map(|place| &keyed[place].0);
            put(&mut starts, place, previous != Some(key));
        }
        let known = keyed.partition_point(|((is_missing, _), _)| !is_missing);
        let covers = covers(&starts);
        Self { order: keyed.into_iter().map(|(_, row)| row).collect(), places, starts, covers, known }
    }

    /// Puts the films of the next snapshot in order, in which `value` gives the values: those that stay keep their order among
    /// each other, so that places are found for the fresh ones only. Returns how this order becomes that one, too, which is
    /// the same one where nothing of it changes.
    pub(super) fn next<T: Ord>(
        self: &Arc<Self>,
        moves: &Moves,
        value: impl Fn(Row) -> Option<T>,
    ) -> (Arc<Self>, Splice) {
        if moves.left().len().max(moves.fresh().len()) > self.films() / MANY_IN + FEW {
            let next = Self::new(moves.films(), value);
            let mut splice = Splice::default();
            next.order.iter().for_each(|row| splice.put(*row));
            return (Arc::new(next), splice);
        }
        let value = |row: Row| missing_last(value(row));
        let splice = self.splice(moves, &value);
        let is_same = !moves.shift()
            && splice.is_in_place(self.films())
            && splice.puts().all(|(place, row)| self.order[place] == row);
        let order = if is_same { Cow::Borrowed(&self.order) } else { Cow::Owned(self.spliced(moves, &splice)) };
        let mut starts = vec![0; order.len().div_ceil(64)];
        splice.bits(&self.starts, &mut starts, |_| false);
        // Inside of what is kept values begin where they did.
        for (place, _) in splice.steps() {
            let begins = place == 0 || value(order[place - 1]) != value(order[place]);
            put(&mut starts, place, begins);
        }
        let known = order.partition_point(|row| value(*row).1.is_some());
        if is_same && known == self.known && starts == self.starts {
            return (Arc::clone(self), splice);
        }
        let covers = covers(&starts);
        let places = self.spliced_places(moves, &splice, &order);
        (Arc::new(Self { order: order.into_owned(), places, starts, covers, known }), splice)
    }

    /// Finds the way to the next order.
    fn splice<K: Ord>(&self, moves: &Moves, value: &impl Fn(Row) -> K) -> Splice {
        let gaps = GonePlaces::new(moves.left().iter().map(|row| self.place(*row)).collect());
        let mut gone = gaps.places.iter().copied().peekable();
        let mut fresh: Vec<_> = moves.fresh().iter().map(|row| (value(*row), *row)).collect();
        fresh.sort_unstable();
        let (mut splice, mut next) = (Splice::default(), 0);
        // Keeps what stays of the places before one.
        let mut keep_until = |splice: &mut Splice, place: usize| {
            while let Some(gone) = gone.next_if(|gone| *gone < place) {
                splice.keep(next, gone - next);
                next = gone + 1;
            }
            splice.keep(next, place - next);
            next = place;
        };
        for come in &fresh {
            let is_less = |row| (value(row), row) < *come;
            // Mostly something else of the film changed.
            let there = self.place_if_there(moves, &gaps, come.1, is_less);
            let place = there.unwrap_or_else(|| self.place_after(moves, &gaps, is_less));
            keep_until(&mut splice, place);
            splice.put(come.1);
        }
        keep_until(&mut splice, self.films());
        splice
    }

    /// Returns what [`Self::place_after`] does where a film was there already, in the same row: the two that stay beside it tell
    /// that.
    fn place_if_there(
        &self,
        moves: &Moves,
        gaps: &GonePlaces,
        row: Row,
        is_less: impl Fn(Row) -> bool,
    ) -> Option<usize> {
        let was = to_index(*self.places.get(row.index()).filter(|_| !moves.shift())?);
        let gap = gaps.around(was);
        let is_behind = gap.start.checked_sub(1).is_none_or(|before| is_less(self.order[before]));
        let is_before = self.order.get(gap.end).is_none_or(|after| !is_less(*after));
        (is_behind && is_before).then_some(gap.start)
    }

    /// Returns the place right behind the last film that stays of which `is_less` holds, given their new rows; it holds of the
    /// first ones.
    fn place_after(&self, moves: &Moves, gaps: &GonePlaces, is_less: impl Fn(Row) -> bool) -> usize {
        let (mut from, mut to) = (0, self.films());
        while from < to {
            let middle = usize::midpoint(from, to);
            let place = gaps.around(middle).end;
            let stays = self.order[..to].get(place).and_then(|row| moves.to(*row));
            if stays.is_some_and(&is_less) {
                from = place + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    /// Returns the films of the next snapshot by place.
    fn spliced(&self, moves: &Moves, splice: &Splice) -> Vec<Row> {
        let mut order = Vec::with_capacity(splice.films());
        for (_, step) in splice.steps() {
            match step {
                SpliceStep::Keep { from, count } if moves.shift() => {
                    order.extend(self.order[from..from + count].iter().filter_map(|old| moves.to(*old)));
                }
                SpliceStep::Keep { from, count } => order.extend_from_slice(&self.order[from..from + count]),
                SpliceStep::Put(row) => order.push(row),
            }
        }
        order
    }

    /// Returns the places of the films of the next snapshot by row, given its order.
    fn spliced_places(&self, moves: &Moves, splice: &Splice, order: &[Row]) -> Vec<u32> {
        let mut places = if moves.shift() { Vec::new() } else { self.places.clone() };
        places.resize(order.len(), 0);
        for (place, step) in splice.steps() {
            let count = match step {
                SpliceStep::Keep { from, .. } if from == place && !moves.shift() => continue,
                SpliceStep::Keep { count, .. } => count,
                SpliceStep::Put(_) => 1,
            };
            (place..place + count).for_each(|place| places[order[place].index()] = to_u32(place));
        }
        places
    }

    /// Returns a number that compares as the film stands in this direction; [`MISSING`] where it lacks the value.
    pub(in crate::query) fn key(&self, row: Row, direction: Direction) -> u64 {
        self.key_at(self.place(row), direction)
    }

    /// Returns what [`Self::key`] returns of the film at a place.
    pub(in crate::query) fn key_at(&self, place: usize, direction: Direction) -> u64 {
        match place {
            place if place >= self.known => MISSING,
            place if direction == Direction::Descending => to_u64(self.known - self.start(place)),
            place => to_u64(self.start(place)),
        }
    }

    /// Returns the place at which the value begins of the film at a place.
    fn start(&self, place: usize) -> usize {
        // Both are looked up: that is quick beside a jump that was not foreseen.
        let (cover, begun) = (to_index(self.covers[place / 64]), self.starts[place / 64] << (63 - place % 64));
        if begun == 0 { cover } else { place - to_index(begun.leading_zeros()) }
    }

    /// Returns how many films there are.
    pub(in crate::query) fn films(&self) -> usize {
        self.order.len()
    }

    /// Returns the place of a film.
    #[inline]
    pub(in crate::query) fn place(&self, row: Row) -> usize {
        to_index(self.places[row.index()])
    }

    /// Returns the places of films. All are looked up before any is used: each look waits for memory, but many wait at once.
    pub(in crate::query) fn places_of(&self, rows: &[Row]) -> Vec<usize> {
        rows.iter().map(|row| self.place(*row)).collect()
    }

    /// Returns the film at a place.
    #[inline]
    pub(in crate::query) fn at(&self, place: usize) -> Row {
        self.order[place]
    }

    /// Returns the films by place.
    pub(in crate::query) fn in_order(&self) -> &[Row] {
        &self.order
    }

    /// Tells whether a film has the value.
    pub(super) fn is_known(&self, row: Row) -> bool {
        self.place(row) < self.known
    }

    /// Returns how many films have the value: they stand before the others.
    pub(in crate::query) fn known(&self) -> usize {
        self.known
    }

    /// Counts the films that have the value and stand before all of which `is_before` does not hold; it holds of the first
    /// ones.
    pub(in crate::query) fn count_before(&self, is_before: impl Fn(Row) -> bool) -> usize {
        self.order[..self.known].partition_point(|row| is_before(*row))
    }

    /// Returns the places of the films with the value of the one at a place, or of those that lack it as this one does.
    pub(in crate::query) fn span(&self, place: usize) -> Range<usize> {
        if place >= self.known {
            return self.known..self.films();
        }
        self.start(place)..next_one(&self.starts, place + 1).unwrap_or(self.known)
    }
}

/// The places of films that leave an order.
struct GonePlaces {
    /// Ascending.
    places: Vec<usize>,
    /// By number of a place: how many films stay before it, which is the same for all of a gap.
    before: Vec<usize>,
}

impl GonePlaces {
    fn new(mut places: Vec<usize>) -> Self {
        places.sort_unstable();
        let before = places.iter().enumerate().map(|(gone, place)| place - gone).collect();
        Self { places, before }
    }

    /// Returns the places of the gap that a place lies in; none, at the place, where its film stays.
    fn around(&self, place: usize) -> Range<usize> {
        let Ok(at) = self.places.binary_search(&place) else { return place..place };
        let before = self.before[at];
        let [first, end] = [
            self.before.partition_point(|other| *other < before),
            self.before.partition_point(|other| *other <= before),
        ];
        before + first..before + end
    }
}

/// Returns what sorts by the value, and after every value where it is missing.
fn missing_last<T>(value: Option<T>) -> (bool, Option<T>) {
    (value.is_none(), value)
}

/// Returns, by word of the places at which values begin, where the value of its first place begins.
fn covers(starts: &[u64]) -> Vec<u32> {
    let mut cover = 0;
    let mut of_word = |(word, bits): (usize, &u64)| {
        let of_first = if bits & 1 == 1 { word * 64 } else { cover };
        if *bits != 0 {
            cover = word * 64 + 63 - to_index(bits.leading_zeros());
        }
        to_u32(of_first)
    };
    starts.iter().enumerate().map(&mut of_word).collect()
}

/// A finite `f64` in its natural order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::query) struct Finite(pub(in crate::query) f64);

impl Eq for Finite {}

impl PartialOrd for Finite {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Finite {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;

    use super::*;

    fn column(values: &[Option<i32>]) -> Column {
        Column::new(values.len(), |row| values[row.index()])
    }

    #[test]
    fn missing_values_are_last_and_ties_go_to_the_smaller_row_in_both_directions() {
        let column = column(&[Some(5), None, Some(7), Some(5), None, Some(1)]);
        for (direction, expected) in
            [(Direction::Ascending, [5, 0, 3, 2, 1, 4]), (Direction::Descending, [2, 0, 3, 5, 1, 4])]
        {
            let mut rows: Vec<Row> = (0..6).map(Row::at).collect();
            rows.sort_by_key(|row| (column.key(*row, direction), *row));
            assert_eq!(rows.iter().map(|row| row.index()).collect::<Vec<_>>(), expected);
        }
        assert_eq!(column.in_order().iter().map(|row| row.index()).collect::<Vec<_>>(), [5, 0, 3, 2, 1, 4]);
        let spans: Vec<Range<usize>> = (0..6).map(|place| column.span(place)).collect();
        assert_eq!(spans, [0..1, 1..3, 1..3, 3..4, 4..6, 4..6]);
        assert!((0..6).all(|place| column.place(column.at(place)) == place) && column.known() == 4);
    }
    /// A catalogue as its films' values by id, and what becomes of some of them.
    type Values = BTreeMap<u16, Option<u8>>;

    fn of_values(values: &Values) -> Column {
        let values: Vec<_> = values.values().collect();
        Column::new(values.len(), |row| *values[row.index()])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn an_order_made_from_the_one_before_is_that_made_from_nothing(
            first in btree_map(0_u16..3000, prop::option::weighted(0.7, 0_u8..40), 0..1500),
            rounds in vec(btree_map(0_u16..3200, prop::option::weighted(0.8, prop::option::of(0_u8..40)), 0..90), 1..4),
            keeps_rows in any::<bool>(),
        ) {
            let mut values = first;
            let mut column = Arc::new(of_values(&values));
            for round in rounds {
                let before: Vec<u16> = values.keys().copied().collect();
                let last = before.last().copied();
                let mut changes: BTreeMap<u16, bool> = BTreeMap::new();
                for (id, next) in round {
                    let is_known = values.contains_key(&id);
                    if keeps_rows && (is_known && next.is_none() || !is_known && Some(id) < last) {
                        continue;
                    }
                    match next {
                        Some(value) => drop(values.insert(id, value)),
                        None => drop(values.remove(&id)),
                    }
                    if is_known || next.is_some() {
                        changes.insert(id, next.is_some());
                    }
                }
                let moves = Moves::of_ids(&before, &changes);
                let now: Vec<_> = values.values().copied().collect();
                let (next, splice) = column.next(&moves, |row| now[row.index()]);
                prop_assert_eq!(&*next, &of_values(&values));
                prop_assert_eq!(splice.films(), now.len());
                column = next;
            }
        }
    }
}

//! The films that similar ones are chosen from, as somebody is shown them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use roaring::RoaringBitmap;
use wordset::{CountedSet, LINE_PLACES, Line, put, words_mut};

use crate::number::to_u64;
use crate::query::bitmap::each;
use crate::query::page::Window;
use crate::query::pager::WantedPlaces;
use crate::query::question::{Device, Direction, ViewerAge};
use crate::query::snapshot::{OrderView, PoolOf, Row, SetNo, SimilarPool, TagFilms};

use super::{ShownFilms, ShownRow, Visible};

/// Films that are shown, by row and by their places in the order of popularity; none tagged `trailer`. It can only lose films.
#[derive(Clone, Debug)]
pub(in crate::query) struct ShownPool<'s> {
    order: OrderView<'s>,
    films: Cow<'s, SimilarPool>,
    /// Which of the films were left out.
    left_out: BTreeSet<Row>,
}

impl<'s> Visible<'s> {
    /// Finds the films that a viewer of this age (`None`: of any) may see, of which an item is shown if there must be one.
    pub(in crate::query) fn pool(&self, age: Option<ViewerAge>, with_items: bool) -> ShownPool<'s> {
        let (snapshot, order) = (self.snapshot(), self.snapshot().by_popularity());
        let known = match (self.device(), self.groups()) {
            (Device::Of(profile), Some(groups)) if snapshot.holds(self.at()) => {
                snapshot.pool(PoolOf { profile, groups, age, with_items })
            }
            _ => None,
        };
        let found = || Cow::Owned(pool_of(order, self.find_pool(age, with_items).into_bits()));
        ShownPool { order, films: known.map_or_else(found, Cow::Borrowed), left_out: BTreeSet::new() }
    }

    fn find_pool(&self, age: Option<ViewerAge>, with_items: bool) -> ShownFilms {
        let mut films = self.films();
        if with_items {
            films.keep(self.with_items().bits());
        }
        if let Some(age) = age {
            films.keep(&self.snapshot().for_age(age));
        }
        if let Some(trailers) = self.snapshot().trailer_films() {
            films.leave_out(&trailers);
        }
        films
    }
}

fn pool_of(order: OrderView<'_>, rows: RoaringBitmap) -> SimilarPool {
    let mut lines = vec![Line::default(); order.column.films().div_ceil(LINE_PLACES)];
    let set = words_mut(&mut lines);
    rows.iter().for_each(|bit| put(set, order.column.place(Row::from_bit(bit)), true));
    SimilarPool::new(rows, CountedSet::new(lines.into()), order.layout.sets())
}

impl<'s> ShownPool<'s> {
    /// Returns the order of popularity with its sets.
    pub(in crate::query) fn order(&self) -> OrderView<'s> {
        self.order
    }

    /// Returns how many films there are.
    pub(in crate::query) fn len(&self) -> u64 {
        self.films.films().total() - to_u64(self.left_out.len())
    }

    /// Returns the film in a row, if it is one of them.
    pub(in crate::query) fn get(&self, row: Row) -> Option<ShownRow> {
        let is_one = self.films.rows().contains(row.bit()) && !self.left_out.contains(&row);
        is_one.then(|| ShownRow::new(row))
    }

    /// Gives each of them that bears a tag, by row.
    pub(in crate::query) fn each_of(&self, bearers: &TagFilms, mut take: impl FnMut(Row)) {
        let mut take = |row: Row| {
            if !self.left_out.contains(&row) {
                take(row);
            }
        };
        match bearers {
            TagFilms::Few(rows) => {
                rows.iter().filter(|row| self.films.rows().contains(row.bit())).for_each(|row| take(*row))
            }
            TagFilms::Many(bits) => each(&(self.films.rows() & &**bits), |bit| take(Row::from_bit(bit))),
        }
    }

    /// Returns how many of them bear a tag.
    pub(in crate::query) fn count_of(&self, bearers: &TagFilms) -> u64 {
        let both = match bearers {
            TagFilms::Few(rows) => to_u64(rows.iter().filter(|row| self.films.rows().contains(row.bit())).count()),
            TagFilms::Many(bits) => self.films.rows().intersection_len(bits),
        };
        both - to_u64(self.left_out.iter().filter(|row| bearers.contains(**row)).count())
    }

    /// Returns how many of them are in a set.
    pub(in crate::query) fn count_in(&self, set: SetNo) -> u64 {
        let place = |row: &&Row| self.order.column.place(**row);
        let left_out = self.left_out.iter().filter(|row| self.order.space.has(set, place(row))).count();
        self.films.bearers(self.order.space, set) - to_u64(left_out)
    }

    /// Returns the words of a set, by place, that holds all of them, and those that were left out.
    pub(in crate::query) fn words(&self) -> &[u64] {
        self.films.films().words()
    }

    /// Leaves a film out; tells whether it was one of them.
    pub(in crate::query) fn leave_out(&mut self, row: Row) -> bool {
        self.films.rows().contains(row.bit()) && self.left_out.insert(row)
    }

    /// Returns the most popular of them, the first ones, so many; ties go to the smaller id.
    pub(in crate::query) fn most_popular(&self, count: usize) -> Vec<ShownRow> {
        let films = self.films.films();
        let places = WantedPlaces { column: self.order.column, words: films.words(), counts: films.counts() };
        let window = Window { offset: 0, count: count.saturating_add(self.left_out.len()) };
        let mut popular = Vec::with_capacity(count);
        places.groups(Direction::Descending, window, |group| {
            let left = count - popular.len();
            popular.extend(places.places(&group).filter_map(|place| self.get(self.order.column.at(place))).take(left));
        });
        popular
    }
}

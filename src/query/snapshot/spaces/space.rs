//! The sets of films in one order.

use std::sync::Arc;

use wordset::{LINE_PLACES, Line, has, put, words, words_mut};

use crate::query::snapshot::base::Base;
use crate::query::snapshot::bitmaps::least_age;
use crate::query::snapshot::column::Column;
#[cfg(test)]
use crate::query::snapshot::entry::FilmEntry;
use crate::query::snapshot::row::Row;

use super::coded::Coded;
use super::key::SpaceKey;
use super::layout::{SetKind, SetLayout, SetNo};
use super::splice::{Splice, with_bits};

/// The sets of films in one order, by place.
#[derive(Debug)]
pub(in crate::query) struct Space {
    /// How many films there are.
    films: usize,
    /// By number; shared with other snapshots where they are the same.
    sets: Vec<Arc<[Line]>>,
    /// By what is coded: the codes, up to the end of the last line.
    codes: [Arc<[u8]>; Coded::ALL.len()],
}

impl Space {
    /// Makes the sets in the order of a column.
    pub(in crate::query::snapshot) fn new(layout: &SetLayout, base: &Base, column: &Column) -> Self {
        let lines = column.films().div_ceil(LINE_PLACES);
        let mut sets = vec![vec![Line::default(); lines]; layout.kinds().len()];
        for (kind, set) in layout.kinds().iter().zip(&mut sets) {
            let set = words_mut(set);
            let mut put = |row: Row| put(set, column.place(row), true);
            match kind {
                SetKind::Tag(tag) => {
                    base.bitmaps.tagged(*tag).into_iter().for_each(|films| films.each(&mut put));
                }
                SetKind::Age(age) => {
                    base.bitmaps
                        .ages
                        .range(..=age)
                        .flat_map(|(_, films)| films)
                        .for_each(|bit| put(Row::from_bit(bit)));
                }
                SetKind::Known(key) => {
                    let known = base.column(*key).map(|known| &known.in_order()[..known.known()]);
                    known.unwrap_or_default().iter().for_each(|row| put(*row));
                }
            }
        }
        let mut codes = [Vec::with_capacity(lines * LINE_PLACES), Vec::with_capacity(lines * LINE_PLACES)];
        // Film by film: each is fetched from memory once.
        for entry in column.in_order().iter().map(|row| &base.entries[*row]) {
            for (codes, coded) in codes.iter_mut().zip(Coded::ALL) {
                codes.push(layout.code(coded, entry));
            }
        }
        codes.iter_mut().for_each(|codes| codes.resize(lines * LINE_PLACES, 0));
        Self { films: column.films(), sets: sets.into_iter().map(Arc::from).collect(), codes: codes.map(Arc::from) }
    }

    /// Returns the sets in the next order, that of a column of the next films; `viewed` are those of which only popularity
    /// may have changed.
    pub(in crate::query::snapshot) fn next(
        &self,
        (splice, column): (&Splice, &Column),
        layout: &SetLayout,
        base: &Base,
        viewed: &[Row],
    ) -> Self {
        let members = members(layout, base, splice);
        let set = |((kind, members), known): ((&SetKind, &Vec<Row>), &Arc<[Line]>)| {
            let next = splice.set((known, self.films), |row| members.binary_search(&row).is_ok());
            match kind {
                SetKind::Known(SpaceKey::Popularity) => {
                    with_bits(&next, viewed.iter().map(|row| (column.place(*row), holds(*kind, base, *row))))
                }
                _ => next,
            }
        };
        Self {
            films: column.films(),
            sets: layout.kinds().iter().zip(&members).zip(&self.sets).map(set).collect(),
            codes: Coded::ALL.map(|coded| {
                let known = &self.codes[coded.index()];
                splice.codes((known, self.films), |row| layout.code(coded, &base.entries[row]))
            }),
        }
    }

    /// Returns a set.
    pub(in crate::query) fn set(&self, number: SetNo) -> &[Line] {
        &self.sets[number.index()]
    }

    /// Tells whether the film at a place is in a set.
    pub(in crate::query) fn has(&self, number: SetNo, place: usize) -> bool {
        has(words(self.set(number)), place)
    }

    /// Tells whether a film is in the right sets, and has the right code.
    #[cfg(test)]
    pub(in crate::query::snapshot) fn is_right(
        &self,
        layout: &SetLayout,
        base: &Base,
        (row, entry, place): (Row, &FilmEntry, usize),
    ) -> bool {
        let mut sets = layout.kinds().iter().zip(&self.sets);
        sets.all(|(kind, set)| has(words(set), place) == holds(*kind, base, row))
            && Coded::ALL.into_iter().all(|coded| self.codes(coded)[place] == layout.code(coded, entry))
    }

    /// Returns the codes of a value by place.
    pub(in crate::query) fn codes(&self, coded: Coded) -> &[u8] {
        &self.codes[coded.index()]
    }
}

/// Returns, by set, those of the films that are put that belong to it, by row: the tags of each are read once, and not for each set.
fn members(layout: &SetLayout, base: &Base, splice: &Splice) -> Vec<Vec<Row>> {
    let mut rows: Vec<Row> = splice.puts().map(|(_, row)| row).collect();
    rows.sort_unstable();
    let mut members = vec![Vec::new(); layout.sets()];
    for row in rows {
        let of_tags = base.entries[row].tags().filter_map(|tag| layout.tag(tag));
        of_tags.for_each(|set| members[set.index()].push(row));
        for (kind, members) in layout.kinds().iter().zip(&mut members) {
            if !matches!(kind, SetKind::Tag(_)) && holds(*kind, base, row) {
                members.push(row);
            }
        }
    }
    members
}

/// Tells whether a film belongs to a set.
fn holds(kind: SetKind, base: &Base, row: Row) -> bool {
    let entry = &base.entries[row];
    match kind {
        SetKind::Tag(tag) => entry.tags().any(|other| other == tag),
        SetKind::Age(age) => least_age(entry) <= age,
        SetKind::Known(key) => base.column(key).is_some_and(|column| column.is_known(row)),
    }
}

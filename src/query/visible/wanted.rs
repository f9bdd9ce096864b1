//! What a filter asks, in sets of films in the order of every key.

use std::collections::BTreeSet;
use std::ops::Range;

use smallvec::SmallVec;
use wordset::{BLOCK_PLACES, Codes, CountedSet, FoundSet, Room, Terms, combine, has, put, words, words_mut};

use crate::catalog::{FilmId, Moment};
use crate::query::question::{Filter, Years};
use crate::query::snapshot::{AgeSet, Coded, Column, RARE, Row, SetNo, Snapshot, SpaceKey, SpaceView, TagFilms};

/// As many as most questions name, without an allocation.
type Few<T> = SmallVec<[T; 4]>;

/// What a filter asks, in sets of films.
#[derive(Clone, Debug, Default)]
pub(super) struct WantedSets<'s> {
    /// Whether films tagged `trailer` may be among them.
    pub(super) with_trailers: bool,
    all: Few<SetNo>,
    pub(super) none: Few<SetNo>,
    any: Few<SetNo>,
    ranges: SmallVec<[WantedRange<'s>; 2]>,
    /// Tags that have no set.
    rare_all: Few<&'s TagFilms>,
    rare_any: Few<&'s TagFilms>,
    rare_none: Few<&'s TagFilms>,
    /// Only these.
    only: Option<Vec<Row>>,
    /// None of these, by row.
    excluded: Vec<Row>,
}

/// Films with a value from one to another.
#[derive(Clone, Debug)]
struct WantedRange<'s> {
    coded: Coded,
    /// Codes that only such films have.
    inside: Option<(u8, u8)>,
    /// What else there is of them, where codes do not say it all.
    others: Option<RangeEnds<'s>>,
}

/// Films of a range whose codes others have too.
#[derive(Clone, Debug)]
struct RangeEnds<'s> {
    /// The order by the value.
    column: &'s Column,
    /// The places of all films of the range.
    span: Range<usize>,
    /// The places of those whose codes say too little.
    ends: [Range<usize>; 2],
}

impl<'s> WantedSets<'s> {
    /// Turns a filter into sets of a layout; `None`: no film can pass it.
    pub(super) fn new(snapshot: &'s Snapshot, filter: &Filter, view: SpaceView<'s>, now: Moment) -> Option<Self> {
        // Ids ascend, and rows with them.
        let rows = |ids: &BTreeSet<FilmId>| ids.iter().filter_map(|id| snapshot.row(*id)).collect();
        let (only, excluded) = (filter.only.as_ref().map(rows), rows(&filter.exclude));
        let mut wanted = Self { with_trailers: true, only, excluded, ..Self::default() };
        let tag = |name: &String| snapshot.base.tags.named(name);
        let films = |tag| snapshot.base.bitmaps.tagged(tag);
        for name in &filter.tags_all {
            let tag = tag(name)?;
            match view.layout.tag(tag) {
                Some(set) => wanted.all.push(set),
                None => wanted.rare_all.push(films(tag)?),
            }
        }
        for tag in filter.tags_any.iter().filter_map(tag) {
            match view.layout.tag(tag) {
                Some(set) => wanted.any.push(set),
                None => wanted.rare_any.extend(films(tag)),
            }
        }
        if !filter.tags_any.is_empty() && wanted.any.is_empty() && wanted.rare_any.is_empty() {
            return None;
        }
        for tag in filter.tags_none.iter().filter_map(tag) {
            match view.layout.tag(tag) {
                _ if Some(tag) == snapshot.base.tags.trailer() => wanted.with_trailers = false,
                Some(set) => wanted.none.push(set),
                None => wanted.rare_none.extend(films(tag)),
            }
        }
        match filter.age.map_or(AgeSet::All, |age| view.layout.age(age)) {
            AgeSet::All => {}
            AgeSet::Of(set) => wanted.all.push(set),
            AgeSet::None => return None,
        }
        if let Some(years) = filter.years {
            wanted.keep_years(snapshot, years, view)?;
        }
        wanted.keep_updated(snapshot, filter, view, now)?;
        Some(wanted)
    }

    /// Wants films of these years only; `None`: there are none.
    pub(super) fn keep_years(&mut self, snapshot: &'s Snapshot, years: Years, view: SpaceView<'s>) -> Option<()> {
        let (from, to) = years.bounds()?;
        let known = snapshot.base.coded(Coded::Year);
        let known = &known.in_order()[..known.known()];
        let year = |row: &Row| snapshot.entry(*row).year;
        let (first, last) = (year(known.first()?)?, year(known.last()?)?);
        let from = if from <= first { i64::MIN } else { from.into() };
        let to = if to >= last { i64::MAX } else { to.into() };
        self.keep_range(snapshot, Coded::Year, (from, to), view)
    }

    /// Wants films only that were updated between the bounds; `None`: there are none.
    fn keep_updated(
        &mut self,
        snapshot: &'s Snapshot,
        filter: &Filter,
        view: SpaceView<'s>,
        now: Moment,
    ) -> Option<()> {
        let updated = |row: &Row| snapshot.entry(*row).updated;
        let column = snapshot.base.coded(Coded::Updated);
        let (Some(first), Some(last)) = (column.in_order().first(), column.in_order().last()) else { return Some(()) };
        let from = filter.updated_from.filter(|from| *from > updated(first));
        let to = filter.updated_to.map(|to| to.moment(now)).filter(|to| *to < updated(last));
        if from.is_none() && to.is_none() {
            return Some(());
        }
        let bounds = (from.unwrap_or(Moment::MIN).0, to.unwrap_or(Moment::MAX).0);
        self.keep_range(snapshot, Coded::Updated, bounds, view)
    }

    /// Wants films only with a value from one to another; `None`: there are none.
    fn keep_range(
        &mut self,
        snapshot: &'s Snapshot,
        coded: Coded,
        (from, to): (i64, i64),
        view: SpaceView<'s>,
    ) -> Option<()> {
        if from > to {
            return None;
        }
        let codes = view.layout.codes(coded, (from, to));
        let column = snapshot.base.coded(coded);
        // Only films with the value are counted.
        let before =
            |bound: i64| column.count_before(|row| coded.value(snapshot.entry(row)).is_some_and(|value| value < bound));
        let is_all_inside = codes.inside_from <= from && to <= codes.inside_to;
        let others = if is_all_inside && codes.inside.is_some() {
            None
        } else {
            let start = if from == i64::MIN { 0 } else { before(from) };
            let end = if to == i64::MAX { column.known() } else { before(to + 1) };
            let span = start..end;
            // Above all the few that were written by a clock ahead of this one.
            if column.films() - span.len() <= column.films() / RARE {
                let order = column.in_order();
                self.excluded.extend(order[..start].iter().chain(&order[end..]));
                self.excluded.sort_unstable();
                return Some(());
            }
            let inside = match codes.inside {
                Some(_) => before(codes.inside_from).max(start)..before(codes.inside_to.saturating_add(1)).min(end),
                None => end..end,
            };
            Some(RangeEnds { column, ends: [start..inside.start, inside.end..end], span })
        };
        self.ranges.push(WantedRange { coded, inside: codes.inside, others });
        Some(())
    }

    /// Tells whether all films that are shown are wanted.
    pub(super) fn is_everything(&self) -> bool {
        let sets = [&self.all, &self.none, &self.any];
        let rare = [&self.rare_all, &self.rare_any, &self.rare_none];
        sets.into_iter().all(|sets| sets.is_empty())
            && rare.into_iter().all(|films| films.is_empty())
            && self.ranges.is_empty()
            && self.only.is_none()
            && self.excluded.is_empty()
    }

    /// Keeps those of the films, which come by row, that are shown and wanted. `view` is the order by row, and `shown` what is
    /// shown in it.
    pub(super) fn keep_wanted(&self, view: SpaceView<'s>, shown: &CountedSet, mut rows: Vec<Row>) -> Vec<Row> {
        let shown = shown.view().words();
        keep(&mut rows, |row| has(shown, row.index()));
        let set = |set: &SetNo| words(view.space.set(*set));
        for films in self.all.iter().map(set) {
            keep(&mut rows, |row| has(films, row.index()));
        }
        for films in self.none.iter().map(set) {
            keep(&mut rows, |row| !has(films, row.index()));
        }
        for range in &self.ranges {
            keep(&mut rows, |row| range.has(view, row));
        }
        rows.retain(|row| self.has_any(view, *row) && self.passes_lists(*row));
        rows
    }

    /// Returns the films, by row, that a condition leaves which leaves few of so many: a list of ids, a rare tag, a short range;
    /// `None`: there is no such condition.
    pub(super) fn candidates(&self, films: usize) -> Option<Vec<Row>> {
        let rarest = self.rare_all.iter().copied().min_by_key(|films| films.len());
        let union = || {
            let mut rows = Vec::new();
            self.rare_any.iter().for_each(|films| films.each(|row| rows.push(row)));
            rows.sort_unstable();
            rows.dedup();
            rows
        };
        let any = (self.any.is_empty() && !self.rare_any.is_empty()).then(union);
        let has_any = |row: &Row| any.as_ref().is_none_or(|rows| rows.binary_search(row).is_ok());
        if let Some(only) = &self.only {
            let has_all = |row: &Row| self.rare_all.iter().all(|films| films.contains(*row));
            return Some(only.iter().copied().filter(|row| has_all(row) && has_any(row)).collect());
        }
        if let Some(films) = rarest {
            let others: Few<_> = self.rare_all.iter().filter(|other| !std::ptr::eq(**other, films)).collect();
            let mut rows = films.rows();
            rows.retain(|row| others.iter().all(|films| films.contains(*row)) && has_any(row));
            return Some(rows);
        }
        if any.is_some() {
            return any;
        }
        let few = |ends: &&RangeEnds<'_>| ends.span.len() <= films / RARE || ends.is_all();
        let ends = self.ranges.iter().filter_map(|range| range.others.as_ref()).find(few)?;
        let mut rows = ends.column.in_order()[ends.span.clone()].to_vec();
        rows.sort_unstable();
        Some(rows)
    }

    /// Tells whether a film is shown and wanted, given its place.
    fn has(&self, view: SpaceView<'s>, shown: &[u64], (row, place): (Row, usize)) -> bool {
        // All sets are looked at: each look is quick beside a jump that was not foreseen.
        let is_shown = has(shown, place);
        let has_all = self.all.iter().fold(is_shown, |all, set| all & view.space.has(*set, place));
        let passes = self.none.iter().fold(has_all, |all, set| all & !view.space.has(*set, place));
        passes
            && self.has_any(view, row)
            && self.ranges.iter().all(|range| range.has(view, row))
            && self.passes_lists(row)
    }

    /// Tells whether a film has one of the tags of which it must have one.
    fn has_any(&self, view: SpaceView<'s>, row: Row) -> bool {
        self.any.is_empty() && self.rare_any.is_empty()
            || self.any.iter().any(|set| view.space.has(*set, view.column.place(row)))
            || self.rare_any.iter().any(|films| films.contains(row))
    }

    /// Tells whether a film passes what is asked in lists of films.
    fn passes_lists(&self, row: Row) -> bool {
        self.rare_all.iter().all(|films| films.contains(row))
            && !self.rare_none.iter().any(|films| films.contains(row))
            && self.only.as_ref().is_none_or(|only| only.binary_search(&row).is_ok())
            && self.excluded.binary_search(&row).is_err()
    }

    /// Finds the films that are shown and wanted, in an order.
    pub(super) fn pass(&self, view: SpaceView<'s>, shown: &CountedSet) -> FoundSet {
        let rare = (!self.rare_any.is_empty()).then(|| self.rare_set(view, shown.lines().len()));
        let sets = |numbers: &[SetNo]| numbers.iter().map(|set| view.space.set(*set)).collect::<Few<_>>();
        let (all, none, mut any) = (sets(&self.all), sets(&self.none), sets(&self.any));
        any.extend(rare.as_deref());
        let codes = |range: &WantedRange<'_>| {
            let (from, to) = range.inside?;
            Some(Codes { bytes: view.space.codes(range.coded), from, to })
        };
        let codes: SmallVec<[Codes<'_>; 2]> = self.ranges.iter().filter_map(codes).collect();
        let span = self.ranges.iter().find_map(|range| range.span(view)).unwrap_or(0..view.column.films());
        let blocks = span.start / BLOCK_PLACES..span.end.div_ceil(BLOCK_PLACES);
        let terms = Terms { first: shown.lines(), all: &all, none: &none, any: &any, codes: &codes, blocks };
        let mut found = combine(&terms);
        self.rare_none.iter().for_each(|films| films.each(|row| found.put(view.column.place(row), false)));
        for place in view.column.places_of(&self.excluded) {
            found.put(place, false);
        }
        let others: Vec<Row> =
            self.ranges.iter().filter_map(|range| range.others.as_ref()).flat_map(RangeEnds::films).collect();
        let shown = shown.view().words();
        for (row, place) in others.iter().copied().zip(view.column.places_of(&others)) {
            if self.has(view, shown, (row, place)) {
                found.put(place, true);
            }
        }
        found
    }

    /// Returns the set, of so many lines, of the films with a rare tag of which one is enough.
    fn rare_set(&self, view: SpaceView<'_>, lines: usize) -> Room {
        let mut set = Room::zeroed(lines);
        let words = words_mut(&mut set);
        let mut put = |row| put(words, view.column.place(row), true);
        self.rare_any.iter().for_each(|films| films.each(&mut put));
        set
    }
}

impl WantedRange<'_> {
    /// Returns the places of the films that codes find, where the order is by the value; `None`: they may be anywhere.
    fn span(&self, view: SpaceView<'_>) -> Option<Range<usize>> {
        let (from, to) = self.inside.filter(|_| self.coded == Coded::Year && view.key == SpaceKey::Year)?;
        let codes = &view.space.codes(self.coded)[..view.column.films()];
        Some(codes.partition_point(|code| *code < from)..codes.partition_point(|code| *code <= to))
    }

    fn has(&self, view: SpaceView<'_>, row: Row) -> bool {
        match &self.others {
            Some(ends) => ends.span.contains(&ends.column.place(row)),
            None => {
                let code = view.space.codes(self.coded)[view.column.place(row)];
                self.inside.is_some_and(|(from, to)| from <= code && code <= to)
            }
        }
    }
}

impl RangeEnds<'_> {
    /// Tells whether codes say nothing of any film of the range.
    fn is_all(&self) -> bool {
        self.ends.iter().map(Range::len).sum::<usize>() == self.span.len()
    }

    fn films(&self) -> impl Iterator<Item = Row> {
        self.ends.iter().flat_map(|places| &self.column.in_order()[places.clone()]).copied()
    }
}

/// Keeps the films that pass a test. All are moved, those that do not pass too: a jump that was not foreseen takes longer.
fn keep(rows: &mut Vec<Row>, passes: impl Fn(Row) -> bool) {
    let mut kept = 0;
    for at in 0..rows.len() {
        let row = rows[at];
        rows[kept] = row;
        kept += usize::from(passes(row));
    }
    rows.truncate(kept);
}

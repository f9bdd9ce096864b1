//! Lists found by sets in the order of their first key: a pass over the words of the catalogue, and the page by rank.
//!
//! Whatever a filter asks, the pass begins with the films that are shown, and only takes films away: what is left is shown.

use roaring::RoaringBitmap;
use wordset::{Codes, Line, Terms, combine, has, put, words, words_mut};

use crate::number::to_u64;
use crate::query::page::Window;
use crate::query::pager::{BLOCK_WORDS, PageGroup, WantedPlaces};
use crate::query::question::{Filter, SortBy, SortKey, SortKeys};
use crate::query::snapshot::{AgeSet, Row, SetNo, ShownSet, SpaceKey, SpaceView, YearCodes};
use crate::query::sort::{Ready, select_by};

use super::{ShownRow, Visible};

/// A group of so many wanted films of one value is searched by sets once more rather than compared film by film.
const MANY: usize = 512;

/// What a filter asks, in sets of films.
#[derive(Clone, Debug, Default)]
struct WantedSets<'s> {
    /// Whether films tagged `trailer` may be among them.
    with_trailers: bool,
    all: Vec<SetNo>,
    none: Vec<SetNo>,
    any: Vec<SetNo>,
    /// Codes from one to another.
    years: Option<(u8, u8)>,
    /// Tags that have no set.
    rare_all: Vec<&'s RoaringBitmap>,
    rare_any: Vec<&'s RoaringBitmap>,
    rare_none: Vec<&'s RoaringBitmap>,
    only: Option<Vec<Row>>,
    excluded: Vec<Row>,
}

/// Films that are shown and wanted, in an order.
struct FoundPlaces<'s> {
    view: SpaceView<'s>,
    lines: Vec<Line>,
    counts: Vec<u32>,
    total: u64,
}

impl<'s> Visible<'s> {
    /// Finds how many films are shown and wanted, and those of a window in the order of the keys. `None`: there are no sets
    /// for such a question, and it is answered film by film.
    pub(in crate::query) fn listed(
        &self,
        filter: &Filter,
        keys: &SortKeys,
        window: Window,
    ) -> Option<(u64, Vec<ShownRow>)> {
        let keys = keys.as_slice();
        let view = self.view(keys.first()?.key)?;
        match self.sets(filter, view)? {
            None => Some((0, Vec::new())),
            Some(wanted) => self.found(&wanted, keys, view, window),
        }
    }

    /// Tells whether such questions are answered by sets.
    pub(in crate::query) fn has_sets(&self, filter: &Filter, keys: &SortKeys) -> bool {
        let has_order = keys.as_slice().first().is_some_and(|first| SpaceKey::of(first.key).is_some());
        self.is_unbounded(filter)
            && has_order
            && self.groups().is_some()
            && self.snapshot().has_views(self.at(), self.device())
    }

    /// Returns the order of a key, with what is shown in it.
    fn view(&self, key: SortKey) -> Option<SpaceView<'s>> {
        self.snapshot().view(SpaceKey::of(key)?, self.at(), (self.device(), self.groups()?))
    }

    /// Tells whether a filter leaves films of all times of update, up to the present moment.
    fn is_unbounded(&self, filter: &Filter) -> bool {
        let now = self.now();
        filter.updated_from.is_none() && filter.updated_to.is_none_or(|to| to.moment(now) == now)
    }

    /// Turns a filter into sets; inside, `None`: no film can pass it.
    #[expect(clippy::option_option, reason = "no sets, and sets without a film")]
    fn sets(&self, filter: &Filter, view: SpaceView<'s>) -> Option<Option<WantedSets<'s>>> {
        let (snapshot, now) = (self.snapshot(), self.now());
        let mut wanted = WantedSets { with_trailers: true, ..WantedSets::default() };
        if !self.is_unbounded(filter) {
            return None;
        }
        if filter.updated_to.is_some() {
            wanted.rare_none.extend(Some(snapshot.timed.not_yet_updated(now)?).filter(|later| !later.is_empty()));
        }
        let tag = |name: &String| snapshot.base.tags.named(name);
        let films = |tag| snapshot.base.bitmaps.tagged(tag);
        for name in &filter.tags_all {
            let Some(tag) = tag(name) else { return Some(None) };
            match view.layout.tag(tag) {
                Some(set) => wanted.all.push(set),
                None => wanted.rare_all.push(films(tag)?),
            }
        }
        for tag in filter.tags_any.iter().filter_map(tag) {
            match view.layout.tag(tag) {
                Some(set) => wanted.any.push(set),
                None => wanted.rare_any.push(films(tag)?),
            }
        }
        if !filter.tags_any.is_empty() && wanted.any.is_empty() && wanted.rare_any.is_empty() {
            return Some(None);
        }
        for tag in filter.tags_none.iter().filter_map(tag) {
            match view.layout.tag(tag) {
                _ if Some(tag) == snapshot.base.tags.trailer() => wanted.with_trailers = false,
                Some(set) => wanted.none.push(set),
                None => wanted.rare_none.push(films(tag)?),
            }
        }
        match filter.age.map_or(AgeSet::All, |age| view.layout.age(age)) {
            AgeSet::All => {}
            AgeSet::Of(set) => wanted.all.push(set),
            AgeSet::None => return Some(None),
        }
        if let Some(years) = filter.years {
            match view.layout.years(years)? {
                YearCodes::Between(from, to) => wanted.years = Some((from, to)),
                YearCodes::None => return Some(None),
            }
        }
        let rows = |ids: &std::collections::BTreeSet<_>| ids.iter().filter_map(|id| snapshot.row(*id)).collect();
        wanted.only = filter.only.as_ref().map(rows);
        wanted.excluded = rows(&filter.exclude);
        Some(Some(wanted))
    }

    fn found(
        &self,
        wanted: &WantedSets<'s>,
        keys: &[SortBy],
        view: SpaceView<'s>,
        window: Window,
    ) -> Option<(u64, Vec<ShownRow>)> {
        let ready: Vec<Ready<'_>> = keys.iter().map(|sort| Ready::new(self, *sort)).collect();
        if let Some(rows) = wanted.few() {
            let rows: Vec<ShownRow> =
                rows.into_iter().filter(|row| wanted.has(view, *row)).map(ShownRow::new).collect();
            return Some((to_u64(rows.len()), select_by(&ready, rows.into_iter(), window)));
        }
        if wanted.is_everything() {
            let ShownSet { lines, counts, total } = wanted.shown(view);
            let places = WantedPlaces { column: view.column, words: words(lines), counts };
            return Some((*total, self.page(places, (keys, &ready), wanted, window)));
        }
        let found = wanted.pass(view);
        let places = WantedPlaces { column: view.column, words: words(&found.lines), counts: &found.counts };
        Some((found.total, self.page(places, (keys, &ready), wanted, window)))
    }

    /// Returns the films of a page.
    fn page(
        &self,
        places: WantedPlaces<'_>,
        (keys, ready): (&[SortBy], &[Ready<'_>]),
        wanted: &WantedSets<'s>,
        window: Window,
    ) -> Vec<ShownRow> {
        let mut page = Vec::with_capacity(window.count);
        let Some((first, rest)) = keys.split_first() else { return page };
        let shown = |place: usize| ShownRow::new(places.column.at(place));
        places.groups(first.direction, window, |group| {
            if rest.is_empty() || group.films == 1 {
                page.extend(places.places(&group).map(shown));
                return;
            }
            match self.descend(first.key, rest, wanted, &group) {
                Some(rows) => page.extend(rows),
                None => page.extend(select_by(&ready[1..], places.all(&group).map(shown), group.window)),
            }
        });
        page
    }

    /// Finds the films of a large group in the order of the other keys, by sets; `None`: it is small, or there are none.
    fn descend(
        &self,
        first: SortKey,
        rest: &[SortBy],
        wanted: &WantedSets<'s>,
        group: &PageGroup,
    ) -> Option<Vec<ShownRow>> {
        if group.films < MANY {
            return None;
        }
        let (key, own, view) = (SpaceKey::of(first)?, self.view(first)?, self.view(rest.first()?.key)?);
        let mut wanted = wanted.clone();
        if group.span.start >= own.column.known() {
            wanted.none.push(view.layout.known(key)?);
        } else if key == SpaceKey::Year && view.layout.has_codes() {
            let code = own.space.years()[group.span.start];
            wanted.years = Some((code, code));
        } else {
            return None;
        }
        self.found(&wanted, rest, view, group.window).map(|(_, rows)| rows)
    }
}

impl<'s> WantedSets<'s> {
    /// Tells whether all films that are shown are wanted.
    fn is_everything(&self) -> bool {
        let sets = [&self.all, &self.none, &self.any];
        let rare = [&self.rare_all, &self.rare_any, &self.rare_none];
        sets.into_iter().all(Vec::is_empty)
            && rare.into_iter().all(Vec::is_empty)
            && self.years.is_none()
            && self.excluded.is_empty()
    }

    /// Returns the films that can be wanted at the most, where they are few: named, or with a rare tag.
    fn few(&self) -> Option<Vec<Row>> {
        if let Some(only) = &self.only {
            return Some(only.clone());
        }
        if let Some(rarest) = self.rare_all.iter().min_by_key(|films| films.len()) {
            return Some(rarest.iter().map(Row::from_bit).collect());
        }
        if self.any.is_empty() && !self.rare_any.is_empty() {
            let union = self.rare_any.iter().fold(RoaringBitmap::new(), |all, films| all | *films);
            return Some(union.iter().map(Row::from_bit).collect());
        }
        None
    }

    fn shown(&self, view: SpaceView<'s>) -> &'s ShownSet {
        if self.with_trailers { &view.shown.all } else { &view.shown.usual }
    }

    /// Tells whether a film is shown and wanted.
    fn has(&self, view: SpaceView<'s>, row: Row) -> bool {
        let has_any = self.any.is_empty() && self.rare_any.is_empty()
            || self.any.iter().any(|set| view.space.has(*set, view.column.place(row)))
            || self.rare_any.iter().any(|films| films.contains(row.bit()));
        has_any && self.has_but_any(view, row)
    }

    /// Tells whether a film is shown and wanted, the tags apart of which it must have one.
    fn has_but_any(&self, view: SpaceView<'s>, row: Row) -> bool {
        let place = view.column.place(row);
        // All sets are looked at: each look is quick beside a jump that was not foreseen.
        let is_shown = has(words(&self.shown(view).lines), place);
        let has_all = self.all.iter().fold(is_shown, |all, set| all & view.space.has(*set, place));
        let passes = self.none.iter().fold(has_all, |all, set| all & !view.space.has(*set, place));
        passes
            && self.years.is_none_or(|(from, to)| (from..=to).contains(&view.space.years()[place]))
            && self.rare_all.iter().all(|films| films.contains(row.bit()))
            && !self.rare_none.iter().any(|films| films.contains(row.bit()))
            && self.only.as_ref().is_none_or(|only| only.contains(&row))
            && !self.excluded.contains(&row)
    }

    /// Finds the films that are shown and wanted, in an order.
    fn pass(&self, view: SpaceView<'s>) -> FoundPlaces<'s> {
        let shown = self.shown(view);
        let sets = |numbers: &[SetNo]| numbers.iter().map(|set| view.space.set(*set)).collect::<Vec<_>>();
        let (all, none, any) = (sets(&self.all), sets(&self.none), sets(&self.any));
        let codes = self.years.map(|(from, to)| Codes { bytes: view.space.years(), from, to });
        let terms = Terms { first: &shown.lines, all: &all, none: &none, any: &any, codes };
        let mut lines = vec![Line::default(); shown.lines.len()];
        let mut counts = vec![0; shown.counts.len()];
        let total = combine(&terms, &mut lines, &mut counts);
        let mut found = FoundPlaces { view, lines, counts, total };
        for row in
            self.rare_none.iter().flat_map(|films| films.iter().map(Row::from_bit)).chain(self.excluded.iter().copied())
        {
            found.set(row, false);
        }
        for row in self.rare_any.iter().flat_map(|films| films.iter().map(Row::from_bit)) {
            if self.has_but_any(view, row) {
                found.set(row, true);
            }
        }
        found
    }
}

impl FoundPlaces<'_> {
    /// Adds a film that is shown, or takes one away.
    fn set(&mut self, row: Row, is_wanted: bool) {
        let place = self.view.column.place(row);
        let words = words_mut(&mut self.lines);
        let was_wanted = has(words, place);
        put(words, place, is_wanted);
        let count = &mut self.counts[place / 64 / BLOCK_WORDS];
        *count = *count + u32::from(is_wanted) - u32::from(was_wanted);
        self.total = self.total + u64::from(is_wanted) - u64::from(was_wanted);
    }
}

//! Lists found by sets in the order of their first key: a pass over the words of the catalogue, and the page by rank.
//!
//! Whatever a filter asks, the pass begins with the films that are shown, and only takes films away: what is left is shown.

use std::borrow::Cow;
use std::iter::successors;

use roaring::RoaringBitmap;
use wordset::{CountedSet, FoundSet, SetView, Stretch, last_one, next_one};

use crate::catalog::{AccessSetId, ProfileId};
use crate::number::{to_nearest_index, to_u64};
use crate::query::bitmap::{of_ascending, of_words};
use crate::query::merged::MergedPlaces;
use crate::query::page::Window;
use crate::query::pager::{PageGroup, WantedPlaces};
use crate::query::question::{Device, Direction, Filter, SortBy, SortKey, SortKeys, Years};
use crate::query::shuffle::{IdRange, RandomOrder};
use crate::query::snapshot::{Row, SpaceKey, SpaceView};
use crate::query::sort::{Ready, id_range, select_by};

use super::moved::MovedFilms;
use super::wanted::WantedSets;
use super::{ShownFilms, ShownRow, Visible};

/// A group of so many wanted films of one value is searched by sets once more rather than compared film by film.
const MANY: usize = 512;
/// How many places of an order by chance are walked through in the time that it takes to find the place of a film.
const WALKED_IN_PLACE: u128 = 12;

/// A snapshot as lists are found in it: with what is otherwise at the moment that is looked at.
struct Listing<'v, 's> {
    visible: &'v Visible<'s>,
    profile: ProfileId,
    groups: AccessSetId,
    /// `None`: the snapshot is ready for the moment.
    moved: Option<MovedFilms>,
    /// The numbers that random orders are of; `None`: those that the ids of what is found are spread over.
    range: Option<IdRange>,
}

impl<'s> Visible<'s> {
    /// Finds how many films are shown and wanted, and those of a window in the order of the keys. `None`: there are no sets
    /// for who asks, and it is answered film by film.
    pub(in crate::query) fn listed(
        &self,
        filter: &Filter,
        keys: &SortKeys,
        window: Window,
    ) -> Option<(u64, Vec<ShownRow>)> {
        let (first, rest) = keys.as_slice().split_first()?;
        let mut listing = self.listing()?;
        if rest.iter().any(|sort| matches!(sort.key, SortKey::Random(_))) {
            listing.range = id_range(self.snapshot(), self.wanted_by_sets(filter)?.ends());
        }
        let view = listing.view(first.key)?;
        match WantedSets::new(self.snapshot(), filter, view, self.now()) {
            None => Some((0, Vec::new())),
            Some(wanted) => listing.found(&wanted, keys.as_slice(), window),
        }
    }

    /// Finds the films that are shown and wanted. `None`: there are no sets for who asks.
    pub(in crate::query) fn wanted_by_sets(&self, filter: &Filter) -> Option<ShownFilms> {
        let listing = self.listing()?;
        let view = self.snapshot().view(SpaceKey::Id, (listing.profile, listing.groups))?;
        let films = match WantedSets::new(self.snapshot(), filter, view, self.now()) {
            None => RoaringBitmap::new(),
            Some(wanted) => {
                let shown = listing.shown(SpaceKey::Id, view, wanted.with_trailers);
                match wanted.candidates(view.column.films()) {
                    Some(rows) => of_ascending(wanted.keep_wanted(view, &shown, rows).into_iter().map(Row::bit)),
                    None if wanted.is_everything() => of_words(shown.view().words()),
                    None => of_words(wanted.pass(view, &shown).view().words()),
                }
            }
        };
        Some(ShownFilms::new(films))
    }

    /// Tells whether lists are answered by sets.
    pub(in crate::query) fn has_sets(&self) -> bool {
        matches!(self.device(), Device::Of(_)) && self.groups().is_some()
    }

    fn listing(&self) -> Option<Listing<'_, 's>> {
        let (Device::Of(profile), Some(groups)) = (self.device(), self.groups()) else { return None };
        let moved =
            (!self.snapshot().holds(self.at())).then(|| MovedFilms::new(self.snapshot(), self.at(), (profile, groups)));
        Some(Listing { visible: self, profile, groups, moved, range: None })
    }
}

impl<'s> Listing<'_, 's> {
    /// Returns the order of a key.
    fn view(&self, key: SortKey) -> Option<SpaceView<'s>> {
        self.visible.snapshot().view(SpaceKey::of(key), (self.profile, self.groups))
    }

    /// Returns what is shown in the order of a key. Where films have moved in the order itself, they are left out.
    fn shown(&self, key: SpaceKey, view: SpaceView<'s>, with_trailers: bool) -> Cow<'s, CountedSet> {
        let shown = if with_trailers { &view.shown.all } else { &view.shown.usual };
        match &self.moved {
            None => Cow::Borrowed(shown),
            Some(moved) => {
                let mut mended = shown.clone();
                for film in moved.films() {
                    let is_shown = key != SpaceKey::Published && film.is_shown && (with_trailers || !film.is_trailer);
                    mended.put(view.column.place(film.row), is_shown);
                }
                Cow::Owned(mended)
            }
        }
    }

    /// Finds how many films are wanted, and those of a window in the order of the keys.
    fn found(&self, wanted: &WantedSets<'s>, keys: &[SortBy], window: Window) -> Option<(u64, Vec<ShownRow>)> {
        let (first, rest) = keys.split_first()?;
        let view = self.view(first.key)?;
        let ready = |range| keys.iter().map(|sort| Ready::new(self.visible, *sort, range)).collect::<Vec<_>>();
        if let Some(rows) = wanted.candidates(view.column.films()) {
            let rows = self.keep_wanted(wanted, rows)?;
            let ready = ready(self.range(rows.first().copied().zip(rows.last().copied())));
            return Some((to_u64(rows.len()), select_by(&ready, rows.into_iter().map(ShownRow::new), window)));
        }
        let key = SpaceKey::of(first.key);
        let shown = self.shown(key, view, wanted.with_trailers);
        let passed = (!wanted.is_everything()).then(|| wanted.pass(view, &shown));
        let found = passed.as_ref().map_or(shown.view(), FoundSet::view);
        let places = WantedPlaces { column: view.column, words: found.words(), counts: found.counts() };
        match (first.key, &self.moved) {
            (SortKey::Random(seed), _) => Some((found.total(), self.by_chance(seed, found, window))),
            (SortKey::Published, Some(moved)) => {
                let others = self.keep_wanted(wanted, moved.rows_shown(wanted.with_trailers))?;
                let others = MovedFilms::by_newest(self.visible, others);
                let newest = self.visible.snapshot().newest(self.profile)?;
                let places = MergedPlaces { places, newest, others: &others };
                let total = found.total() + to_u64(others.len());
                Some((total, merged_page(&places, (first.direction, &ready(self.range)[1..]), window)))
            }
            _ => Some((found.total(), self.page(places, (first, rest, &ready(self.range)), wanted, window))),
        }
    }

    /// Returns the numbers that random orders are of where films are found of which these are the first and the last.
    fn range(&self, ends: Option<(Row, Row)>) -> Option<IdRange> {
        self.range.or_else(|| id_range(self.visible.snapshot(), ends))
    }

    /// Keeps those of the films, which come by row, that are shown and wanted.
    fn keep_wanted(&self, wanted: &WantedSets<'s>, rows: Vec<Row>) -> Option<Vec<Row>> {
        let view = self.visible.snapshot().view(SpaceKey::Id, (self.profile, self.groups))?;
        Some(wanted.keep_wanted(view, &self.shown(SpaceKey::Id, view, wanted.with_trailers), rows))
    }

    /// Returns the films of a page.
    fn page(
        &self,
        places: WantedPlaces<'_>,
        (first, rest, ready): (&SortBy, &[SortBy], &[Ready<'_>]),
        wanted: &WantedSets<'s>,
        window: Window,
    ) -> Vec<ShownRow> {
        let mut page = Vec::with_capacity(window.count);
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
        let (key, own, view) = (SpaceKey::of(first), self.view(first)?, self.view(rest.first()?.key)?);
        let mut wanted = wanted.clone();
        if group.span.start >= own.column.known() {
            wanted.none.push(view.layout.known(key)?);
        } else if key == SpaceKey::Year {
            let snapshot = self.visible.snapshot();
            let year = snapshot.entry(own.column.at(group.span.start)).year?;
            wanted.keep_years(snapshot, Years::one(year), view)?;
        } else {
            return None;
        }
        self.found(&wanted, rest, group.window).map(|(_, rows)| rows)
    }

    /// Returns the films of a page in the order by `random`; `found` are those that are wanted, by row.
    fn by_chance(&self, seed: u64, found: SetView<'_>, window: Window) -> Vec<ShownRow> {
        let snapshot = self.visible.snapshot();
        let words = found.words();
        let ends = next_one(words, 0).zip(last_one(words, words.len() * 64));
        let range = self.range(ends.map(|(first, last)| (Row::at(first), Row::at(last))));
        let Some((range, ids)) = range.zip(snapshot.base.ids.as_ref()) else { return Vec::new() };
        let total = to_nearest_index(found.total());
        let start = window.offset.min(total);
        let end = window.offset.saturating_add(window.count).min(total);
        let order = RandomOrder::new(seed, range);
        // From whichever end is nearer.
        let (skip, is_backward) = if total - end < start { (total - end, true) } else { (start, false) };
        let stretch = Stretch { skip, count: end - start, is_backward };
        match ids.members().filter(|_| ids.range() == range) {
            Some(members) if is_near(skip + stretch.count, total, range.bits()) => {
                let rows = order.shuffle.walk(members, words, stretch).into_iter();
                rows.map(|bit| ShownRow::new(Row::from_bit(bit))).collect()
            }
            _ => {
                let places = successors(next_one(words, 0), |place| next_one(words, place + 1));
                let ready = [Ready::Random(snapshot, order)];
                select_by(&ready, places.map(|place| ShownRow::new(Row::at(place))), window)
            }
        }
    }
}

/// Tells whether it takes less to walk until so many of the films are met, of those that are wanted, than to find the place of
/// each of these; the numbers walked through have so many bits.
fn is_near(films: usize, wanted: usize, bits: u32) -> bool {
    let walked = u128::from(to_u64(films)) << bits;
    walked <= u128::from(to_u64(wanted)).pow(2) * WALKED_IN_PLACE
}

/// Returns the films of a page of an order in which some have moved.
fn merged_page(
    places: &MergedPlaces<'_>,
    (direction, rest): (Direction, &[Ready<'_>]),
    window: Window,
) -> Vec<ShownRow> {
    let mut page = Vec::with_capacity(window.count);
    places.groups(direction, window, |group| {
        if rest.is_empty() {
            page.extend(places.films(&group).into_iter().map(ShownRow::new));
        } else {
            page.extend(select_by(rest, places.all(&group).map(ShownRow::new), group.window));
        }
    });
    page
}

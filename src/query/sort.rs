//! Sorting: the rows of one page, found without sorting the rest.

use wordset::{ones, put};

use crate::number::to_u64;

use super::page::Window;
use super::pager::{BLOCK_WORDS, WantedPlaces};
use super::question::{Direction, MAX_SORT_KEYS, SortBy, SortKey, SortKeys};
use super::shuffle::{IdRange, RandomOrder};
use super::snapshot::{Column, MISSING, Row, Snapshot, SpaceKey};
use super::visible::{ShownFilms, ShownRow, Visible};

/// How many films are compared rather than put into a ready order, which takes a bit for each film of the catalogue.
const FEW_IN: u64 = 512;

/// The fewest films that are kept of those that may be on a page before they are compared.
const LEAST_KEPT: usize = 64;

/// Returns the films of a window, in the order of the keys; ties go to the smaller id.
///
/// Random orders are of the numbers that the ids of `candidates` are spread over, which hold all of the films.
pub(super) fn page(
    visible: &Visible<'_>,
    (films, candidates): (&ShownFilms, &ShownFilms),
    keys: &SortKeys,
    wanted: Window,
) -> Vec<ShownRow> {
    let range = id_range(visible.snapshot(), candidates.ends());
    let keys: Vec<Ready<'_>> = keys.as_slice().iter().map(|sort| Ready::new(visible, *sort, range)).collect();
    match keys.split_first() {
        Some((Ready::Column(column, direction), rest)) if films.len() > to_u64(visible.snapshot().films()) / FEW_IN => {
            in_ready_order((column, *direction), rest, films, wanted)
        }
        _ => select_by(&keys, films.iter(), wanted),
    }
}

/// Returns the numbers that the ids of films are spread over, given the first and the last of these; `None`: there are none.
pub(super) fn id_range(snapshot: &Snapshot, ends: Option<(Row, Row)>) -> Option<IdRange> {
    ends.map(|(first, last)| IdRange::new(snapshot.entry(first).id, snapshot.entry(last).id))
}

/// Puts the films into a ready order, and selects inside its groups of equal values by the other keys.
fn in_ready_order(
    (column, direction): (&Column, Direction),
    rest: &[Ready<'_>],
    films: &ShownFilms,
    wanted: Window,
) -> Vec<ShownRow> {
    let mut words = vec![0_u64; column.films().div_ceil(64)];
    films.iter().for_each(|film| put(&mut words, column.place(film.row()), true));
    let counts: Vec<u32> = words.chunks(BLOCK_WORDS).map(ones).collect();
    let places = WantedPlaces { column, words: &words, counts: &counts };
    let mut page = Vec::with_capacity(wanted.count);
    let shown = |place: usize| films.get(column.at(place));
    places.groups(direction, wanted, |group| {
        if rest.is_empty() {
            page.extend(places.places(&group).filter_map(shown));
        } else {
            page.extend(select_by(rest, places.all(&group).filter_map(shown), group.window));
        }
    });
    page
}

/// Selects the window of the films in the order of the keys.
pub(super) fn select_by(keys: &[Ready<'_>], films: impl Iterator<Item = ShownRow>, wanted: Window) -> Vec<ShownRow> {
    match keys {
        // Films of one value stand by row in the column, too.
        [Ready::Column(column, Direction::Ascending)] => {
            select(films.map(|film| (to_u64(column.place(film.row())), film)), wanted)
        }
        // By one key, as most lists are: half as much to move and to compare.
        [key] => select(films.map(|film| (key.key(film), film)), wanted),
        _ => select(films.map(|film| keyed(keys, film)), wanted),
    }
}

/// A sort key, ready to compare the films of one snapshot.
pub(super) enum Ready<'a> {
    Column(&'a Column, Direction),
    /// The order by `published` at a moment that no column is ready for.
    Newest(&'a Visible<'a>, Direction),
    Random(&'a Snapshot, RandomOrder),
    /// Of no films at all.
    Nothing,
}

impl<'a> Ready<'a> {
    /// Makes it ready; `range` holds the numbers that random orders are of.
    pub(super) fn new(visible: &'a Visible<'a>, sort: SortBy, range: Option<IdRange>) -> Self {
        let snapshot = visible.snapshot();
        if let SortKey::Random(seed) = sort.key {
            let order = range.map(|range| RandomOrder::new(seed, range));
            return order.map_or(Self::Nothing, |order| Self::Random(snapshot, order));
        }
        let lasting = snapshot.base.column(SpaceKey::of(sort.key));
        match lasting.or_else(|| snapshot.timed.published(visible.at(), visible.device())) {
            Some(column) => Self::Column(column, sort.direction),
            None => Self::Newest(visible, sort.direction),
        }
    }

    fn key(&self, film: ShownRow) -> u64 {
        match self {
            Self::Column(column, direction) => column.key(film.row(), *direction),
            Self::Newest(visible, direction) => newest_key(visible, film, *direction),
            Self::Random(snapshot, order) => order.place(snapshot.entry(film.row()).id),
            Self::Nothing => 0,
        }
    }
}

/// Returns what a film stands by in the order by `published`, found from its series.
// Not inlined: it is long, and `key`, which is called for every film, would not be inlined with it either.
#[inline(never)]
fn newest_key(visible: &Visible<'_>, film: ShownRow, direction: Direction) -> u64 {
    let newest = visible.snapshot().entry(film.row()).newest(visible.at(), visible.device());
    let ascending = newest.map(|newest| newest.0.wrapping_sub(i64::MIN).cast_unsigned());
    // Moments of the catalogue lie far inside 64 bits, so neither form can reach `MISSING`.
    match (ascending, direction) {
        (None, _) => MISSING,
        (Some(newest), Direction::Ascending) => newest,
        (Some(newest), Direction::Descending) => !newest,
    }
}

/// Returns a film after its keys, the most significant first.
fn keyed(keys: &[Ready<'_>], film: ShownRow) -> ([u64; MAX_SORT_KEYS], ShownRow) {
    let mut key = [0; MAX_SORT_KEYS];
    for (slot, ready) in key.iter_mut().zip(keys) {
        *slot = ready.key(film);
    }
    (key, film)
}

/// Selects the window of the films in order: reads each once, keeps no more than twice the window, sorts the page.
pub(super) fn select<K: Ord + Copy>(films: impl Iterator<Item = (K, ShownRow)>, wanted: Window) -> Vec<ShownRow> {
    let needed = wanted.offset.saturating_add(wanted.count);
    let most = needed.saturating_mul(2).max(LEAST_KEPT);
    let mut films = films;
    let mut best: Vec<(K, ShownRow)> = Vec::with_capacity(films.size_hint().1.unwrap_or_default().min(most));
    // Nearly always these are all.
    best.extend(films.by_ref().take(most));
    while best.len() == most {
        best.select_nth_unstable(needed);
        let worst = best[needed];
        best.truncate(needed);
        best.extend(films.by_ref().filter(|film| *film < worst).take(most - needed));
    }
    if wanted.offset >= best.len() {
        return Vec::new();
    }
    best.select_nth_unstable(wanted.offset);
    let mut page = best.split_off(wanted.offset);
    if page.len() > wanted.count {
        page.select_nth_unstable(wanted.count);
        page.truncate(wanted.count);
    }
    page.sort_unstable();
    page.into_iter().map(|(_, film)| film).collect()
}

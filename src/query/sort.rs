//! Sorting: the rows of one page, found without sorting the rest.

use std::hash::Hasher;

use roaring::RoaringBitmap;
use siphasher::sip::SipHasher13;

use crate::number::to_u64;

use super::question::{Sort, SortKey, View};
use super::snapshot::{Column, MISSING, Row, Snapshot};

/// The most sort keys of one question.
pub const MAX_SORT_KEYS: usize = 3;

/// How much dearer a step of [`walk`] is than a film of [`select`]: the ratio of their times in the `query` bench.
pub(super) const WALK_COST: u64 = 4;

/// The places of an order that are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Places before the first wanted one.
    pub offset: usize,
    /// At most so many places.
    pub count: usize,
}

/// A film by its keys, the most significant first, and its row.
pub(super) type Keyed = ([u64; MAX_SORT_KEYS], Row);

/// Returns the films of a window, in the order of the keys; ties go to the smaller id.
///
/// Output: a part of `films`; keys past [`MAX_SORT_KEYS`] do not count.
pub fn page(snapshot: &Snapshot, view: &View, films: &RoaringBitmap, keys: &[Sort], wanted: Window) -> Vec<Row> {
    let keys = keys.get(..MAX_SORT_KEYS).unwrap_or(keys);
    let keys: Vec<Ready<'_>> = keys.iter().map(|sort| Ready::new(snapshot, view, *sort)).collect();
    match keys.split_first() {
        Some((Ready::Column(column, descending), rest)) if walk_is_cheaper(snapshot, films, wanted) => {
            walk(column, *descending, rest, films, wanted)
        }
        _ => select(films.iter().map(|bit| keyed(&keys, Row::from_bit(bit))), wanted),
    }
}

/// A sort key, ready to compare the films of one snapshot.
enum Ready<'a> {
    Column(&'a Column, bool),
    /// The order by `published` at a moment that no column is ready for.
    Newest(&'a Snapshot, View, bool),
    Random(&'a Snapshot, u64),
}

impl<'a> Ready<'a> {
    fn new(snapshot: &'a Snapshot, view: &View, sort: Sort) -> Self {
        let base = &snapshot.base;
        let column = match sort.key {
            SortKey::Year => &base.year,
            SortKey::Title => &base.title,
            SortKey::Popularity => &base.popularity,
            SortKey::Rating(rating_type) => {
                let [cn, kinopoisk, imdb] = &base.ratings;
                match rating_type {
                    crate::catalog::RatingType::Cn => cn,
                    crate::catalog::RatingType::Kinopoisk => kinopoisk,
                    crate::catalog::RatingType::Imdb => imdb,
                }
            }
            SortKey::Published => match snapshot.timed.published(view.at, view.profile) {
                Some(column) => column,
                None => return Self::Newest(snapshot, *view, sort.descending),
            },
            SortKey::Random(seed) => return Self::Random(snapshot, seed),
        };
        Self::Column(column, sort.descending)
    }

    fn key(&self, row: Row) -> u64 {
        match self {
            Self::Column(column, descending) => column.key(row, *descending),
            Self::Newest(snapshot, view, descending) => {
                match snapshot.entry(row).newest(view.at, view.profile.index()) {
                    None => MISSING,
                    // Moments of the catalogue lie far inside 64 bits, so neither form can reach `MISSING`.
                    Some(newest) if *descending => !newest.0.wrapping_sub(i64::MIN).cast_unsigned(),
                    Some(newest) => newest.0.wrapping_sub(i64::MIN).cast_unsigned(),
                }
            }
            Self::Random(snapshot, seed) => {
                let mut hasher = SipHasher13::new_with_keys(*seed, 0);
                hasher.write_u64(snapshot.entry(row).id.get());
                hasher.finish()
            }
        }
    }
}

fn keyed(keys: &[Ready<'_>], row: Row) -> Keyed {
    let mut key = [0; MAX_SORT_KEYS];
    for (slot, ready) in key.iter_mut().zip(keys) {
        *slot = ready.key(row);
    }
    (key, row)
}

/// Weighs the two ways: `walk` meets a wanted film every «all films / films» steps, `select` reads each film once.
fn walk_is_cheaper(snapshot: &Snapshot, films: &RoaringBitmap, wanted: Window) -> bool {
    let all = to_u64(snapshot.films());
    let needed = to_u64(wanted.offset.saturating_add(wanted.count));
    let steps = needed.saturating_mul(all) / films.len().max(1);
    steps.saturating_mul(WALK_COST) < films.len()
}

/// Goes along the ready order of the first key, one group of equal values at a time, until the window is full.
fn walk(column: &Column, descending: bool, rest: &[Ready<'_>], films: &RoaringBitmap, wanted: Window) -> Vec<Row> {
    let mut page = Vec::with_capacity(wanted.count);
    let mut group: Vec<Row> = Vec::new();
    let mut skip = wanted.offset;
    let mut flush = |group: &mut Vec<Row>, page: &mut Vec<Row>| {
        let left = Window { offset: skip, count: wanted.count - page.len() };
        skip = skip.saturating_sub(group.len());
        page.extend(select(group.drain(..).map(|row| keyed(rest, row)), left));
        page.len() == wanted.count
    };
    let mut value = None;
    // Films that are not wanted tell nothing of where a group ends, and most are not: their keys are not looked up.
    for row in column.walk(descending).iter().filter(|row| films.contains(row.bit())) {
        let next = (!rest.is_empty()).then(|| column.key(*row, descending));
        let ends = rest.is_empty() || value != next;
        if ends && !group.is_empty() && flush(&mut group, &mut page) {
            return page;
        }
        value = next;
        group.push(*row);
    }
    flush(&mut group, &mut page);
    page
}

/// Selects the window of the films in order: reads each once, keeps no more than twice the window, sorts the page.
pub(super) fn select(films: impl Iterator<Item = Keyed>, wanted: Window) -> Vec<Row> {
    let needed = wanted.offset.saturating_add(wanted.count);
    let mut best: Vec<Keyed> = Vec::new();
    let mut worst: Option<Keyed> = None;
    for film in films {
        if worst.is_some_and(|worst| film >= worst) {
            continue;
        }
        best.push(film);
        if best.len() >= needed.saturating_mul(2).max(64) {
            best.select_nth_unstable(needed);
            worst = Some(best[needed]);
            best.truncate(needed);
        }
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
    page.into_iter().map(|(_, row)| row).collect()
}

//! The filter: which of the visible films are wanted.

use std::borrow::Cow;

use roaring::RoaringBitmap;

use super::question::{Filter, View};
use super::snapshot::{Row, Snapshot};

/// Finds the films that the view shows and the filter wants.
///
/// Output: a part of [`Snapshot::visible`]; empty where nothing fits, or a tag of `tags_all` is unknown.
pub fn rows(snapshot: &Snapshot, view: &View, filter: &Filter) -> RoaringBitmap {
    let Some(needed) = needed(snapshot, filter) else { return RoaringBitmap::new() };
    // Smallest first: every later step then works on few films.
    let mut found = match needed.split_first() {
        Some((smallest, rest)) => {
            let mut found = snapshot.visible(view);
            found &= &**smallest;
            for more in rest {
                found &= &**more;
            }
            found
        }
        None => snapshot.visible(view),
    };
    for name in &filter.tags_none {
        if let Some(films) = snapshot.tagged(name) {
            found -= films;
        }
    }
    for row in filter.exclude.iter().filter_map(|id| snapshot.row(*id)) {
        found.remove(row.bit());
    }
    keep_updated(snapshot, view, filter, &mut found);
    found
}

/// Returns the bitmaps that must all hold a film, the smallest first; `None` where no film can be in all.
fn needed<'a>(snapshot: &'a Snapshot, filter: &Filter) -> Option<Vec<Cow<'a, RoaringBitmap>>> {
    let mut needed = Vec::new();
    for name in &filter.tags_all {
        needed.push(Cow::Borrowed(snapshot.tagged(name)?));
    }
    if !filter.tags_any.is_empty() {
        needed.push(Cow::Owned(union(filter.tags_any.iter().filter_map(|name| snapshot.tagged(name)))));
    }
    if filter.year_from.is_some() || filter.year_to.is_some() {
        needed.push(Cow::Owned(of_years(snapshot, filter)));
    }
    if let Some(age) = filter.age {
        needed.push(Cow::Owned(snapshot.for_age(age)));
    }
    if let Some(ids) = &filter.only {
        needed.push(Cow::Owned(ids.iter().filter_map(|id| snapshot.row(*id)).map(Row::bit).collect()));
    }
    needed.sort_by_key(|films| films.len());
    Some(needed)
}

fn of_years(snapshot: &Snapshot, filter: &Filter) -> RoaringBitmap {
    let is_from = |year: i64| filter.year_from.is_none_or(|from| year >= from);
    let is_to = |year: i64| filter.year_to.is_none_or(|to| year <= to);
    let wanted = |year: u32| is_from(year.into()) && is_to(year.into());
    union(snapshot.base.bitmaps.years.iter().filter(|(year, _)| wanted(**year)).map(|(_, films)| films))
}

fn union<'a>(bitmaps: impl Iterator<Item = &'a RoaringBitmap>) -> RoaringBitmap {
    bitmaps.fold(RoaringBitmap::new(), |all, films| all | films)
}

/// Keeps the films that were updated between the bounds.
fn keep_updated(snapshot: &Snapshot, view: &View, filter: &Filter, found: &mut RoaringBitmap) {
    let from = filter.updated_from;
    let mut to = filter.updated_to;
    if to == Some(view.now)
        && let Some(later) = snapshot.timed.not_yet_updated(view.now)
    {
        *found -= later;
        to = None;
    }
    if from.is_none() && to.is_none() {
        return;
    }
    let wanted = |bit: &u32| {
        let updated = snapshot.entry(Row::from_bit(*bit)).updated;
        from.is_none_or(|from| updated >= from) && to.is_none_or(|to| updated <= to)
    };
    *found = RoaringBitmap::from_sorted_iter(found.iter().filter(wanted)).unwrap_or_default();
}

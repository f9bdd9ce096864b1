//! The filter: which of the visible films are wanted.

use std::borrow::Cow;

use roaring::RoaringBitmap;

use super::question::{Filter, Years};
use super::snapshot::{Row, Snapshot, TagFilms};
use super::visible::{ShownFilms, Visible};

impl Visible<'_> {
    /// Finds the films that are shown and that the filter wants.
    ///
    /// Output: empty where nothing fits, or a tag of `tags_all` is unknown.
    pub(super) fn wanted(&self, filter: &Filter) -> ShownFilms {
        let snapshot = self.snapshot();
        let Some(needed) = needed(snapshot, filter) else { return ShownFilms::default() };
        let mut found = self.films();
        // Smallest first: every later step then works on few films.
        for films in &needed {
            found.keep(films);
        }
        for name in &filter.tags_none {
            if let Some(films) = snapshot.tagged(name) {
                found.leave_out(&films.bitmap());
            }
        }
        for row in filter.exclude.iter().filter_map(|id| snapshot.row(*id)) {
            found.remove(row);
        }
        self.keep_updated(filter, &mut found);
        found
    }

    /// Keeps the films that were updated between the bounds.
    fn keep_updated(&self, filter: &Filter, found: &mut ShownFilms) {
        let (snapshot, now) = (self.snapshot(), self.now());
        let from = filter.updated_from;
        let to = filter.updated_to.map(|to| to.moment(now));
        if from.is_none() && to.is_none() {
            return;
        }
        found.keep_where(|row| {
            let updated = snapshot.entry(row).updated;
            from.is_none_or(|from| updated >= from) && to.is_none_or(|to| updated <= to)
        });
    }
}

/// Returns the bitmaps that must all hold a film, the smallest first; `None` where no film can be in all.
fn needed<'a>(snapshot: &'a Snapshot, filter: &Filter) -> Option<Vec<Cow<'a, RoaringBitmap>>> {
    let mut needed = Vec::new();
    for name in &filter.tags_all {
        needed.push(snapshot.tagged(name)?.bitmap());
    }
    if !filter.tags_any.is_empty() {
        let bearers = filter.tags_any.iter().filter_map(|name| snapshot.tagged(name));
        needed.push(Cow::Owned(union(bearers.map(TagFilms::bitmap))));
    }
    if let Some(years) = filter.years {
        needed.push(Cow::Owned(of_years(snapshot, years)));
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

fn of_years(snapshot: &Snapshot, years: Years) -> RoaringBitmap {
    union(
        snapshot
            .base
            .bitmaps
            .years
            .iter()
            .filter(|(year, _)| years.contains(**year))
            .map(|(_, films)| Cow::Borrowed(films)),
    )
}

fn union<'a>(bitmaps: impl Iterator<Item = Cow<'a, RoaringBitmap>>) -> RoaringBitmap {
    bitmaps.fold(RoaringBitmap::new(), |all, films| all | &*films)
}

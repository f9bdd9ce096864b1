//! Counting films by what hides them from the usual client, and what is scheduled: for whoever runs the server.

use crate::catalog::device::DEFAULT_DEVICE;
use crate::catalog::{AccessSetId, Moment};

use super::question::Device;
use super::snapshot::{FilmEntry, Snapshot};

/// The films of a snapshot at one moment, for the usual device, of no version and in no access group. Every film counts
/// once: as shown, or for the first reason that hides it, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    /// Films shown.
    pub shown: u64,
    /// Films without a publication time.
    pub drafts: u64,
    /// Films whose publication time is yet to come.
    pub scheduled: u64,
    /// Films for access groups only.
    pub restricted: u64,
    /// Films with published items, none of which the device plays.
    pub unplayable: u64,
    /// Films without a published item, and without a published trailer that the device plays.
    pub unpublished: u64,
    /// Films, drafts apart, of which something appears later: they themselves, an item or a trailer.
    pub awaited: u64,
}

impl Snapshot {
    /// Counts the films at a moment that it [holds](Self::holds) for, the nearest to this one; `None` where no setting
    /// knows the usual device. Looks at every film.
    pub fn census(&self, now: Moment) -> Option<Census> {
        let span = self.timed.span();
        let at = now.min(Moment(span.until.0.saturating_sub(1))).max(span.from);
        let device = Device::Of(self.setup().devices.find(DEFAULT_DEVICE, "")?);
        let accessible = self.base.bitmaps.accessible.get(AccessSetId::NOBODY.index());
        let mut census = Census::default();
        for (row, entry) in self.base.rows() {
            let is_accessible = accessible.is_some_and(|films| films.contains(row.bit()));
            let count = match entry.published {
                None => &mut census.drafts,
                Some(published) if published > at => &mut census.scheduled,
                Some(_) if !is_accessible => &mut census.restricted,
                Some(_) if entry.showing(device).covers(at) => &mut census.shown,
                Some(_) if entry.items().any(|item| item.published <= at) => &mut census.unplayable,
                Some(_) => &mut census.unpublished,
            };
            *count += 1;
            census.awaited += u64::from(is_awaited(entry, at));
        }
        Some(census)
    }
}

/// Returns how many films of a snapshot are not shown as they should be at the moment, but for requests that notice it and
/// take longer: they came due, or the clock was set back, and the next snapshot is not there yet.
pub fn overdue(snapshot: &Snapshot, now: Moment) -> usize {
    if snapshot.holds(now) { 0 } else { snapshot.timed.overdue(now) }
}

/// Tells whether something of a film appears after the moment.
fn is_awaited(entry: &FilmEntry, at: Moment) -> bool {
    let mut series = entry.series().map(|serie| serie.published);
    entry.published.is_some_and(|published| published > at || series.any(|serie| serie > at))
}

//! What of a snapshot holds only for a while: it changes when scheduled things are published.

use std::thread;

use roaring::RoaringBitmap;

use crate::catalog::{Moment, ProfileId};

use super::base::Base;
use super::column::Column;

/// Visibility and the order by `published` from one moment until another, for every device.
#[derive(Debug)]
pub(crate) struct Timed {
    from: Moment,
    until: Moment,
    /// By profile: the films that are shown, access apart.
    shown: Vec<RoaringBitmap>,
    /// By profile: the films with an item that is shown, access apart.
    with_items: Vec<RoaringBitmap>,
    /// By profile: the order by [`super::Entry::newest`].
    published: Vec<Column>,
    /// Films whose `updated` lies in the future.
    not_yet_updated: RoaringBitmap,
}

impl Timed {
    /// Finds what holds at the moment, and until when.
    pub(crate) fn new(base: &Base, at: Moment) -> Self {
        let profiles = 0..base.setup.devices.rules().len();
        let mut until = Moment::MAX;
        let mut not_yet_updated = RoaringBitmap::new();
        for (row, entry) in base.rows() {
            if entry.updated > at {
                not_yet_updated.insert(row.bit());
                until = until.min(entry.updated);
            }
            // Every change of what is shown or newest is the publication of a film, an item or a trailer.
            let series = entry.items.iter().chain(&entry.trailers).map(|serie| serie.published);
            let next = series.chain(entry.published).filter(|published| *published > at).min();
            until = until.min(next.unwrap_or(Moment::MAX));
        }
        let newest = |profile: usize| {
            let values: Vec<_> = base.rows().map(|(_, entry)| entry.newest(at, profile)).collect();
            Column::new(&values)
        };
        let published = thread::scope(|scope| {
            let columns: Vec<_> = profiles.clone().map(|profile| scope.spawn(move || newest(profile))).collect();
            let joined = columns.into_iter().map(thread::ScopedJoinHandle::join);
            joined.map(|column| column.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        Self {
            from: at,
            until,
            shown: profiles.clone().map(|profile| base.shown_at(at, profile)).collect(),
            with_items: profiles.map(|profile| base.with_items_at(at, profile)).collect(),
            published,
            not_yet_updated,
        }
    }

    /// Gives the first moment at which it no longer holds; [`Moment::MAX`]: never.
    pub(crate) fn until(&self) -> Moment {
        self.until
    }

    fn holds(&self, at: Moment) -> bool {
        self.from <= at && at < self.until
    }

    /// Gives the films shown at the moment on the device, where this is known for it.
    pub(crate) fn shown(&self, at: Moment, profile: ProfileId) -> Option<&RoaringBitmap> {
        self.shown.get(profile.index()).filter(|_| self.holds(at))
    }

    /// Gives the films with an item shown at the moment on the device, where this is known for it.
    pub(crate) fn with_items(&self, at: Moment, profile: ProfileId) -> Option<&RoaringBitmap> {
        self.with_items.get(profile.index()).filter(|_| self.holds(at))
    }

    /// Gives the order by `published` at the moment on the device, where this is known for it.
    pub(crate) fn published(&self, at: Moment, profile: ProfileId) -> Option<&Column> {
        self.published.get(profile.index()).filter(|_| self.holds(at))
    }

    /// Gives the films not yet updated at the moment, where this is known for it.
    pub(crate) fn not_yet_updated(&self, at: Moment) -> Option<&RoaringBitmap> {
        Some(&self.not_yet_updated).filter(|_| self.holds(at))
    }
}

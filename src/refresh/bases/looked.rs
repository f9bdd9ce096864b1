//! The private base as it is served: a snapshot, what its items carry, and what of that each viewpoint is shown.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::catalog::{Moment, SortedSet, Text};
use crate::query::torrents::{TorrentBase, TorrentView};
use crate::query::visible::{AccessibleFilms, Visible};
use crate::refresh::served::Served;

/// A snapshot and a base of one generation, looked at from each viewpoint once.
#[derive(Debug)]
pub(super) struct LookedAt {
    pub(super) served: Arc<Served>,
    pub(super) base: Arc<TorrentBase>,
    /// When it is looked at.
    now: Moment,
    /// By access groups.
    views: Mutex<HashMap<SortedSet<Text>, Arc<TorrentView>>>,
}

impl LookedAt {
    /// Makes it, and looks at it from the viewpoints of the one before, so that nobody waits for that.
    pub(super) fn new(served: Arc<Served>, base: Arc<TorrentBase>, (before, now): (Option<&Self>, Moment)) -> Self {
        let looked = Self { served, base, now, views: Mutex::default() };
        let known = before.map(|before| before.lock().keys().cloned().collect::<Vec<_>>());
        for groups in known.unwrap_or_else(|| vec![SortedSet::default()]) {
            looked.view(&groups);
        }
        looked
    }

    /// Returns what a viewpoint is shown.
    pub(super) fn view(&self, groups: &SortedSet<Text>) -> Arc<TorrentView> {
        let mut views = self.lock();
        if let Some(view) = views.get(groups) {
            return Arc::clone(view);
        }
        let accessible = AccessibleFilms::new(&self.served.snapshot, &groups.iter().cloned().collect());
        let view = Visible::for_peer(&self.served.snapshot, &accessible, self.now).torrents(&self.base);
        Arc::clone(views.entry(groups.clone()).or_insert(Arc::new(view)))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<SortedSet<Text>, Arc<TorrentView>>> {
        self.views.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

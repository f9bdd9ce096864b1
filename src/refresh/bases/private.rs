//! The private base follows the catalogue.

use std::sync::{Arc, Mutex, PoisonError};

use crate::catalog::{Moment, SortedSet, Text};
use crate::query::live::Live;
use crate::query::torrents::{TorrentBase, TorrentView};
use crate::refresh::served::Served;
use crate::store::{Asker, Generation, Store, StoreError};

use super::looked::LookedAt;

/// The torrents that the items of the catalogue carry, in memory.
///
/// A view is of a snapshot and a base of one generation: an item that an edit hides is not shown by what the edit gave it
/// to carry.
#[derive(Debug)]
pub(super) struct PrivateBase {
    /// `None`: nothing is loaded yet.
    looked: Live<Option<LookedAt>>,
    loaded: Mutex<LoadedBase>,
}

/// What was read last.
#[derive(Debug, Default)]
struct LoadedBase {
    /// The database, as [`super::super::Refresh`] counts them, and its generation; `None`: nothing was read yet.
    at: Option<(u64, Generation)>,
    base: Arc<TorrentBase>,
}

impl Default for PrivateBase {
    fn default() -> Self {
        Self { looked: Live::new(None), loaded: Mutex::default() }
    }
}

impl PrivateBase {
    /// Returns what a viewpoint of these access groups is shown; `None`: nothing is loaded yet.
    pub(super) fn view(&self, groups: &SortedSet<Text>) -> Option<Arc<TorrentView>> {
        Option::as_ref(&self.looked.get()).map(|looked| looked.view(groups))
    }

    /// Reads what changed and shows it, once the snapshot that is served is of the same generation; tells whether another
    /// view is shown now.
    ///
    /// # Errors
    /// The store cannot be read; what is shown stays.
    pub(super) fn follow(
        &self,
        (asker, database): (&Asker, u64),
        live: &Live<Served>,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.follow(asker, database)?;
        let served = live.get();
        if loaded.at != Some((database, Generation(served.snapshot.generation()))) {
            return Ok(false);
        }
        let before = self.looked.get();
        let before = Option::as_ref(&before);
        let is_shown =
            |looked: &LookedAt| Arc::ptr_eq(&looked.served, &served) && Arc::ptr_eq(&looked.base, &loaded.base);
        if before.is_some_and(is_shown) {
            return Ok(false);
        }
        self.looked.set(Some(LookedAt::new(served, Arc::clone(&loaded.base), (before, now))));
        Ok(true)
    }
}

impl LoadedBase {
    fn follow(&mut self, asker: &Asker, database: u64) -> Result<(), StoreError> {
        let found = asker.ask(Store::generation)?;
        if self.at == Some((database, found)) {
            return Ok(());
        }
        // Everything, where the database is another or older than what is known: a backup was restored.
        let since = self.at.filter(|(known, at)| *known == database && *at <= found).map(|(_, at)| at);
        let read = asker.ask_long(move |store| store.load_carriers(since))?;
        self.base = Arc::new(match since {
            None => TorrentBase::new(read.films),
            Some(_) => self.base.next(read.films, &read.removed),
        });
        self.at = Some((database, read.generation));
        Ok(())
    }
}

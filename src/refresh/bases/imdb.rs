//! IMDb's titles in memory, as far as they are searched.

use std::sync::{Mutex, PoisonError};

use crate::catalog::ImdbId;
use crate::peer::BaseAway;
use crate::query::found_titles::KnownTitles;
use crate::query::live::Live;
use crate::query::text_arena::Pieces;
use crate::store::{Asker, Store, StoreError};

/// The titles of IMDb's tables, as the operator imported them.
#[derive(Debug)]
pub(super) struct ImdbBase {
    /// `None`: they were not read yet.
    titles: Live<Option<KnownTitles>>,
    /// The database and the generation that were read.
    read: Mutex<Option<(u64, i64)>>,
}

impl Default for ImdbBase {
    fn default() -> Self {
        Self { titles: Live::new(None), read: Mutex::default() }
    }
}

impl ImdbBase {
    /// Reads the titles where the tables were replaced; tells whether they were.
    ///
    /// # Errors
    /// The store cannot be read; what is known stays.
    pub(super) fn follow(&self, (asker, database): (&Asker, u64)) -> Result<bool, StoreError> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let found = (database, asker.ask(Store::imdb_generation)?);
        if *read == Some(found) {
            return Ok(false);
        }
        let titles = asker.ask_long(|store| {
            let mut titles = KnownTitles::default();
            store.imdb_titles(&mut |title| {
                let original = title.original_title.filter(|original| *original != title.primary_title);
                let original = original.as_deref().unwrap_or_default();
                titles.push(&title.id, [&title.primary_title, original], title.num_votes);
            })?;
            Ok(titles)
        })?;
        self.titles.set(Some(titles));
        *read = Some(found);
        Ok(true)
    }

    /// Finds the ids of films by pieces of their titles; see [`KnownTitles::find`].
    ///
    /// # Errors
    /// [`BaseAway::Unread`]
    pub(super) fn find(&self, pieces: &Pieces, limit: usize) -> Result<Vec<ImdbId>, BaseAway> {
        let known = self.titles.get();
        Ok(Option::as_ref(&known).ok_or(BaseAway::Unread)?.find(pieces, limit))
    }
}

//! Catching up: torrents of films that were written by a version of the program that keeps none.
//!
//! Such a version leaves its generations out of `commits`. So the films written after the last generation there, or all
//! where there is none, may lack rows.

use std::collections::BTreeMap;

use diesel::dsl::max;
use diesel::prelude::*;

use super::conn::AnyConnection;
use super::films::{self, BATCH, at_films};
use super::generation::at_commits;
use super::rows::FilmSelection;
use super::schema::{commits, films as films_table};
use super::torrents::{self, Stamp};
use super::{Edit, Store, StoreError};

impl Store {
    /// Writes the torrents that are lacking; tells whether any film was gone over. The database is locked only where there
    /// is one.
    ///
    /// # Errors
    /// As [`Store::edit`].
    pub(super) fn catch_up(&self) -> Result<bool, StoreError> {
        if overtaken(&mut *self.connection()?)?.is_empty() {
            return Ok(false);
        }
        // Every edit begins with it.
        self.edit(|_| Ok::<_, StoreError>(()))?;
        Ok(true)
    }
}

impl Edit<'_> {
    /// Writes the torrents that are lacking.
    pub(super) fn catch_up(&mut self) -> Result<(), StoreError> {
        let overtaken = overtaken(self.conn)?;
        if overtaken.is_empty() {
            return Ok(());
        }
        log::info!("reading the names of the torrents of {} films", overtaken.len());
        let stamp = Stamp { revision: self.revision(), now: self.now() };
        for ids in overtaken.chunks(BATCH) {
            let films = films::read(self.conn, FilmSelection::Ids(ids))?;
            torrents::rewrite(self.conn, (&BTreeMap::new(), &films.iter().collect::<Vec<_>>()), stamp)?;
        }
        self.changed = true;
        Ok(())
    }
}

/// Returns the ids of the films whose rows may be lacking, ascending.
fn overtaken(conn: &mut AnyConnection) -> Result<Vec<i64>, StoreError> {
    let last: Option<i64> = commits::table.select(max(commits::generation)).first(conn).map_err(at_commits)?;
    let ids = films_table::table.select(films_table::id);
    let found: QueryResult<Vec<i64>> = match last {
        None => ids.load(conn),
        Some(last) => ids.filter(films_table::revision.gt(last)).load(conn),
    };
    let mut ids = found.map_err(at_films)?;
    ids.sort_unstable();
    Ok(ids)
}

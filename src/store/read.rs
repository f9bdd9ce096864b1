//! Reading parts of the catalogue: in transactions that only read, so that they wait for no writer and keep none
//! waiting, and work on a database that can only be read.

use diesel::prelude::*;

use crate::catalog::{Film, FilmId, Tag};

use super::conn::{AnyConnection, Content, Manager, Mode, transaction};
use super::films::{self, BATCH, at_films};
use super::rows::{FilmSelection, RowName};
use super::schema::films as films_table;
use super::{DatabaseUrl, Store, StoreError, dialect, migrate, tags};

impl Store {
    /// Opens a database that is there and as new as this program, to read it only: for `check`, `export` and
    /// `explain`.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_to_read(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let store = Self::connect(Manager::new(url, Mode::Read, Content::Catalogue))?;
        migrate::require(&store.pool, &migrate::CATALOGUE)?;
        Ok(store)
    }

    /// Reads all tags, by id.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn tags(&self) -> Result<Vec<Tag>, StoreError> {
        self.reading(tags::read_all)
    }

    /// Reads the ids of all films, ascending.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn film_ids(&self) -> Result<Vec<FilmId>, StoreError> {
        self.reading(film_ids)
    }

    /// Reads the films with these ids, in their order by batches, and hands them out; ids without a film are passed
    /// over.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]; `each` may have been handed something by then.
    pub fn films(&self, ids: &[FilmId], each: &mut dyn FnMut(Film)) -> Result<(), StoreError> {
        self.reading(|conn| {
            for batch in ids.chunks(BATCH) {
                films_of(conn, batch)?.into_iter().for_each(&mut *each);
            }
            Ok(())
        })
    }

    fn reading<T>(&self, work: impl FnOnce(&mut AnyConnection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut conn = self.connection()?;
        let begin = dialect::begin_reading(&conn);
        transaction(&mut conn, begin, work)
    }
}

/// Reads the ids of all films, ascending.
pub(super) fn film_ids(conn: &mut AnyConnection) -> Result<Vec<FilmId>, StoreError> {
    let mut found: Vec<i64> = films_table::table.select(films_table::id).load(conn).map_err(at_films)?;
    found.sort_unstable();
    let legal = |raw| RowName { table: "films", id: raw }.whole("id", raw);
    found.into_iter().map(legal).collect()
}

/// Reads the films with these ids, by id.
pub(super) fn films_of(conn: &mut AnyConnection, ids: &[FilmId]) -> Result<Vec<Film>, StoreError> {
    let ids: Vec<i64> = ids.iter().map(|id| id.get().cast_signed()).collect();
    films::read(conn, FilmSelection::Ids(&ids))
}

//! Reading the catalogue: all of it, what changed, one film.

use diesel::prelude::*;

use crate::catalog::{Film, FilmId, Tag};

use super::conn::{AnyConnection, transaction};
use super::films::{self, BATCH, at_films};
use super::rows::RowName;
use super::schema::{films as films_table, removed_films};
use super::{Generation, Store, StoreError, dialect, generation, pulse, tags};

/// Takes what [`Store::load`] reads.
pub trait Sink {
    /// Takes all tags of the catalogue, by id. Called before any film, once or, where none changed, not at all.
    fn tags(&mut self, tags: Vec<Tag>);
    /// Takes some films; they come by id.
    fn films(&mut self, films: Vec<Film>);
}

/// What [`Store::load`] tells besides what it hands to the sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The generation that was read.
    pub generation: Generation,
    /// The films that were removed since, by id; empty where everything was read.
    pub removed: Vec<FilmId>,
}

impl Store {
    /// Reads the catalogue at one moment and hands it to the sink, some films at a time.
    ///
    /// `since` is `None`: every film and all tags. Otherwise the films that were written after that generation, and all tags
    /// where one was changed after it. A batch of films is in memory at a time.
    ///
    /// # Errors
    /// [`StoreError::WentBack`] where the database is at a generation before `since`; [`StoreError::BadRow`]. The sink
    /// may have been handed something by then.
    pub fn load(&self, since: Option<Generation>, sink: &mut dyn Sink) -> Result<Loaded, StoreError> {
        let mut conn = self.connection()?;
        let begin = dialect::begin_reading(&conn);
        transaction(&mut conn, begin, |conn| {
            let generation = generation::read(conn)?;
            if let Some(known) = since.filter(|since| *since > generation) {
                return Err(StoreError::WentBack { known: known.0, found: generation.0 });
            }
            let tags_changed = generation::of_tags(conn)?;
            if since.is_none_or(|since| tags_changed > since) {
                sink.tags(tags::read_all(conn)?);
            }
            for batch in written(conn, since)?.chunks(BATCH) {
                sink.films(films::read(conn, batch)?);
                pulse::beat();
            }
            let removed = since.map_or(Ok(Vec::new()), |since| removed(conn, since))?;
            Ok(Loaded { generation, removed })
        })
    }

    /// Counts the films, hidden ones too.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn count_films(&self) -> Result<u64, StoreError> {
        let count: QueryResult<i64> = films_table::table.count().get_result(&mut *self.connection()?);
        count.map(i64::unsigned_abs).map_err(at_films)
    }

    /// Reads one film.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn film(&self, id: FilmId) -> Result<Option<Film>, StoreError> {
        let mut conn = self.connection()?;
        let begin = dialect::begin_reading(&conn);
        transaction(&mut conn, begin, |conn| Ok(films::read(conn, &[id.get().cast_signed()])?.pop()))
    }
}

/// Returns the ids of the films written after the generation, ascending; `None`: of all films.
pub(super) fn written(conn: &mut AnyConnection, since: Option<Generation>) -> Result<Vec<i64>, StoreError> {
    let ids = films_table::table.select(films_table::id);
    let found: QueryResult<Vec<i64>> = match since {
        None => ids.load(conn),
        Some(since) => ids.filter(films_table::revision.gt(since.0)).load(conn),
    };
    // Sorted here, so that the database may go by the index of revisions.
    let mut ids = found.map_err(at_films)?;
    ids.sort_unstable();
    Ok(ids)
}

pub(super) fn removed(conn: &mut AnyConnection, since: Generation) -> Result<Vec<FilmId>, StoreError> {
    let found: QueryResult<Vec<i64>> = removed_films::table
        .filter(removed_films::revision.gt(since.0))
        .select(removed_films::film_id)
        .order(removed_films::film_id)
        .load(conn);
    let legal = |raw| RowName { table: "removed_films", id: raw }.whole("film_id", raw);
    found.map_err(|error| StoreError::at("removed_films", error))?.into_iter().map(legal).collect()
}

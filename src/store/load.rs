//! Reading the catalogue: all of it, what changed, one film.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, ScopedJoinHandle};

use diesel::prelude::*;

use crate::catalog::{Film, FilmId, Tag};

use super::conn::{AnyConnection, transaction};
use super::films::{self, BATCH, at_films};
use super::rows::{FilmSelection, RowName};
use super::schema::{films as films_table, removed_films};
use super::{Generation, Store, StoreError, dialect, generation, pulse, tags};

/// Takes what [`Store::load`] reads.
pub trait Sink {
    /// Takes all tags of the catalogue, by id. Called before any film, once or, where none changed, not at all.
    fn tags(&mut self, tags: Vec<Tag>);
    /// Takes some films; they come by id.
    fn films(&mut self, films: Vec<Film>);
}

/// Takes what [`Store::load_whole`] reads, from several threads at once.
pub trait SharedSink: Sync {
    /// Takes all tags of the catalogue, by id. Called once, before any film.
    fn tags(&self, tags: Vec<Tag>);
    /// Takes the films of a batch, by id. Batches come in any order; those with greater numbers have greater ids, and no
    /// number is left out.
    fn films(&self, batch: usize, films: Vec<Film>);
}

/// The most connections over which a whole catalogue is read at once.
const MAX_READERS: usize = 4;

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
                sink.films(films::read(conn, FilmSelection::Ids(batch))?);
                pulse::beat();
            }
            let removed = since.map_or(Ok(Vec::new()), |since| removed(conn, since))?;
            Ok(Loaded { generation, removed })
        })
    }

    /// Reads the whole catalogue at one moment and hands it to the sink, over as many connections as there are cores, up to
    /// `MAX_READERS`. Each has a batch of films in memory at a time. Returns the generation.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_whole(&self, sink: &impl SharedSink) -> Result<Generation, StoreError> {
        let mut conn = self.connection()?;
        let begin = dialect::begin_reading(&conn);
        let generation = transaction(&mut conn, begin, |conn| {
            let generation = generation::read(conn)?;
            sink.tags(self.all_tags(conn, generation)?);
            let batches = Batches { ids: written(conn, None)?, taken: AtomicUsize::new(0), sink };
            let cores = thread::available_parallelism().map_or(1, NonZero::get);
            thread::scope(|scope| {
                let help = || self.help(generation, |conn| batches.read(conn));
                // What no thread can be had for, the others do.
                let helpers: Vec<_> =
                    (1..cores.min(MAX_READERS)).map_while(|_| reader().spawn_scoped(scope, help).ok()).collect();
                let read = batches.read(conn);
                let mut helped = helpers.into_iter().map(joined);
                read.and(helped.try_for_each(|done| done.map(drop)))
            })?;
            Ok::<_, StoreError>(generation)
        })?;
        dialect::let_go(&mut conn).map_err(at_films)?;
        Ok(generation)
    }

    /// Reads all tags, by id, over two connections.
    fn all_tags(&self, conn: &mut AnyConnection, generation: Generation) -> Result<Vec<Tag>, StoreError> {
        let (first, last) = tags::span(conn)?;
        let middle = first.midpoint(last);
        thread::scope(|scope| {
            let later = || self.help(generation, |conn| tags::read(conn, middle + 1, last));
            let helper = reader().spawn_scoped(scope, later);
            let mut tags = tags::read(conn, first, middle)?;
            let later = helper.ok().map_or(Ok(None), joined)?;
            tags.extend(later.map_or_else(|| tags::read(conn, middle + 1, last), Ok)?);
            Ok(tags)
        })
    }

    /// Reads something over a connection of its own, which has to see this generation: `None` where an edit came between, or
    /// there is no connection.
    fn help<T>(
        &self,
        generation: Generation,
        read: impl FnOnce(&mut AnyConnection) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let Ok(mut conn) = self.connection() else { return Ok(None) };
        let begin = dialect::begin_reading(&conn);
        let read = transaction(&mut conn, begin, |conn| {
            let is_same = generation::read(conn)? == generation;
            is_same.then(|| read(conn)).transpose()
        })?;
        dialect::let_go(&mut conn).map_err(at_films)?;
        Ok(read)
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
        let id = [id.get().cast_signed()];
        transaction(&mut conn, begin, |conn| Ok(films::read(conn, FilmSelection::Ids(&id))?.pop()))
    }
}

/// Prepares a thread that reads beside others.
fn reader() -> thread::Builder {
    thread::Builder::new().name("read".to_owned())
}

/// Waits for what such a thread read.
fn joined<T>(reader: ScopedJoinHandle<'_, T>) -> T {
    reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The films of a catalogue of one generation, while they are read in batches.
struct Batches<'a, S> {
    /// Ascending.
    ids: Vec<i64>,
    /// How many batches were taken.
    taken: AtomicUsize,
    sink: &'a S,
}

impl<S: SharedSink> Batches<'_, S> {
    /// Reads one batch after another until all are taken; where one cannot be read, no more are.
    fn read(&self, conn: &mut AnyConnection) -> Result<(), StoreError> {
        loop {
            let number = self.taken.fetch_add(1, Ordering::Relaxed);
            let Some(batch) = self.ids.chunks(BATCH).nth(number) else { return Ok(()) };
            let read = films::read(conn, FilmSelection::span(batch));
            let films = read.inspect_err(|_| self.taken.store(self.ids.len(), Ordering::Relaxed))?;
            self.sink.films(number, films);
            pulse::beat();
        }
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

//! Editing the catalogue: one transaction, one editor at a time.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::catalog::{Film, FilmId, Moment, Tag, TagId};
use crate::clock::Clock;

use super::conn::{AnyConnection, transaction};
use super::films::{self, BATCH, FilmRow, at_films};
use super::rows::FilmSelection;
use super::schema::{film_tags, films as films_table, removed_films, tags as tags_table};
use super::tags::{TagRow, at_tags};
use super::torrents::{self, Stamp};
use super::{Generation, Store, StoreError, dialect, generation, links, read, series, tags, upserts};

/// An edit under way; see [`Store::edit`].
pub struct Edit<'c> {
    pub(super) conn: &'c mut AnyConnection,
    /// The generation before this edit.
    before: Generation,
    clock: Clock,
    pub(super) changed: bool,
    failed: bool,
}

impl Store {
    /// Runs `work` as one transaction: all that it writes becomes the next generation, or, where it gives an error or
    /// panics, nothing of it. Where it changed nothing, the generation stays.
    ///
    /// Editors come one after another, also those of other programs; readers go on undisturbed.
    ///
    /// # Errors
    /// What `work` gives; [`StoreError::Busy`] where another editor takes too long; [`StoreError::EditGoesOn`] where
    /// `work` passes over an error of the edit.
    pub fn edit<T, E: From<StoreError>>(&self, work: impl FnOnce(&mut Edit<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut conn = self.connection()?;
        let begin = dialect::begin_writing(&conn);
        // Where this fails, so does what follows, and says more.
        let _ = dialect::keep_pages(&mut conn, true);
        let done = transaction(&mut conn, begin, |conn| {
            dialect::lock_generation(conn).map_err(|error| StoreError::at("generations", error))?;
            let before = generation::read(conn)?;
            let mut edit = Edit { conn, before, clock: self.clock.clone(), changed: false, failed: false };
            edit.catch_up()?;
            let done = work(&mut edit)?;
            edit.finish()?;
            Ok(done)
        });
        // What was done is done, whatever becomes of the memory.
        let _ = dialect::keep_pages(&mut conn, false);
        done
    }
}

impl Edit<'_> {
    /// Returns all tags of the catalogue, by id, with those put in this edit.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn tags(&mut self) -> Result<Vec<Tag>, StoreError> {
        self.guard(|edit| tags::read_all(edit.conn))
    }

    /// Returns the ids of all films of the catalogue, ascending, those put in this edit included.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn film_ids(&mut self) -> Result<Vec<FilmId>, StoreError> {
        self.guard(|edit| read::film_ids(edit.conn))
    }

    /// Returns the films with these ids, by id; ids without a film are passed over.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn films(&mut self, ids: &[FilmId]) -> Result<Vec<Film>, StoreError> {
        self.guard(|edit| read::films_of(edit.conn, ids))
    }

    /// Writes tags by id and returns how many were really changed; of an id given twice the last one counts.
    ///
    /// Tags may swap their names. The films that bear a changed tag do not count as written.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where another tag has the name.
    pub fn put_tags(&mut self, tags: &[Tag]) -> Result<usize, StoreError> {
        self.guard(|edit| edit.write_tags(tags))
    }

    /// Writes films by id, whole, and returns how many were really changed; of an id given twice the last one counts.
    /// A film equal to what stands there is left alone.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a film bears a tag that is not in the catalogue.
    pub fn put_films(&mut self, films: &[Film]) -> Result<usize, StoreError> {
        self.guard(|edit| {
            let by_id: BTreeMap<FilmId, &Film> = films.iter().map(|film| (film.id, film)).collect();
            let films: Vec<&Film> = by_id.into_values().collect();
            films.chunks(BATCH).try_fold(0, |changed, batch| Ok(changed + edit.write_films(batch)?))
        })
    }

    /// Removes all other films, and all other tags that no film left bears; returns how many films were removed.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn keep_only(&mut self, films: &BTreeSet<FilmId>, tags: &BTreeSet<TagId>) -> Result<usize, StoreError> {
        self.guard(|edit| {
            let removed = edit.remove_other_films(films)?;
            edit.remove_other_tags(tags)?;
            Ok(removed)
        })
    }

    /// Remembers a failure: PostgreSQL would roll back at the commit in silence, and SQLite commit a half.
    fn guard<T>(&mut self, step: impl FnOnce(&mut Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let done = step(self);
        self.failed |= done.is_err();
        done
    }

    /// The generation that this edit becomes if it changes something.
    pub(super) fn revision(&self) -> Generation {
        Generation(self.before.0 + 1)
    }

    pub(super) fn now(&self) -> Moment {
        self.clock.now()
    }

    fn finish(self) -> Result<(), StoreError> {
        if self.failed {
            return Err(StoreError::EditGoesOn);
        }
        let (revision, now) = (self.revision(), self.now());
        if self.changed { generation::write(self.conn, revision, now) } else { Ok(()) }
    }

    fn write_tags(&mut self, put: &[Tag]) -> Result<usize, StoreError> {
        let there: BTreeMap<TagId, Tag> = tags::read_all(self.conn)?.into_iter().map(|tag| (tag.id, tag)).collect();
        let put: BTreeMap<TagId, &Tag> = put.iter().map(|tag| (tag.id, tag)).collect();
        let changed: Vec<&Tag> = put.into_values().filter(|tag| there.get(&tag.id) != Some(tag)).collect();
        if changed.is_empty() {
            return Ok(0);
        }
        self.changed = true;
        let (old, new): (Vec<&Tag>, Vec<&Tag>) = changed.iter().copied().partition(|tag| there.contains_key(&tag.id));
        for tags in old.chunks(BATCH) {
            self.step_aside(&tags.iter().map(|tag| tag.id.0.into()).collect::<Vec<i64>>())?;
        }
        let rows = |tags: &[&Tag]| tags.iter().map(|tag| TagRow::of(tag)).collect::<Vec<_>>();
        upserts::tags(self.conn, &rows(&old))?;
        upserts::new_tags(self.conn, &rows(&new))?;
        Ok(changed.len())
    }

    /// Returns tags that are about to be rewritten a name that no tag can have, so that names can be swapped.
    fn step_aside(&mut self, ids: &[i64]) -> Result<(), StoreError> {
        let aside = diesel::dsl::sql::<diesel::sql_types::Text>("'!' || id");
        diesel::update(tags_table::table.filter(tags_table::id.eq_any(ids)))
            .set(tags_table::name.eq(aside))
            .execute(self.conn)
            .map(drop)
            .map_err(at_tags)
    }

    fn write_films(&mut self, batch: &[&Film]) -> Result<usize, StoreError> {
        let ids: Vec<i64> = batch.iter().map(|film| film.id.get().cast_signed()).collect();
        let there: BTreeMap<FilmId, Film> =
            films::read(self.conn, FilmSelection::Ids(&ids))?.into_iter().map(|film| (film.id, film)).collect();
        let changed: Vec<&Film> = batch.iter().copied().filter(|film| there.get(&film.id) != Some(film)).collect();
        if changed.is_empty() {
            return Ok(0);
        }
        self.changed = true;
        let (old, new): (Vec<&Film>, Vec<&Film>) =
            changed.iter().copied().partition(|film| there.contains_key(&film.id));
        let signed = |films: &[&Film]| films.iter().map(|film| film.id.get().cast_signed()).collect::<Vec<i64>>();
        if !old.is_empty() {
            links::remove(self.conn, &signed(&old))?;
            series::remove(self.conn, &signed(&old))?;
        }
        if !new.is_empty() {
            self.forget_removal(&signed(&new))?;
        }
        let revision = self.revision();
        let rows = |films: &[&Film]| films.iter().map(|film| FilmRow::of(film, revision)).collect::<Vec<_>>();
        upserts::films(self.conn, &rows(&old))?;
        upserts::new_films(self.conn, &rows(&new))?;
        links::insert(self.conn, &changed)?;
        series::insert(self.conn, &changed)?;
        torrents::rewrite(self.conn, (&there, &changed), Stamp { revision, now: self.now() })?;
        Ok(changed.len())
    }

    fn forget_removal(&mut self, ids: &[i64]) -> Result<(), StoreError> {
        diesel::delete(removed_films::table.filter(removed_films::film_id.eq_any(ids)))
            .execute(self.conn)
            .map(drop)
            .map_err(|error| StoreError::at("removed_films", error))
    }

    fn remove_other_films(&mut self, keep: &BTreeSet<FilmId>) -> Result<usize, StoreError> {
        let mut others: Vec<i64> = films_table::table.select(films_table::id).load(self.conn).map_err(at_films)?;
        let keep: BTreeSet<i64> = keep.iter().map(|id| id.get().cast_signed()).collect();
        others.retain(|id| !keep.contains(id));
        let revision = self.revision().0;
        for ids in others.chunks(BATCH) {
            self.changed = true;
            diesel::delete(films_table::table.filter(films_table::id.eq_any(ids)))
                .execute(self.conn)
                .map_err(at_films)?;
            upserts::removed_films(self.conn, ids, revision)?;
        }
        Ok(others.len())
    }

    fn remove_other_tags(&mut self, keep: &BTreeSet<TagId>) -> Result<(), StoreError> {
        let borne = film_tags::table.filter(film_tags::tag_id.eq(tags_table::id));
        let mut others: Vec<i64> = tags_table::table
            .filter(diesel::dsl::not(diesel::dsl::exists(borne)))
            .select(tags_table::id)
            .load(self.conn)
            .map_err(at_tags)?;
        others.retain(|id| !u32::try_from(*id).is_ok_and(|id| keep.contains(&TagId(id))));
        for ids in others.chunks(BATCH) {
            self.changed = true;
            diesel::delete(tags_table::table.filter(tags_table::id.eq_any(ids))).execute(self.conn).map_err(at_tags)?;
        }
        Ok(())
    }
}

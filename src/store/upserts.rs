//! Writing films and tags: over those that are there (`MultiConnection` has no `ON CONFLICT`), and new ones.

use diesel::prelude::*;
use diesel::upsert::excluded;

use super::StoreError;
use super::conn::{AnyConnection, on_backend};
use super::films::{FilmRow, at_films};
use super::rows::{MAX_PARAMETERS, insert};
use super::schema::{films, removed_films, tags};
use super::tags::{TagRow, at_tags};

/// Columns of `tags`.
const TAG_COLUMNS: usize = 5;
/// Columns of `films`.
const FILM_COLUMNS: usize = 17;

/// Sets every named column to the value that was to be inserted.
macro_rules! take_over {
    ($table:ident: $($column:ident),+) => {
        ($($table::$column.eq(excluded($table::$column)),)+)
    };
}

/// Writes tags whose ids are not there.
pub(super) fn new_tags(conn: &mut AnyConnection, rows: &[TagRow]) -> Result<(), StoreError> {
    insert!(conn, tags, TAG_COLUMNS, rows)
}

/// Writes films whose ids are not there, without what hangs on them.
pub(super) fn new_films(conn: &mut AnyConnection, rows: &[FilmRow]) -> Result<(), StoreError> {
    insert!(conn, films, FILM_COLUMNS, rows)
}

/// Writes tags over those of the same ids.
pub(super) fn tags(conn: &mut AnyConnection, rows: &[TagRow]) -> Result<(), StoreError> {
    rows.chunks(MAX_PARAMETERS / TAG_COLUMNS).try_for_each(|chunk| {
        on_backend!(conn, c => diesel::insert_into(tags::table)
            .values(chunk)
            .on_conflict(tags::id)
            .do_update()
            .set(take_over!(tags: name, title, kind, url))
            .execute(c))
        .map(drop)
        .map_err(at_tags)
    })
}

/// Writes films over those of the same ids, without what hangs on them.
pub(super) fn films(conn: &mut AnyConnection, rows: &[FilmRow]) -> Result<(), StoreError> {
    rows.chunks(MAX_PARAMETERS / FILM_COLUMNS).try_for_each(|chunk| {
        on_backend!(conn, c => diesel::insert_into(films::table)
            .values(chunk)
            .on_conflict(films::id)
            .do_update()
            .set(take_over!(films: title, original_title, desc, year, updated, published, age, url, preview, poster,
                user, kinopoisk_id, imdb_id, tmdb_id, popularity, revision))
            .execute(c))
        .map(drop)
        .map_err(at_films)
    })
}

/// Records the removal of films. A removed film that was put in again left the table, so no key is there already.
pub(super) fn removed_films(conn: &mut AnyConnection, ids: &[i64], revision: i64) -> Result<(), StoreError> {
    let rows: Vec<_> =
        ids.iter().map(|id| (removed_films::film_id.eq(*id), removed_films::revision.eq(revision))).collect();
    on_backend!(conn, c => diesel::insert_into(removed_films::table).values(&rows).execute(c))
        .map(drop)
        .map_err(|error| StoreError::at("removed_films", error))
}

//! Replacing IMDb's tables. To PostgreSQL rows go as one array a column: a parameter each for every value takes several
//! times as long.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Double, Nullable, Text};

use crate::catalog::ImdbId;
use crate::store::conn::AnyConnection;
use crate::store::rows::MAX_PARAMETERS;
use crate::store::schema::{imdb_akas, imdb_folded_titles, imdb_titles};
use crate::store::{Store, StoreError};

use super::generation::{begin, begun, give_up, serve};
use super::pause::pause;
use super::rows::{AKA_COLUMNS, AkaRow, FoldedRow, ImdbRecord, TITLE_COLUMNS, TitleRow, at_akas, at_folded, at_titles};

/// How many rows are written in one transaction: other writers wait for it.
const ROWS_AT_ONCE: usize = 10_000;

/// The tables of IMDb, being replaced; see [`Store::replace_imdb`].
pub struct ImdbEdit<'s> {
    store: &'s Store,
    generation: i64,
}

impl Store {
    /// Replaces the tables of IMDb by what `work` puts. Readers see the old ones until its end, and for good where it
    /// gives an error or the program ends meanwhile; other writers wait for a part of it at most. The old rows stay until
    /// they are [swept](Self::sweep_imdb).
    ///
    /// # Errors
    /// What `work` gives; [`StoreError::Superseded`] where another replacement is begun meanwhile.
    pub fn replace_imdb<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut ImdbEdit<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let generation = self.write(begin)?;
        let mut edit = ImdbEdit { store: self, generation };
        let done = work(&mut edit).and_then(|done| {
            self.write(|conn| serve(conn, generation))?;
            Ok(done)
        });
        if done.is_err() {
            // Where even this fails, the next replacement begins another generation.
            if let Err(error) = self.write(|conn| give_up(conn, generation)) {
                log::debug!("an import of IMDb's tables could not be given up: {error}");
            }
        }
        done
    }
}

impl ImdbEdit<'_> {
    /// Adds titles, none of them twice.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where one is there already; [`StoreError::Superseded`].
    pub fn put_titles(&mut self, titles: &[ImdbRecord]) -> Result<(), StoreError> {
        self.write(titles, |conn, generation, titles| match conn {
            AnyConnection::Sqlite(conn) => {
                let rows: Vec<TitleRow<'_>> = titles.iter().map(|title| TitleRow::of(title, generation)).collect();
                rows.chunks(MAX_PARAMETERS / TITLE_COLUMNS).try_fold(0, |added, chunk| {
                    let insert = diesel::insert_into(imdb_titles::table).values(chunk);
                    insert.execute(conn).map(|more| added + more).map_err(at_titles)
                })
            }
            AnyConnection::Postgres(conn) => {
                let question = "INSERT INTO imdb_titles (generation, imdb_id, title_type, primary_title, \
                                original_title, start_year, average_rating, num_votes) \
                                SELECT $8, * FROM unnest($1, $2, $3, $4, $5, $6, $7)";
                let insert = diesel::sql_query(question)
                    .bind::<Array<Text>, _>(column(titles, |title| title.id.as_str()))
                    .bind::<Array<Nullable<Text>>, _>(column(titles, |title| title.title_type.as_deref()))
                    .bind::<Array<Text>, _>(column(titles, |title| title.primary_title.as_str()))
                    .bind::<Array<Nullable<Text>>, _>(column(titles, |title| title.original_title.as_deref()))
                    .bind::<Array<Nullable<BigInt>>, _>(column(titles, |title| title.start_year.map(i64::from)))
                    .bind::<Array<Nullable<Double>>, _>(column(titles, |title| title.average_rating))
                    .bind::<Array<Nullable<BigInt>>, _>(column(titles, |title| title.num_votes.map(i64::from)))
                    .bind::<BigInt, _>(generation);
                insert.execute(conn).map_err(at_titles)
            }
        })
        .map(drop)
    }

    /// Adds other titles of titles that were put; one that is there already is passed over. Returns how many were added.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the title with the id was not put; [`StoreError::Superseded`].
    pub fn put_akas(&mut self, akas: &[(ImdbId, String)]) -> Result<usize, StoreError> {
        self.write(akas, |conn, generation, akas| match conn {
            AnyConnection::Sqlite(conn) => {
                let rows: Vec<AkaRow<'_>> =
                    column(akas, |(id, title)| AkaRow { generation, imdb_id: id.as_str(), title });
                rows.chunks(MAX_PARAMETERS / AKA_COLUMNS).try_fold(0, |added, chunk| {
                    let insert = diesel::insert_into(imdb_akas::table).values(chunk).on_conflict_do_nothing();
                    insert.execute(conn).map(|more| added + more).map_err(at_akas)
                })
            }
            AnyConnection::Postgres(conn) => {
                let question = "INSERT INTO imdb_akas (generation, imdb_id, title) \
                                SELECT $3, * FROM unnest($1, $2) ON CONFLICT DO NOTHING";
                let insert = diesel::sql_query(question)
                    .bind::<Array<Text>, _>(column(akas, |(id, _)| id.as_str()))
                    .bind::<Array<Text>, _>(column(akas, |(_, title)| title.as_str()))
                    .bind::<BigInt, _>(generation);
                insert.execute(conn).map_err(at_akas)
            }
        })
    }

    /// Adds folded titles, each with the id of a title that has it; a pair that is there already is passed over. Many of
    /// them in order take much less time than in no order.
    ///
    /// # Errors
    /// [`StoreError::Superseded`].
    pub fn put_folded(&mut self, folded: &[(String, ImdbId)]) -> Result<(), StoreError> {
        self.write(folded, |conn, generation, folded| match conn {
            AnyConnection::Sqlite(conn) => {
                let rows: Vec<FoldedRow<'_>> =
                    column(folded, |(folded, id)| FoldedRow { generation, folded, imdb_id: id.as_str() });
                rows.chunks(MAX_PARAMETERS / AKA_COLUMNS).try_fold(0, |added, chunk| {
                    let insert = diesel::insert_into(imdb_folded_titles::table).values(chunk).on_conflict_do_nothing();
                    insert.execute(conn).map(|more| added + more).map_err(at_folded)
                })
            }
            AnyConnection::Postgres(conn) => {
                let question = "INSERT INTO imdb_folded_titles (generation, folded, imdb_id) \
                                SELECT $3, * FROM unnest($1, $2) ON CONFLICT DO NOTHING";
                let insert = diesel::sql_query(question)
                    .bind::<Array<Text>, _>(column(folded, |(folded, _)| folded.as_str()))
                    .bind::<Array<Text>, _>(column(folded, |(_, id)| id.as_str()))
                    .bind::<BigInt, _>(generation);
                insert.execute(conn).map_err(at_folded)
            }
        })
        .map(drop)
    }

    /// Writes rows in transactions that other writers can wait for; returns how many were added.
    fn write<R>(
        &mut self,
        rows: &[R],
        insert: impl Fn(&mut AnyConnection, i64, &[R]) -> Result<usize, StoreError>,
    ) -> Result<usize, StoreError> {
        let mut added = 0;
        for (at, chunk) in rows.chunks(ROWS_AT_ONCE).enumerate() {
            if at > 0 {
                pause(self.store);
            }
            added += self.store.write(|conn| {
                if begun(conn)? != self.generation {
                    return Err(StoreError::Superseded);
                }
                insert(conn, self.generation, chunk)
            })?;
        }
        Ok(added)
    }
}

fn column<'a, R, T>(rows: &'a [R], value: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(value).collect()
}

//! IMDb's public tables, as far as films and series go: replaced whole, searched in memory.

use diesel::prelude::*;

use crate::catalog::ImdbId;

use super::conn::{AnyConnection, on_backend, transaction};
use super::rows::{MAX_PARAMETERS, RowName};
use super::schema::{imdb_akas, imdb_titles, peer_generations};
use super::{Store, StoreError, dialect, pulse};

/// How many titles are read between two signs of life.
const BATCH: i64 = 20_000;

/// A title of IMDb.
#[derive(Clone, Debug, PartialEq)]
pub struct ImdbRecord {
    /// The id.
    pub id: ImdbId,
    /// What it is, such as `movie`.
    pub title_type: Option<String>,
    /// The title most people know.
    pub primary_title: String,
    /// The title in the original language.
    pub original_title: Option<String>,
    /// The year of the first release.
    pub start_year: Option<u32>,
    /// The average of the votes, 1 to 10.
    pub average_rating: Option<f64>,
    /// How many voted.
    pub num_votes: Option<u32>,
}

/// A row of `imdb_titles`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = imdb_titles, treat_none_as_default_value = false)]
struct ImdbRow {
    imdb_id: String,
    title_type: Option<String>,
    primary_title: String,
    original_title: Option<String>,
    start_year: Option<i64>,
    average_rating: Option<f64>,
    num_votes: Option<i64>,
}

/// A row of `imdb_akas`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = imdb_akas, treat_none_as_default_value = false)]
struct AkaRow {
    imdb_id: String,
    title: String,
}

/// The tables of IMDb, being replaced; see [`Store::replace_imdb`].
pub struct ImdbEdit<'c>(&'c mut AnyConnection);

impl Store {
    /// Replaces the tables of IMDb by what `work` puts: in one transaction, so that readers see the old ones until its
    /// end, and for good where it gives an error.
    ///
    /// # Errors
    /// What `work` gives; [`StoreError::Busy`] where another writer takes too long.
    pub fn replace_imdb<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut ImdbEdit<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = self.connection()?;
        let begin = dialect::begin_writing(&conn);
        transaction(&mut conn, begin, |conn| {
            let counted = diesel::update(peer_generations::table)
                .set(peer_generations::imdb.eq(peer_generations::imdb + 1))
                .execute(conn);
            counted.map_err(|error| StoreError::at("peer_generations", error))?;
            diesel::delete(imdb_akas::table).execute(conn).map_err(at_akas)?;
            diesel::delete(imdb_titles::table).execute(conn).map_err(at_titles)?;
            work(&mut ImdbEdit(conn))
        })
    }

    /// Asks whether the tables of IMDb were replaced: one row by its key.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn imdb_generation(&self) -> Result<i64, StoreError> {
        let mut conn = self.connection()?;
        let found = peer_generations::table.select(peer_generations::imdb).first(&mut *conn);
        found.map_err(|error| StoreError::at("peer_generations", error))
    }

    /// Reads every title, by id, and hands it out.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]; `each` may have been handed something by then.
    pub fn imdb_titles(&self, each: &mut dyn FnMut(ImdbRecord)) -> Result<(), StoreError> {
        let mut conn = self.connection()?;
        let mut after = String::new();
        loop {
            let its = imdb_titles::table.filter(imdb_titles::imdb_id.gt(&after)).order(imdb_titles::imdb_id);
            let rows: Vec<ImdbRow> =
                on_backend!(&mut *conn, c => its.select(ImdbRow::as_select()).limit(BATCH).load(c))
                    .map_err(at_titles)?;
            let Some(last) = rows.last() else { return Ok(()) };
            after.clone_from(&last.imdb_id);
            for row in rows {
                each(row.into_record()?);
            }
            pulse::beat();
        }
    }

    /// Reads the titles with these ids, by id; those that are not there are passed over.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn imdb_titles_of(&self, ids: &[ImdbId]) -> Result<Vec<ImdbRecord>, StoreError> {
        let ids: Vec<&str> = ids.iter().map(ImdbId::as_str).collect();
        let mut conn = self.connection()?;
        let its = imdb_titles::table.filter(imdb_titles::imdb_id.eq_any(ids)).order(imdb_titles::imdb_id);
        let rows: Vec<ImdbRow> =
            on_backend!(&mut *conn, c => its.select(ImdbRow::as_select()).load(c)).map_err(at_titles)?;
        rows.into_iter().map(ImdbRow::into_record).collect()
    }

    /// Reads other titles of those with these ids, each with its id.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn imdb_akas(&self, ids: &[ImdbId]) -> Result<Vec<(ImdbId, String)>, StoreError> {
        let ids: Vec<&str> = ids.iter().map(ImdbId::as_str).collect();
        let mut conn = self.connection()?;
        let its = imdb_akas::table.filter(imdb_akas::imdb_id.eq_any(ids)).order((imdb_akas::imdb_id, imdb_akas::title));
        let rows: Vec<AkaRow> =
            on_backend!(&mut *conn, c => its.select(AkaRow::as_select()).load(c)).map_err(at_akas)?;
        rows.into_iter().map(|row| Ok((id_of("imdb_akas", &row.imdb_id)?, row.title))).collect()
    }
}

impl ImdbEdit<'_> {
    /// Adds titles, none of them twice.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where one is there already.
    pub fn put_titles(&mut self, titles: &[ImdbRecord]) -> Result<(), StoreError> {
        let rows: Vec<ImdbRow> = titles.iter().map(ImdbRow::of).collect();
        rows.chunks(MAX_PARAMETERS / TITLE_COLUMNS).try_for_each(|chunk| {
            on_backend!(&mut *self.0, c => diesel::insert_into(imdb_titles::table).values(chunk).execute(c))
                .map(drop)
                .map_err(at_titles)
        })
    }

    /// Adds other titles of titles that were put; one that is there already is passed over.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the title with the id was not put.
    pub fn put_akas(&mut self, akas: &[(ImdbId, String)]) -> Result<(), StoreError> {
        let row = |(id, title): &(ImdbId, String)| AkaRow { imdb_id: id.as_str().to_owned(), title: title.clone() };
        let rows: Vec<AkaRow> = akas.iter().map(row).collect();
        rows.chunks(MAX_PARAMETERS / AKA_COLUMNS).try_for_each(|chunk| {
            on_backend!(&mut *self.0, c => diesel::insert_into(imdb_akas::table)
                .values(chunk)
                .on_conflict_do_nothing()
                .execute(c))
            .map(drop)
            .map_err(at_akas)
        })
    }
}

/// Columns of `imdb_titles`.
const TITLE_COLUMNS: usize = 7;
/// Columns of `imdb_akas`.
const AKA_COLUMNS: usize = 2;

impl ImdbRow {
    fn of(record: &ImdbRecord) -> Self {
        Self {
            imdb_id: record.id.as_str().to_owned(),
            title_type: record.title_type.clone(),
            primary_title: record.primary_title.clone(),
            original_title: record.original_title.clone(),
            start_year: record.start_year.map(i64::from),
            average_rating: record.average_rating,
            num_votes: record.num_votes.map(i64::from),
        }
    }

    fn into_record(self) -> Result<ImdbRecord, StoreError> {
        let row = RowName { table: "imdb_titles", id: 0 };
        Ok(ImdbRecord {
            id: id_of("imdb_titles", &self.imdb_id)?,
            title_type: self.title_type,
            primary_title: self.primary_title,
            original_title: self.original_title,
            start_year: row.number("start_year", self.start_year)?,
            average_rating: self.average_rating,
            num_votes: row.number("num_votes", self.num_votes)?,
        })
    }
}

fn id_of(table: &'static str, raw: &str) -> Result<ImdbId, StoreError> {
    RowName { table, id: 0 }.need("imdb_id", ImdbId::parse(raw))
}

fn at_titles(error: diesel::result::Error) -> StoreError {
    StoreError::at("imdb_titles", error)
}

fn at_akas(error: diesel::result::Error) -> StoreError {
    StoreError::at("imdb_akas", error)
}

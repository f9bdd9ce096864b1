//! Rows of IMDb's tables.

use diesel::prelude::*;

use crate::catalog::ImdbId;
use crate::store::StoreError;
use crate::store::rows::RowName;
use crate::store::schema::{imdb_akas, imdb_folded_titles, imdb_titles};

/// Columns of `imdb_titles`.
pub(super) const TITLE_COLUMNS: usize = 8;
/// Columns of `imdb_akas`, and of `imdb_folded_titles`.
pub(super) const AKA_COLUMNS: usize = 3;

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

/// What is read of `imdb_titles`.
#[derive(Queryable, Selectable)]
#[diesel(table_name = imdb_titles)]
pub(super) struct TitleColumns {
    pub(super) imdb_id: String,
    title_type: Option<String>,
    primary_title: String,
    original_title: Option<String>,
    start_year: Option<i64>,
    average_rating: Option<f64>,
    num_votes: Option<i64>,
}

/// A row of `imdb_titles` to be written.
#[derive(Insertable)]
#[diesel(table_name = imdb_titles, treat_none_as_default_value = false)]
pub(super) struct TitleRow<'a> {
    generation: i64,
    imdb_id: &'a str,
    title_type: Option<&'a str>,
    primary_title: &'a str,
    original_title: Option<&'a str>,
    start_year: Option<i64>,
    average_rating: Option<f64>,
    num_votes: Option<i64>,
}

/// A row of `imdb_akas` to be written.
#[derive(Insertable)]
#[diesel(table_name = imdb_akas, treat_none_as_default_value = false)]
pub(super) struct AkaRow<'a> {
    pub(super) generation: i64,
    pub(super) imdb_id: &'a str,
    pub(super) title: &'a str,
}

/// A row of `imdb_folded_titles` to be written.
#[derive(Insertable)]
#[diesel(table_name = imdb_folded_titles, treat_none_as_default_value = false)]
pub(super) struct FoldedRow<'a> {
    pub(super) generation: i64,
    pub(super) folded: &'a str,
    pub(super) imdb_id: &'a str,
}

impl<'a> TitleRow<'a> {
    pub(super) fn of(record: &'a ImdbRecord, generation: i64) -> Self {
        Self {
            generation,
            imdb_id: record.id.as_str(),
            title_type: record.title_type.as_deref(),
            primary_title: &record.primary_title,
            original_title: record.original_title.as_deref(),
            start_year: record.start_year.map(i64::from),
            average_rating: record.average_rating,
            num_votes: record.num_votes.map(i64::from),
        }
    }
}

impl TitleColumns {
    pub(super) fn into_record(self) -> Result<ImdbRecord, StoreError> {
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

pub(super) fn id_of(table: &'static str, raw: &str) -> Result<ImdbId, StoreError> {
    RowName { table, id: 0 }.need("imdb_id", ImdbId::parse(raw))
}

pub(super) fn at_titles(error: diesel::result::Error) -> StoreError {
    StoreError::at("imdb_titles", error)
}

pub(super) fn at_akas(error: diesel::result::Error) -> StoreError {
    StoreError::at("imdb_akas", error)
}

pub(super) fn at_folded(error: diesel::result::Error) -> StoreError {
    StoreError::at("imdb_folded_titles", error)
}

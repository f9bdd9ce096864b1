//! The table of films, and films with all that hangs on them.

use diesel::prelude::*;

use crate::catalog::{Age, Film, KinopoiskId, Quantity, Text, TmdbId, Year};

use super::conn::AnyConnection;
use super::links::{LinkRows, text};
use super::rows::{FilmSelection, RowName, load_selected};
use super::schema::films;
use super::series::SerieRows;
use super::{Generation, StoreError};

/// How many films are read or written at a time: bounds the memory that a batch takes.
pub(super) const BATCH: usize = 500;

/// A row of `films`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = films, treat_none_as_default_value = false)]
pub(super) struct FilmRow {
    id: i64,
    title: String,
    original_title: Option<String>,
    desc: Option<String>,
    year: Option<i64>,
    updated: i64,
    published: Option<i64>,
    age: Option<i64>,
    url: Option<String>,
    preview: Option<String>,
    poster: Option<String>,
    user: Option<String>,
    kinopoisk_id: Option<i64>,
    imdb_id: Option<String>,
    tmdb_id: Option<i64>,
    popularity: Option<f64>,
    revision: i64,
}

impl FilmRow {
    pub(super) fn of(film: &Film, revision: Generation) -> Self {
        let text_of = |raw: &Option<Text>| raw.as_ref().map(text);
        Self {
            id: film.id.get().cast_signed(),
            title: text(&film.title),
            original_title: text_of(&film.original_title),
            desc: text_of(&film.desc),
            year: film.year.map(Year::get).map(i64::from),
            updated: film.updated.0,
            published: film.published.map(|moment| moment.0),
            age: film.age.map(Age::get).map(i64::from),
            url: text_of(&film.url),
            preview: text_of(&film.preview),
            poster: text_of(&film.poster),
            user: text_of(&film.user),
            kinopoisk_id: film.kinopoisk_id.map(KinopoiskId::get).map(u64::cast_signed),
            imdb_id: text_of(&film.imdb_id),
            tmdb_id: film.tmdb_id.map(TmdbId::get).map(u64::cast_signed),
            popularity: film.popularity.map(Quantity::get),
            revision: revision.0,
        }
    }

    /// Makes the film of this row and the next ones of its children.
    fn into_film(self, links: &mut LinkRows, series: &mut SerieRows) -> Result<Film, StoreError> {
        let row = RowName { table: "films", id: self.id };
        let links = links.of(self.id)?;
        let (items, trailers) = series.of(self.id)?;
        Ok(Film {
            id: row.whole("id", self.id)?,
            title: row.need("title", Text::from_string(self.title))?,
            original_title: row.text("original_title", self.original_title)?,
            desc: row.text("desc", self.desc)?,
            year: row.number("year", self.year)?,
            updated: row.moment("updated", self.updated)?,
            published: self.published.map(|raw| row.moment("published", raw)).transpose()?,
            age: row.number("age", self.age)?,
            url: row.text("url", self.url)?,
            preview: row.text("preview", self.preview)?,
            poster: row.text("poster", self.poster)?,
            user: row.text("user", self.user)?,
            kinopoisk_id: row.number("kinopoisk_id", self.kinopoisk_id)?,
            imdb_id: row.text("imdb_id", self.imdb_id)?,
            tmdb_id: row.number("tmdb_id", self.tmdb_id)?,
            images: links.images,
            tags: links.tags,
            ratings: links.ratings,
            popularity: row.maybe("popularity", self.popularity, Quantity::new)?,
            related: links.related,
            see_also: links.see_also,
            access: links.access,
            items,
            trailers,
        })
    }
}

/// Reads the selected films, by id; ids without a film are passed over.
pub(super) fn read(conn: &mut AnyConnection, selection: FilmSelection<'_>) -> Result<Vec<Film>, StoreError> {
    let rows: QueryResult<Vec<FilmRow>> =
        load_selected!(&mut *conn, selection, films::table.order(films::id), films::id, FilmRow::as_select());
    let rows = rows.map_err(at_films)?;
    // An import asks for films that nobody has, and PostgreSQL may go through whole tables to find that out.
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut links = LinkRows::read(conn, selection)?;
    let mut series = SerieRows::read(conn, selection)?;
    rows.into_iter().map(|row| row.into_film(&mut links, &mut series)).collect()
}

pub(super) fn at_films(error: diesel::result::Error) -> StoreError {
    StoreError::at("films", error)
}

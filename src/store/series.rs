//! The tables of series: the items and the trailers of films, and their pictures.

use diesel::prelude::*;

use crate::catalog::{ByteSize, Film, PictureQuality, Quality, Serie, Series, Text};

use super::StoreError;
use super::conn::AnyConnection;
use super::links::text;
use super::rows::{Deal, FilmSelection, RowName, children, insert};
use super::schema::{serie_images, series};

/// `role` of the items of a film.
const ITEM: &str = "item";
/// `role` of its trailers.
const TRAILER: &str = "trailer";

/// Film, role, number.
type SerieKey = (i64, String, i64);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = series, treat_none_as_default_value = false)]
struct SerieRow {
    film_id: i64,
    role: String,
    number: i64,
    id: Option<i64>,
    title: Option<String>,
    magnet: Option<String>,
    url: Option<String>,
    size: Option<i64>,
    length: Option<i64>,
    published: i64,
    quality: Option<i64>,
    picture_quality: Option<String>,
    container: Option<String>,
}

#[derive(Insertable)]
#[diesel(table_name = serie_images, treat_none_as_default_value = false)]
struct SerieImageRow {
    film_id: i64,
    role: String,
    number: i64,
    position: i64,
    url: String,
}

impl SerieRow {
    fn of(film: &Film, role: &str, serie: &Serie) -> Self {
        Self {
            film_id: film.id.get().cast_signed(),
            role: role.to_owned(),
            number: serie.number.0.into(),
            id: serie.id.map(|id| id.get().cast_signed()),
            title: serie.title.as_ref().map(text),
            magnet: serie.magnet.as_ref().map(text),
            url: serie.url.as_ref().map(text),
            size: serie.size.map(ByteSize::get).map(u64::cast_signed),
            length: serie.length.map(i64::from),
            published: serie.published.0,
            quality: serie.quality.map(Quality::get).map(i64::from),
            picture_quality: serie.picture_quality.map(|quality| quality.name().to_owned()),
            container: serie.container.as_ref().map(text),
        }
    }

    fn into_serie(self, images: &mut Deal<SerieKey, String>) -> Result<Serie, StoreError> {
        let row = RowName { table: "series", id: self.film_id };
        let key = (self.film_id, self.role, self.number);
        let image = |raw: String| RowName { table: "serie_images", ..row }.need("url", Text::from_string(raw));
        Ok(Serie {
            number: row.whole("number", self.number)?,
            id: row.number("id", self.id)?,
            title: row.text("title", self.title)?,
            magnet: row.text("magnet", self.magnet)?,
            url: row.text("url", self.url)?,
            size: row.number("size", self.size)?,
            length: row.number("length", self.length)?,
            published: row.moment("published", self.published)?,
            quality: row.number("quality", self.quality)?,
            picture_quality: row
                .maybe("picture_quality", self.picture_quality, |raw| PictureQuality::from_name(&raw))?,
            container: row.text("container", self.container)?,
            images: images.of(&key).map(image).collect::<Result<_, _>>()?,
        })
    }
}

/// The series of the films of a batch, film by film.
pub(super) struct SerieRows {
    series: Deal<i64, SerieRow>,
    images: Deal<SerieKey, String>,
}

impl SerieRows {
    /// Reads the rows of these films.
    pub(super) fn read(conn: &mut AnyConnection, films: FilmSelection<'_>) -> Result<Self, StoreError> {
        // The order of the key: items before trailers, by number.
        let rows: Vec<(i64, SerieRow)> = children!(
            &mut *conn,
            films,
            series,
            (series::film_id, SerieRow::as_select()),
            (series::film_id, series::role, series::number)
        )?;
        let images: Vec<(SerieKey, String)> = children!(
            conn,
            films,
            serie_images,
            ((serie_images::film_id, serie_images::role, serie_images::number), serie_images::url),
            (serie_images::film_id, serie_images::role, serie_images::number, serie_images::position)
        )?;
        Ok(Self { series: Deal::new(rows), images: Deal::new(images) })
    }

    /// Returns the items and the trailers of the next film of the batch.
    pub(super) fn of(&mut self, film: i64) -> Result<(Series, Series), StoreError> {
        let name = RowName { table: "series", id: film };
        let (mut items, mut trailers) = (Vec::new(), Vec::new());
        for row in self.series.of(&film) {
            let list = match row.role.as_str() {
                ITEM => &mut items,
                TRAILER => &mut trailers,
                _ => return name.need("role", None),
            };
            list.push(row.into_serie(&mut self.images)?);
        }
        Ok((name.need("number", Series::new(items).ok())?, name.need("number", Series::new(trailers).ok())?))
    }
}

/// Removes the rows of these films; the pictures go with their series.
pub(super) fn remove(conn: &mut AnyConnection, films: &[i64]) -> Result<(), StoreError> {
    let removal = diesel::delete(series::table.filter(series::film_id.eq_any(films))).execute(conn);
    removal.map(drop).map_err(|error| StoreError::at("series", error))
}

/// Writes the rows of these films, which have none.
pub(super) fn insert(conn: &mut AnyConnection, films: &[&Film]) -> Result<(), StoreError> {
    let (mut rows, mut images) = (Vec::new(), Vec::new());
    for film in films {
        for (role, list) in [(ITEM, &film.items), (TRAILER, &film.trailers)] {
            for serie in list.as_slice() {
                let row = SerieRow::of(film, role, serie);
                images.extend((0..).zip(&serie.images).map(|(position, url)| SerieImageRow {
                    film_id: row.film_id,
                    role: role.to_owned(),
                    number: row.number,
                    position,
                    url: text(url),
                }));
                rows.push(row);
            }
        }
    }
    insert!(conn, series, 13, rows)?;
    insert!(conn, serie_images, 5, images)
}

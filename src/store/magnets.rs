//! The hashes of the torrents of the catalogue, whoever may see them.

use diesel::prelude::*;

use super::rows::RowName;
use super::schema::series;
use super::{Store, StoreError};
use crate::catalog::FilmId;
use crate::releases::hash_texts;

impl Store {
    /// Returns every film with the texts of the hashes of each of its magnets, as downloaders may report them.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]; [`StoreError::Away`].
    pub fn torrent_hashes(&self) -> Result<Vec<(FilmId, Vec<String>)>, StoreError> {
        let rows: Vec<(i64, Option<String>)> = series::table
            .filter(series::magnet.is_not_null())
            .order((series::film_id, series::role, series::number))
            .select((series::film_id, series::magnet))
            .load(&mut *self.connection()?)
            .map_err(|error| StoreError::at("series", error))?;
        let hashes = |(film, magnet): (i64, Option<String>)| {
            let row = RowName { table: "series", id: film };
            Ok((row.whole("film_id", film)?, magnet.map(|magnet| hash_texts(&magnet)).unwrap_or_default()))
        };
        rows.into_iter().map(hashes).collect()
    }
}

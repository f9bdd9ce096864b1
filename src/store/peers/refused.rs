//! Torrents that editors did not want for a film.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::catalog::{FilmId, InfoHash, Moment};
use crate::store::conn::on_backend;
use crate::store::rows::RowName;
use crate::store::schema::refused_torrents;
use crate::store::{Store, StoreError};

impl Store {
    /// Remembers that the editors do not want these torrents for these films; returns how many were not refused before.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn refuse_torrents(&self, refused: &[(InfoHash, FilmId)], now: Moment) -> Result<usize, StoreError> {
        let rows: Vec<_> = refused
            .iter()
            .map(|(hash, film)| {
                (
                    refused_torrents::info_hash.eq(hash.as_bytes().as_slice()),
                    refused_torrents::film_id.eq(film.get().cast_signed()),
                    refused_torrents::refused.eq(now.0),
                )
            })
            .collect();
        self.write(|conn| {
            rows.chunks(crate::store::rows::MAX_PARAMETERS / COLUMNS).try_fold(0, |done, chunk| {
                let chunk = chunk.to_vec();
                let inserted = on_backend!(conn, c => diesel::insert_into(refused_torrents::table)
                    .values(&chunk)
                    .on_conflict_do_nothing()
                    .execute(c));
                inserted.map(|new| done + new).map_err(at_refused)
            })
        })
    }

    /// Forgets that the editors do not want these torrents for these films; returns how many were refused.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn take_back_refusals(&self, refused: &[(InfoHash, FilmId)]) -> Result<usize, StoreError> {
        self.write(|conn| {
            refused.iter().try_fold(0, |done, (hash, film)| {
                let key = (hash.as_bytes().as_slice(), film.get().cast_signed());
                let its = refused_torrents::table.find(key);
                let removed = on_backend!(conn, c => diesel::delete(its).execute(c));
                removed.map(|removed| done + removed).map_err(at_refused)
            })
        })
    }

    /// Returns every torrent that the editors refused, with the film for which.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn refused_torrents(&self) -> Result<BTreeSet<(InfoHash, FilmId)>, StoreError> {
        let mut conn = self.connection()?;
        let rows: Vec<(Vec<u8>, i64)> = on_backend!(&mut *conn, c => refused_torrents::table
            .select((refused_torrents::info_hash, refused_torrents::film_id))
            .load(c))
        .map_err(at_refused)?;
        let read = |(hash, film): (Vec<u8>, i64)| {
            let row = RowName { table: "refused_torrents", id: film };
            Ok((row.need("info_hash", InfoHash::from_bytes(&hash))?, row.whole("film_id", film)?))
        };
        rows.into_iter().map(read).collect()
    }
}

/// Columns of `refused_torrents`.
const COLUMNS: usize = 3;

fn at_refused(error: diesel::result::Error) -> StoreError {
    StoreError::at("refused_torrents", error)
}

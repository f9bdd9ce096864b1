//! The generations of IMDb's tables: which one is read, and which one is being written.

use diesel::prelude::*;

use crate::store::conn::{AnyConnection, on_backend};
use crate::store::schema::peer_generations;
use crate::store::{Store, StoreError};

impl Store {
    /// Asks whether the tables of IMDb were replaced: one row by its key.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn imdb_generation(&self) -> Result<i64, StoreError> {
        served(&mut *self.connection()?)
    }
}

/// Returns the generation that is read.
pub(super) fn served(conn: &mut AnyConnection) -> Result<i64, StoreError> {
    peer_generations::table.select(peer_generations::imdb).first(conn).map_err(at_generations)
}

/// Returns the generation of the import that was begun last.
pub(super) fn begun(conn: &mut AnyConnection) -> Result<i64, StoreError> {
    peer_generations::table.select(peer_generations::imdb_begun).first(conn).map_err(at_generations)
}

/// Begins the next generation, and returns it.
pub(super) fn begin(conn: &mut AnyConnection) -> Result<i64, StoreError> {
    let next = peer_generations::imdb_begun.eq(peer_generations::imdb_begun + 1);
    diesel::update(peer_generations::table).set(next).execute(conn).map_err(at_generations)?;
    begun(conn)
}

/// Makes a generation the one that is read.
///
/// # Errors
/// [`StoreError::Superseded`] where another one was begun since.
pub(super) fn serve(conn: &mut AnyConnection, generation: i64) -> Result<(), StoreError> {
    let its = peer_generations::table.filter(peer_generations::imdb_begun.eq(generation));
    let served = peer_generations::imdb.eq(generation);
    match on_backend!(conn, c => diesel::update(its).set(served).execute(c)).map_err(at_generations)? {
        0 => Err(StoreError::Superseded),
        _ => Ok(()),
    }
}

/// Gives a generation up that is not read yet, so that its rows can be removed.
pub(super) fn give_up(conn: &mut AnyConnection, generation: i64) -> Result<(), StoreError> {
    let its = peer_generations::table.filter(peer_generations::imdb_begun.eq(generation));
    let next = peer_generations::imdb_begun.eq(generation + 1);
    on_backend!(conn, c => diesel::update(its).set(next).execute(c)).map(drop).map_err(at_generations)
}

fn at_generations(error: diesel::result::Error) -> StoreError {
    StoreError::at("peer_generations", error)
}

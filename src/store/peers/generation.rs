//! The generation of the public base: a number that grows with every committed change of it.

use diesel::prelude::*;

use crate::store::conn::AnyConnection;
use crate::store::schema::peer_generations;
use crate::store::{Store, StoreError};

impl Store {
    /// Asks whether the public base changed: one row by its key, cheap enough to ask several times a second.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn public_generation(&self) -> Result<i64, StoreError> {
        let mut conn = self.connection()?;
        peer_generations::table.select(peer_generations::public).first(&mut *conn).map_err(at_generations)
    }
}

/// Counts a change within the transaction that makes it, as its last step: others wait for the row.
pub(super) fn count_public_change(conn: &mut AnyConnection) -> Result<(), StoreError> {
    let counted = diesel::update(peer_generations::table)
        .set(peer_generations::public.eq(peer_generations::public + 1))
        .execute(conn);
    counted.map(drop).map_err(at_generations)
}

fn at_generations(error: diesel::result::Error) -> StoreError {
    StoreError::at("peer_generations", error)
}

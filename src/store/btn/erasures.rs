//! How many addresses were erased: by it whoever remembers addresses, or is about to write some, knows that one may be gone.

use diesel::prelude::*;
use diesel::result::Error as DieselError;

use super::handle::BtnStore;
use super::schema::erasures;
use crate::store::StoreError;
use crate::store::conn::AnyConnection;

/// The one row of `erasures`.
const ONLY: i64 = 1;

impl BtnStore {
    /// Returns how many addresses were erased: what a program remembers having written of addresses may be gone when it
    /// changes.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn erased_addresses(&self) -> Result<i64, StoreError> {
        count(&mut *self.pool.get()?)
    }
}

/// Returns how many addresses were erased.
pub(super) fn count(conn: &mut AnyConnection) -> Result<i64, StoreError> {
    erasures::table.find(ONLY).select(erasures::erased).first(conn).map_err(at_erasures)
}

/// Tells whether no address was erased since there were so many; none is until the end of the transaction.
pub(super) fn hold(conn: &mut AnyConnection, before: i64) -> Result<bool, StoreError> {
    let erased = erasures::table.find(ONLY).select(erasures::erased);
    let now: i64 = match conn {
        // `BEGIN IMMEDIATE` keeps all writers out.
        AnyConnection::Sqlite(conn) => erased.first(conn),
        AnyConnection::Postgres(conn) => erased.for_share().first(conn),
    }
    .map_err(at_erasures)?;
    Ok(now == before)
}

/// Counts one more. First in its transaction: whoever is writing addresses ends before anything is erased.
pub(super) fn add(conn: &mut AnyConnection) -> Result<(), StoreError> {
    let more = erasures::erased.eq(erasures::erased + 1);
    diesel::update(erasures::table.find(ONLY)).set(more).execute(conn).map(drop).map_err(at_erasures)
}

fn at_erasures(error: DieselError) -> StoreError {
    StoreError::at("erasures", error)
}

//! The generation: a number that grows with every committed change of the catalogue.

use std::fmt;

use diesel::prelude::*;

use super::conn::AnyConnection;
use super::schema::generations;
use super::{Store, StoreError};

/// Counts the committed changes of the catalogue. Editors come one after another, so no number is left out and a
/// later number always holds the changes of the earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub i64);

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Store {
    /// Asks for the present generation: one row by its key, cheap enough to ask several times a second.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn generation(&self) -> Result<Generation, StoreError> {
        read(&mut *self.connection()?)
    }
}

pub(super) fn read(conn: &mut AnyConnection) -> Result<Generation, StoreError> {
    let found = generations::table.select(generations::generation).first(conn);
    found.map(Generation).map_err(|error| StoreError::at("generations", error))
}

pub(super) fn write(conn: &mut AnyConnection, generation: Generation) -> Result<(), StoreError> {
    let update = diesel::update(generations::table).set(generations::generation.eq(generation.0)).execute(conn);
    update.map(drop).map_err(|error| StoreError::at("generations", error))
}

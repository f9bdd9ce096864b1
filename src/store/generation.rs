//! The generation: a number that grows with every committed change of the catalogue.

use std::fmt;

use diesel::prelude::*;

use crate::catalog::Moment;

use super::conn::AnyConnection;
use super::schema::{commits, generations};
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

/// Returns the generation of the last change of a tag.
pub(super) fn of_tags(conn: &mut AnyConnection) -> Result<Generation, StoreError> {
    let found = generations::table.select(generations::tags).first(conn);
    found.map(Generation).map_err(|error| StoreError::at("generations", error))
}

/// Writes the generation, and when its transaction ends: as good as now.
pub(super) fn write(conn: &mut AnyConnection, generation: Generation, now: Moment) -> Result<(), StoreError> {
    let update = diesel::update(generations::table).set(generations::generation.eq(generation.0)).execute(conn);
    update.map_err(|error| StoreError::at("generations", error))?;
    let row = (commits::generation.eq(generation.0), commits::at.eq(now.0));
    diesel::insert_into(commits::table).values(row).execute(conn).map(drop).map_err(at_commits)
}

pub(super) fn at_commits(error: diesel::result::Error) -> StoreError {
    StoreError::at("commits", error)
}

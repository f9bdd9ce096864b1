//! Migrations: the steps are in the program; `migrations/README.md` says how to write one.

use std::collections::BTreeSet;

use diesel::backend::Backend;
use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::conn::AnyConnection;
use super::pool::ConnectionPool;
use super::{StoreError, dialect};

/// The steps of a database, for each backend.
pub(super) struct MigrationSteps {
    sqlite: Embedded,
    postgres: Embedded,
}

/// Makes the steps, as the library takes them.
type Embedded = fn() -> EmbeddedMigrations;

const CATALOGUE_SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const CATALOGUE_POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const BTN_SQLITE: EmbeddedMigrations = embed_migrations!("migrations/btn/sqlite");
const BTN_POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/btn/postgres");

/// The steps of the catalogue.
pub(super) const CATALOGUE: MigrationSteps =
    MigrationSteps { sqlite: || CATALOGUE_SQLITE, postgres: || CATALOGUE_POSTGRES };
/// The steps of the database of reports.
pub(super) const BTN: MigrationSteps = MigrationSteps { sqlite: || BTN_SQLITE, postgres: || BTN_POSTGRES };

diesel::table! {
    __diesel_schema_migrations (version) {
        version -> Text,
    }
}

/// Runs the steps that the database lacks, all or none, and returns their names in order.
///
/// Safe when several programs start at once: one works, the others wait and find nothing left to do.
///
/// # Errors
/// [`StoreError::Newer`] where a newer program migrated the database; [`StoreError::Encoding`];
/// [`StoreError::Migration`].
pub(super) fn run(pool: &ConnectionPool, steps: &MigrationSteps) -> Result<Vec<String>, StoreError> {
    let mut conn = pool.get()?;
    require_utf8(&mut conn)?;
    // A database that lacks nothing is not locked: starting must work while an import is writing.
    if schema_status(&mut conn, steps)?.pending.is_empty() {
        return Ok(Vec::new());
    }
    drop(conn);
    pool.write(|conn| {
        dialect::lock_migrations(conn).map_err(|error| StoreError::at("__diesel_schema_migrations", error))?;
        let pending = schema_status(conn, steps)?.pending;
        match conn {
            AnyConnection::Sqlite(conn) => conn.run_pending_migrations((steps.sqlite)()).map(drop),
            AnyConnection::Postgres(conn) => conn.run_pending_migrations((steps.postgres)()).map(drop),
        }
        .map_err(|error| StoreError::Migration { reason: error.to_string() })?;
        Ok(pending)
    })
}

/// Checks that the database is neither older nor newer than this program.
///
/// # Errors
/// [`StoreError::Older`], [`StoreError::Newer`].
pub(super) fn require(pool: &ConnectionPool, steps: &MigrationSteps) -> Result<(), StoreError> {
    let pending = schema_status(&mut *pool.get()?, steps)?.pending;
    if pending.is_empty() { Ok(()) } else { Err(StoreError::Older { pending }) }
}

/// Checks that the database holds texts as UTF-8; SQLite always takes them so.
fn require_utf8(conn: &mut AnyConnection) -> Result<(), StoreError> {
    const UTF8: &str = "UTF8";
    match dialect::encoding(conn)? {
        Some(encoding) if encoding != UTF8 => Err(StoreError::Encoding { encoding }),
        _ => Ok(()),
    }
}

/// What a database that is not newer than this program lacks.
struct SchemaStatus {
    pending: Vec<String>,
}

/// Compares the steps of the database with those of this program; writes nothing.
fn schema_status(conn: &mut AnyConnection, steps: &MigrationSteps) -> Result<SchemaStatus, StoreError> {
    let known = match conn {
        AnyConnection::Sqlite(_) => named::<Sqlite>(&(steps.sqlite)())?,
        AnyConnection::Postgres(_) => named::<Pg>(&(steps.postgres)())?,
    };
    let mut applied: BTreeSet<String> = BTreeSet::new();
    if dialect::has_migrations_table(conn)? {
        let versions = __diesel_schema_migrations::table.select(__diesel_schema_migrations::version).load(conn);
        applied.extend(versions.map_err(|error| StoreError::at("__diesel_schema_migrations", error))?);
    }
    let mut pending = Vec::new();
    for (version, name) in known {
        if !applied.remove(&version) {
            pending.push(name);
        }
    }
    if applied.is_empty() {
        Ok(SchemaStatus { pending })
    } else {
        Err(StoreError::Newer { unknown: applied.into_iter().collect() })
    }
}

/// Returns version and name of every step of this program, in order.
fn named<DB: Backend>(source: &EmbeddedMigrations) -> Result<Vec<(String, String)>, StoreError> {
    let migrations: Vec<Box<dyn Migration<DB>>> =
        source.migrations().map_err(|error| StoreError::Migration { reason: error.to_string() })?;
    let mut steps: Vec<_> =
        migrations.iter().map(|step| (step.name().version().to_string(), step.name().to_string())).collect();
    steps.sort();
    Ok(steps)
}

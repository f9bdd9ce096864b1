//! SQLite files that this program may only read.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;

use super::StoreError;

/// Opens the file at the path to read it, beside whoever writes it; `establish` connects with parameters of a SQLite URI.
///
/// Readers of a file in WAL mode want the two files beside it. Where they are not, and the folder cannot be written, nobody
/// writes the file either, and it is read as it lies there.
pub(super) fn sqlite(
    path: &str,
    establish: impl Fn(&str) -> Result<SqliteConnection, StoreError>,
) -> Result<SqliteConnection, StoreError> {
    let mut conn = establish("mode=ro")?;
    match conn.batch_execute("SELECT count(*) FROM sqlite_schema") {
        Err(_) if !Path::new(&format!("{path}-wal")).exists() => establish("mode=ro&immutable=1"),
        _ => Ok(conn),
    }
}

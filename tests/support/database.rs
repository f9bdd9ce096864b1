//! A database of its own for each test, on both backends.

use afisha::btn::ServerKey;
use afisha::store::{BtnStore, DatabaseUrl, Store};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

use super::postgres;

/// A database that no other test sees, and that goes with it: of a thousand tests they would fill a small disk.
pub(crate) struct Database {
    pub(crate) url: DatabaseUrl,
    _folder: Option<TempDir>,
}

/// A connection past the store, for tests that look at or spoil what the store keeps.
#[derive(diesel::MultiConnection)]
pub(crate) enum RawConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Database {
    /// A SQLite database that is not there yet.
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a ?#%.db");
        let url = DatabaseUrl::parse(&format!("sqlite:{}", path.to_str().unwrap())).unwrap();
        Self { url, _folder: Some(folder) }
    }

    /// An empty PostgreSQL database; `None`: there is no server here, which is said.
    pub(crate) fn postgres() -> Option<Self> {
        let url = postgres::database()?;
        Some(Self { url: DatabaseUrl::parse(&url).unwrap(), _folder: None })
    }

    /// An empty PostgreSQL database made with these options; `None`: there is no server here, or none that has them, which
    /// is said.
    pub(crate) fn postgres_of(options: &str) -> Option<Self> {
        let url = postgres::database_of(options)?;
        Some(Self { url: DatabaseUrl::parse(&url).unwrap(), _folder: None })
    }

    /// Opens the store and migrates it.
    pub(crate) fn store(&self) -> Store {
        let store = Store::create(&self.url).unwrap();
        store.migrate().unwrap();
        store
    }

    /// Opens it as the database of reports, and migrates it.
    pub(crate) fn btn_store(&self) -> BtnStore {
        let store = BtnStore::create(&self.url, ServerKey::parse(&"5".repeat(64)).unwrap()).unwrap();
        store.migrate().unwrap();
        store
    }

    /// Returns the file of a SQLite database.
    pub(crate) fn path(&self) -> std::path::PathBuf {
        let DatabaseUrl::Sqlite(path) = &self.url else { panic!("no file: {:?}", self.url) };
        path.into()
    }

    /// Connects past the store.
    pub(crate) fn raw(&self) -> RawConnection {
        match &self.url {
            DatabaseUrl::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(path).unwrap();
                conn.batch_execute("PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 10000").unwrap();
                RawConnection::Sqlite(conn)
            }
            DatabaseUrl::Postgres(url) => RawConnection::Postgres(PgConnection::establish(url.expose()).unwrap()),
        }
    }

    /// Runs SQL past the store.
    pub(crate) fn execute(&self, sql: &str) {
        self.raw().batch_execute(sql).unwrap();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let DatabaseUrl::Postgres(url) = &self.url {
            postgres::remove(url.expose());
        }
    }
}

/// Makes of each function that takes a database two tests, one a backend, each with a database of its own.
macro_rules! on_both_databases {
    ($($(#[doc = $doc:literal])* fn $name:ident($database:ident) $body:block)+) => {
        $(mod $name {
            use super::*;

            $(#[doc = $doc])*
            fn body($database: &$crate::support::database::Database) $body

            #[test]
            fn sqlite() {
                body(&$crate::support::database::Database::sqlite());
            }

            #[test]
            fn postgres() {
                if let Some(database) = $crate::support::database::Database::postgres() {
                    body(&database);
                }
            }
        })+
    };
}
pub(crate) use on_both_databases;

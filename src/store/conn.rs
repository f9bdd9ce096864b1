//! Connections: one enum over both backends, how each is set up, and transactions.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{DatabaseUrl, StoreError, advice, files, pulse, read_only};

/// How many pages a connection of the catalogue keeps in memory: 8 MiB of them.
pub(super) const USUAL_PAGES: &str = "PRAGMA cache_size = -8192;";

/// How long a writer waits for another writer.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long PostgreSQL works on one statement for us. Long enough for any read or batch of an import; what takes longer
/// has been given up by its reader.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(600);
/// How long to wait between two tries to put a database into WAL mode.
const WAL_RETRY: Duration = Duration::from_millis(20);
/// What may stand unescaped in the path of a SQLite URI.
const URI_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// A connection to either backend. Small questions are put to the enum itself; bulk reads and writes to the
/// connection in it (`on_backend!`), where rows are decoded and statements built without a detour.
#[derive(diesel::MultiConnection)]
pub(super) enum AnyConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Runs one body against the connection of either backend.
macro_rules! on_backend {
    ($conn:expr, $inner:ident => $body:expr) => {
        match $conn {
            $crate::store::conn::AnyConnection::Sqlite($inner) => $body,
            $crate::store::conn::AnyConnection::Postgres($inner) => $body,
        }
    };
}
pub(super) use on_backend;

/// Whether a SQLite file may be made, or even written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Create,
    Open,
    Read,
}

/// Makes connections. diesel's own way would try each backend in turn, and SQLite would make a file of the name of a
/// PostgreSQL URL.
#[derive(Debug)]
pub(super) struct Manager {
    url: DatabaseUrl,
    mode: Mode,
    content: Content,
}

/// What a database holds; by this a SQLite file is set up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// Films, which are read more than written. Room that is freed stays in the file, for what is written next.
    Catalogue,
    /// Reports, of which many rows come all the time and go by days. Freed room can be given back to the disk, step by step,
    /// where the file was made so.
    Reports,
}

impl Manager {
    pub(super) fn new(url: &DatabaseUrl, mode: Mode, content: Content) -> Self {
        Self { url: url.clone(), mode, content }
    }

    pub(super) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Makes the first connection; this alone may make the SQLite file.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub(super) fn connect_first(&self) -> Result<AnyConnection, StoreError> {
        self.connect_as(self.mode, files::explain)
    }

    /// Makes the first connection after all were closed.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub(super) fn connect_again(&self) -> Result<AnyConnection, StoreError> {
        self.connect_as(self.later(), files::explain)
    }

    /// Makes one more connection.
    ///
    /// # Errors
    /// [`StoreError::Away`], [`StoreError::Disk`], [`StoreError::Missing`]; each says which database, and what to do.
    pub(super) fn connect(&self) -> Result<AnyConnection, StoreError> {
        self.connect_as(self.later(), files::name)
    }

    fn later(&self) -> Mode {
        if self.mode == Mode::Create { Mode::Open } else { self.mode }
    }

    fn connect_as(&self, mode: Mode, explain: fn(&str, StoreError) -> StoreError) -> Result<AnyConnection, StoreError> {
        match &self.url {
            DatabaseUrl::Sqlite(path) => {
                sqlite(path, mode, self.content).map(AnyConnection::Sqlite).map_err(|fault| explain(path, fault))
            }
            DatabaseUrl::Postgres(_) => self.postgres().map(AnyConnection::Postgres),
        }
    }

    fn postgres(&self) -> Result<PgConnection, StoreError> {
        let away = |said: String| StoreError::Away {
            reason: format!("{}: {}", self.url.place(), advice::on_server(&self.url.scrub(&said))),
        };
        let connected = pulse::connecting(|| PgConnection::establish(&self.url.with_timeouts()));
        let mut conn = connected.map_err(|error| away(connection_error(error)))?;
        let settings: String = self.url.session_settings(BUSY_TIMEOUT, STATEMENT_TIMEOUT);
        conn.batch_execute(&settings).map_err(|error| away(error.to_string()))?;
        Ok(conn)
    }
}

fn sqlite(path: &str, mode: Mode, content: Content) -> Result<SqliteConnection, StoreError> {
    match mode {
        Mode::Create => files::create(path)?,
        Mode::Open | Mode::Read if matches!(Path::new(path).try_exists(), Ok(false)) => {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        Mode::Open | Mode::Read => {}
    }
    let establish = |access: &str| {
        let uri = format!("file:{}?{access}", utf8_percent_encode(path, URI_PATH));
        SqliteConnection::establish(&uri).map_err(|error| StoreError::Disk { reason: connection_error(error) })
    };
    let mut conn = match mode {
        Mode::Create | Mode::Open => establish("mode=rw")?,
        Mode::Read => read_only::sqlite(path, establish)?,
    };
    // FULL: an import that was reported done survives a power cut. Commits are few, so it costs next to nothing.
    // The journal is cut back after a large import, instead of keeping its size for good.
    let mut settings = format!(
        "PRAGMA busy_timeout = {}; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; \
         PRAGMA journal_size_limit = 67108864;",
        BUSY_TIMEOUT.as_millis()
    );
    settings += match content {
        Content::Catalogue => USUAL_PAGES,
        // A transaction fills thousands of pages, in no order: all fit into the cache, or each is written many times, and those
        // that come again soon are moved from the journal into the file once. What is put in order on the way stays in memory.
        // The room that is freed: before anything is written, a file that has tables keeps the way it has.
        Content::Reports => {
            "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 16384; PRAGMA temp_store = MEMORY; \
             PRAGMA auto_vacuum = INCREMENTAL;"
        }
    };
    conn.batch_execute(&settings).map_err(|error| StoreError::at("sqlite_schema", error))?;
    if mode != Mode::Read {
        use_wal(&mut conn)?;
    }
    Ok(conn)
}

/// Puts the database into WAL mode, in which readers and the writer do not wait for each other.
///
/// The change itself does not obey the busy timeout when two programs make it at once, hence the tries.
fn use_wal(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    #[derive(QueryableByName)]
    struct Journal {
        #[diesel(sql_type = Text)]
        journal_mode: String,
    }
    let until = Instant::now() + BUSY_TIMEOUT;
    loop {
        let tried = diesel::sql_query("PRAGMA journal_mode = WAL").get_result::<Journal>(conn);
        match tried.map_err(|error| StoreError::at("sqlite_schema", error)) {
            Ok(journal) if journal.journal_mode == "wal" => return Ok(()),
            Ok(journal) => {
                return Err(StoreError::Disk {
                    reason: format!("it only allows journal mode {}", journal.journal_mode),
                });
            }
            Err(StoreError::Busy) if Instant::now() < until => thread::sleep(WAL_RETRY),
            Err(error) => return Err(error),
        }
    }
}

fn connection_error(error: ConnectionError) -> String {
    match error {
        ConnectionError::BadConnection(said) => said,
        other => other.to_string(),
    }
}

/// Runs `work` between the `begin` statement and a commit; rolls back where it fails.
pub(super) fn transaction<T, E: From<StoreError>>(
    conn: &mut AnyConnection,
    begin: &str,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    on_backend!(conn, c => AnsiTransactionManager::begin_transaction_sql(c, begin)).map_err(failed)?;
    match work(conn) {
        Ok(done) => {
            if let Err(error) = on_backend!(conn, c => AnsiTransactionManager::commit_transaction(c)) {
                return Err(failed(error).into());
            }
            Ok(done)
        }
        Err(fault) => {
            // Where even this fails, the connection counts as broken and its end rolls back.
            if let Err(error) = on_backend!(conn, c => AnsiTransactionManager::rollback_transaction(c)) {
                log::debug!("the connection was lost in a transaction: {error}");
            }
            Err(fault)
        }
    }
}

fn failed(error: DieselError) -> StoreError {
    StoreError::at("generations", error)
}

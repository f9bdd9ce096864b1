//! The store: the catalogue in its database, SQLite or PostgreSQL. The only room that knows SQL.
//!
//! Readers follow the catalogue by its [`Generation`]: [`Store::generation`] is one cheap question, and
//! [`Store::load`] gives what changed since. Writers work in [`Store::edit`], one transaction, one at a time.

mod conn;
mod dialect;
mod edit;
mod error;
mod films;
mod generation;
mod links;
mod load;
mod migrate;
mod read;
mod read_only;
mod repeats;
mod rows;
#[rustfmt::skip]
mod schema;
mod series;
mod tags;
mod upserts;
mod url;
mod viewers;
mod views;

use std::time::Duration;

use diesel::r2d2::{ManageConnection, NopErrorHandler, Pool, PooledConnection};

pub use self::edit::Edit;
pub use self::error::{Blame, StoreError};
pub use self::generation::Generation;
pub use self::load::{Load, Sink};
pub use self::url::DatabaseUrl;
pub use self::viewers::{Forgotten, TokenRecord, ViewerGeneration, ViewerRecord};
pub use self::views::{PastView, ViewCounts, ViewsImport};

use self::conn::{Manager, Mode};

/// The most connections that one store keeps: reads of the catalogue and of views, an edit, views that are written, and
/// the questions for what changed.
const MAX_CONNECTIONS: u32 = 6;
/// How long a caller waits for a connection before the database counts as away.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(5);

/// The database of the catalogue; clones share its connections.
#[derive(Clone)]
pub struct Store {
    pool: Pool<Manager>,
}

impl Store {
    /// Opens the database and makes the SQLite file where there is none: for `serve`, `import`, `migrate`, which then
    /// [migrate](Self::migrate) it.
    ///
    /// # Errors
    /// [`StoreError::Away`] where the database cannot be reached or the file cannot be made.
    pub fn create(url: &DatabaseUrl) -> Result<Self, StoreError> {
        Self::connect(Manager::new(url, Mode::Create))
    }

    /// Opens a database that is there and as new as this program: for `export`, `explain`.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where the SQLite file is not there (it is not made: the path may be mistyped),
    /// [`StoreError::Older`] and [`StoreError::Newer`] where the database needs another program,
    /// [`StoreError::Away`].
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let store = Self::connect(Manager::new(url, Mode::Open))?;
        store.require_migrated()?;
        Ok(store)
    }

    /// Connects once at once, so that a wrong URL is a fault here and not at the first question.
    fn connect(manager: Manager) -> Result<Self, StoreError> {
        drop(manager.connect()?);
        let pool = Pool::builder()
            .max_size(MAX_CONNECTIONS)
            .min_idle(Some(0))
            .connection_timeout(CONNECTION_TIMEOUT)
            // The caller of the store logs the failure, once.
            .error_handler(Box::new(NopErrorHandler))
            .build_unchecked(manager);
        Ok(Self { pool })
    }

    fn connection(&self) -> Result<PooledConnection<Manager>, StoreError> {
        self.pool.get().map_err(|fault| StoreError::Away { reason: fault.to_string() })
    }
}

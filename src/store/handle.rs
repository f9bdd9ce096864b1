//! The database of the catalogue, opened.

use std::sync::Arc;

use crate::clock::Clock;

use super::conn::{Content, Manager, Mode};
use super::pool::{ConnectionPool, Pooled};
use super::{DatabaseUrl, StoreError, migrate};

/// The database of the catalogue; clones share its connections.
#[derive(Clone)]
pub struct Store {
    pub(super) pool: Arc<ConnectionPool>,
    /// By which commits are stamped.
    pub(super) clock: Clock,
}

impl Store {
    /// Opens the database and makes the SQLite file where there is none: for `serve`, `import`, `migrate`, which then
    /// [migrate](Self::migrate) it.
    ///
    /// # Errors
    /// [`StoreError::Away`] and [`StoreError::Silent`] where the database cannot be reached, [`StoreError::Disk`] where
    /// the file cannot be made or used.
    pub fn create(url: &DatabaseUrl) -> Result<Self, StoreError> {
        Self::connect(Manager::new(url, Mode::Create, Content::Catalogue))
    }

    /// Opens a database that is there and as new as this program: for `export`, `explain`.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where the SQLite file is not there (it is not made: the path may be mistyped),
    /// [`StoreError::Older`] and [`StoreError::Newer`] where the database needs another program, and as
    /// [`Self::create`].
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let store = Self::connect(Manager::new(url, Mode::Open, Content::Catalogue))?;
        migrate::require(&store.pool, &migrate::CATALOGUE)?;
        Ok(store)
    }

    /// Runs the steps that the database lacks, all or none, and returns their names in order.
    ///
    /// Safe when several programs start at once: one works, the others wait and find nothing left to do.
    ///
    /// # Errors
    /// [`StoreError::Newer`] where a newer program migrated the database; [`StoreError::Encoding`];
    /// [`StoreError::Migration`].
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        let pending = migrate::run(&self.pool, &migrate::CATALOGUE)?;
        self.catch_up()?;
        Ok(pending)
    }

    /// Returns it with another clock, by which it stamps commits.
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Follows a SQLite file that was put in place of the one that is open; all that was read before is void then.
    ///
    /// # Errors
    /// [`StoreError::Replaced`] while the new file is being written; what is wrong with it. What was open before is
    /// closed all the same, and this has to succeed before anything else does.
    pub fn reopen(&self) -> Result<(), StoreError> {
        self.pool.reopen()?;
        migrate::require(&self.pool, &migrate::CATALOGUE).inspect_err(|_| self.pool.let_go())
    }

    /// Closes the connections that nobody uses; SQLite then puts its file in order.
    pub fn close(&self) {
        self.pool.renew();
    }

    pub(super) fn connect(manager: Manager) -> Result<Self, StoreError> {
        Ok(Self { pool: ConnectionPool::connect(manager)?, clock: Clock::system() })
    }

    pub(super) fn connection(&self) -> Result<Pooled, StoreError> {
        self.pool.get()
    }
}

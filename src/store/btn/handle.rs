//! The database of reports, opened.

use std::fmt;
use std::sync::Arc;

use super::noted_clients::NotedClients;
use crate::btn::ServerKey;
use crate::store::asker::Asker;
use crate::store::conn::{Content, Manager, Mode};
use crate::store::pool::ConnectionPool;
use crate::store::{DatabaseUrl, StoreError, migrate};

/// The database of reports; clones share its connections.
#[derive(Clone)]
pub struct BtnStore {
    pub(super) pool: Arc<ConnectionPool>,
    /// Under which it keeps secrets, and what names people.
    pub(super) key: ServerKey,
    /// Which programs were noted today.
    pub(super) clients: Arc<NotedClients>,
}

/// Shows nothing of the key.
impl fmt::Debug for BtnStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BtnStore").finish_non_exhaustive()
    }
}

impl BtnStore {
    /// Opens the database and makes the SQLite file where there is none; it then has to be [migrated](Self::migrate).
    ///
    /// # Errors
    /// [`StoreError::Away`] and [`StoreError::Silent`] where the database cannot be reached, [`StoreError::Disk`] where
    /// the file cannot be made or used.
    pub fn create(url: &DatabaseUrl, key: ServerKey) -> Result<Self, StoreError> {
        Self::connect(Manager::new(url, Mode::Create, Content::Reports), key)
    }

    /// Opens a database that is there and as new as this program.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where the SQLite file is not there, [`StoreError::Older`] and [`StoreError::Newer`] where
    /// the database needs another program, and as [`Self::create`].
    pub fn open(url: &DatabaseUrl, key: ServerKey) -> Result<Self, StoreError> {
        let store = Self::connect(Manager::new(url, Mode::Open, Content::Reports), key)?;
        migrate::require(&store.pool, &migrate::BTN)?;
        Ok(store)
    }

    /// Runs the steps that the database lacks, all or none, and returns their names in order.
    ///
    /// # Errors
    /// [`StoreError::Newer`] where a newer program migrated the database; [`StoreError::Encoding`];
    /// [`StoreError::Migration`].
    pub fn migrate(&self) -> Result<Vec<String>, StoreError> {
        migrate::run(&self.pool, &migrate::BTN)
    }

    /// Returns the key under which it keeps what names people.
    pub fn key(&self) -> &ServerKey {
        &self.key
    }

    /// Returns what asks it without being held up by it.
    pub fn asker(&self) -> Asker<Self> {
        Asker::of(self.clone(), &self.pool)
    }

    /// Follows a SQLite file that was put in place of the one that is open, or put back.
    ///
    /// # Errors
    /// [`StoreError::Replaced`] while the file is being written; what is wrong with it. This has to succeed before anything
    /// else does.
    pub fn reopen(&self) -> Result<(), StoreError> {
        self.pool.reopen()?;
        migrate::require(&self.pool, &migrate::BTN).inspect_err(|_| self.pool.let_go())
    }

    /// Closes the connections that nobody uses; SQLite then puts its file in order.
    pub fn close(&self) {
        self.pool.renew();
    }

    fn connect(manager: Manager, key: ServerKey) -> Result<Self, StoreError> {
        Ok(Self { pool: ConnectionPool::connect(manager)?, key, clients: Arc::default() })
    }
}

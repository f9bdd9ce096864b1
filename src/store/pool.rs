//! The connections of a store, and the file that they are to.

use std::io::ErrorKind;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::conn::{AnyConnection, Manager, transaction};
use super::files::{FileId, Files, is_settled};
use super::places::{ConnectionPlace, ConnectionPlaces};
use super::signs::answered;
use super::{DatabaseUrl, StoreError, dialect, pulse};

/// How long the connections in use may take to come back before another file is opened.
const RETURN: Duration = Duration::from_secs(1);
/// How long to wait before looking again whether they are back.
const LOOK: Duration = Duration::from_millis(5);

/// The connections of a store.
pub(super) struct ConnectionPool {
    manager: Manager,
    state: Mutex<PoolState>,
    /// Shared with whoever uses or closes connections; taken while the state is locked.
    users: Arc<()>,
}

struct PoolState {
    places: ConnectionPlaces,
    /// What is open; `None`: a PostgreSQL database, or a file that was let go of.
    files: Option<Files>,
}

impl ConnectionPool {
    /// As [`Self::open`], but a server that does not answer is not waited for.
    ///
    /// # Errors
    /// As [`Self::open`]; [`StoreError::Silent`].
    pub(super) fn connect(manager: Manager) -> Result<Arc<Self>, StoreError> {
        let url = manager.url().clone();
        let open = move || Self::open(manager);
        let pool = match url {
            DatabaseUrl::Postgres(_) => answered(&url, open)?,
            // A file that another program has locked is waited for.
            DatabaseUrl::Sqlite(_) => open()?,
        };
        Ok(Arc::new(pool))
    }

    /// Connects once at once, so that a wrong URL is a fault here and not at the first question.
    ///
    /// # Errors
    /// Why no connection can be made.
    pub(super) fn open(manager: Manager) -> Result<Self, StoreError> {
        let first = manager.connect_first()?;
        let places = ConnectionPlaces::new(manager.url());
        let pool = Self { manager, state: Mutex::new(PoolState { places, files: None }), users: Arc::default() };
        let files = pool.files()?;
        let mut state = pool.lock();
        state.files = files;
        state.places.keep(first)?;
        drop(state);
        Ok(pool)
    }

    pub(super) fn url(&self) -> &DatabaseUrl {
        self.manager.url()
    }

    /// Returns a connection that works, a kept one or else a fresh one.
    ///
    /// # Errors
    /// Why none can be made; [`StoreError::Replaced`] and [`StoreError::Gone`] where the file is no longer the one that
    /// was opened.
    pub(super) fn get(&self) -> Result<Pooled, StoreError> {
        self.check_file()?;
        let (places, user) = self.enter();
        let mut place = places.take()?;
        if place.is_some() {
            pulse::beat();
        } else {
            let fresh = self.manager.connect()?;
            self.note_files()?;
            *place = Some(fresh);
        }
        Ok(Pooled { place, _user: user })
    }

    /// Runs `work` as one transaction of writes.
    ///
    /// # Errors
    /// What `work` gives: nothing is written.
    pub(super) fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = self.get()?;
        let begin = dialect::begin_writing(&conn);
        transaction(&mut conn, begin, work)
    }

    /// Asks for a sign of life.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn ping(&self) -> Result<(), StoreError> {
        self.get().map(drop)
    }

    /// Closes the connections that are idle, and those in use when they come back.
    pub(super) fn renew(&self) {
        // Whoever holds the lock may be stuck in the database.
        let Ok(mut state) = self.state.try_lock() else { return };
        // Until they are closed, no other file is opened.
        let _user = Arc::clone(&self.users);
        let former = std::mem::replace(&mut state.places, ConnectionPlaces::new(self.url()));
        drop(state);
        former.close();
    }

    /// Opens the file that stands at the path now, in place of the one that was opened before.
    ///
    /// # Errors
    /// [`StoreError::Replaced`]: not yet, it is still being written or the other one is in use; [`StoreError::Gone`];
    /// what is wrong with the new file.
    pub(super) fn reopen(&self) -> Result<(), StoreError> {
        let DatabaseUrl::Sqlite(path) = self.url() else { return Ok(()) };
        let mut state = self.lock_unused();
        self.let_go_of(path, &mut state);
        if self.is_used() || !is_settled(path) {
            return Err(match FileId::at(path) {
                Err(fault) if fault.kind() == ErrorKind::NotFound => self.gone(),
                _ => self.replaced(),
            });
        }
        let found = FileId::at(path).map_err(|_| self.gone())?;
        let conn = self.manager.connect_again()?;
        state.files = self.files()?.filter(|files| files.is(found));
        state.places.keep(conn)?;
        if state.files.is_some() { Ok(()) } else { Err(self.replaced()) }
    }

    /// Closes what is open, so that the next question is answered only after [`Self::reopen`].
    pub(super) fn let_go(&self) {
        if let DatabaseUrl::Sqlite(path) = self.url() {
            self.let_go_of(path, &mut self.lock());
        }
    }

    /// Compares the file at the path with the one that was opened.
    fn check_file(&self) -> Result<(), StoreError> {
        let DatabaseUrl::Sqlite(path) = self.url() else { return Ok(()) };
        let found = FileId::at(path);
        let mut state = self.lock();
        match (found, &state.files) {
            (Ok(found), Some(files)) if files.is(found) => Ok(()),
            (Ok(_), _) => Err(self.replaced()),
            (Err(fault), _) if fault.kind() == ErrorKind::NotFound => {
                self.let_go_of(path, &mut state);
                Err(self.gone())
            }
            (Err(fault), _) => Err(StoreError::Disk { reason: format!("{path}: {fault}") }),
        }
    }

    /// Looks at the files anew after a connection was made: those beside the database may have been made with it.
    fn note_files(&self) -> Result<(), StoreError> {
        let Some(found) = self.files()? else { return Ok(()) };
        let mut state = self.lock();
        if !state.files.as_ref().is_some_and(|files| files.is_same(&found)) {
            return Err(self.replaced());
        }
        state.files = Some(found);
        Ok(())
    }

    /// Closes all connections to a file that no longer stands at its path, completes it wherever it stands now, and
    /// removes what SQLite left beside the path. Does nothing while one of them is in use.
    ///
    /// All of them: while one process has two databases open that were made at one path, their locks and indexes mix.
    fn let_go_of(&self, path: &str, state: &mut PoolState) {
        if self.is_used() {
            return;
        }
        let Some(files) = state.files.take() else { return };
        let mut idle = state.places.take_kept();
        let complete = idle.iter_mut().find_map(|place| place.as_mut()).is_some_and(complete);
        std::mem::replace(&mut state.places, ConnectionPlaces::new(self.url())).close();
        drop(idle);
        let replaced = FileId::at(path).is_ok_and(|now| !files.is(now));
        if complete || replaced {
            files.remove_left();
        }
    }

    /// Returns where the connections are now, and what keeps them from being let go of.
    fn enter(&self) -> (ConnectionPlaces, Arc<()>) {
        let state = self.lock();
        (state.places.clone(), Arc::clone(&self.users))
    }

    /// Tells whether a connection is in use. While the state is locked, none comes into use.
    fn is_used(&self) -> bool {
        Arc::strong_count(&self.users) > 1
    }

    /// Waits for the connections in use, but no longer than [`RETURN`].
    fn lock_unused(&self) -> MutexGuard<'_, PoolState> {
        let until = Instant::now() + RETURN;
        loop {
            let state = self.lock();
            if !self.is_used() || Instant::now() >= until {
                return state;
            }
            drop(state);
            thread::sleep(LOOK);
        }
    }

    fn files(&self) -> Result<Option<Files>, StoreError> {
        let DatabaseUrl::Sqlite(path) = self.url() else { return Ok(None) };
        Files::at(path).map(Some).map_err(|_| self.gone())
    }

    fn replaced(&self) -> StoreError {
        StoreError::Replaced { database: self.url().place().into_owned() }
    }

    fn gone(&self) -> StoreError {
        StoreError::Gone { database: self.url().place().into_owned() }
    }

    fn lock(&self) -> MutexGuard<'_, PoolState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ConnectionPool {
    fn drop(&mut self) {
        // Now: a thread of r2d2 may hold the places for a moment longer.
        self.lock().places.close();
    }
}

/// Moves what was committed last from the file beside a SQLite database into the database itself; tells whether all of
/// it was moved.
fn complete(conn: &mut AnyConnection) -> bool {
    #[derive(QueryableByName)]
    struct Checkpoint {
        #[diesel(sql_type = Integer)]
        busy: i32,
    }
    // Whoever reads the old file is not waited for.
    let AnyConnection::Sqlite(conn) = conn else { return false };
    let done = conn
        .batch_execute("PRAGMA busy_timeout = 0")
        .and_then(|()| diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result::<Checkpoint>(conn));
    done.is_ok_and(|done| done.busy == 0)
}

/// A connection in use; it goes back when it is dropped.
pub(super) struct Pooled {
    /// Before the user: it is back when the user counts as gone.
    place: ConnectionPlace,
    _user: Arc<()>,
}

impl Deref for Pooled {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match &*self.place {
            Some(conn) => conn,
            None => unreachable!("a place is filled before it is handed out"),
        }
    }
}

impl DerefMut for Pooled {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match &mut *self.place {
            Some(conn) => conn,
            None => unreachable!("a place is filled before it is handed out"),
        }
    }
}

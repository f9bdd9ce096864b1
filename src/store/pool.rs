//! Connections that are kept between questions.
//!
//! A connection is made in the thread that asks for it, so that its failure is the answer, at once and with its cause.

use std::io::ErrorKind;
use std::ops::{Deref, DerefMut};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::conn::{AnyConnection, Manager, is_broken, ping};
use super::files::{FileId, Files, is_settled};
use super::{DatabaseUrl, StoreError, pulse};

/// How long the connections in use may take to come back before another file is opened.
const RETURN: Duration = Duration::from_secs(1);

/// The connections of a store, as many as are in use at once.
pub(super) struct Pool {
    manager: Manager,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<AnyConnection>,
    /// How many are in use.
    used: usize,
    /// Rises when all connections made before are to be closed.
    series: u64,
    /// What is open; `None`: a PostgreSQL database, or a file that was let go of.
    files: Option<Files>,
}

impl Pool {
    /// Connects once at once, so that a wrong URL is a fault here and not at the first question.
    ///
    /// # Errors
    /// Why no connection can be made.
    pub(super) fn open(manager: Manager) -> Result<Self, StoreError> {
        let first = manager.connect_first()?;
        let pool = Self { manager, state: Mutex::default(), returned: Condvar::new() };
        let files = pool.files()?;
        *pool.lock() = State { idle: vec![first], files, ..State::default() };
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
    pub(super) fn get(&self) -> Result<Pooled<'_>, StoreError> {
        self.check_file()?;
        let mut taken = self.take();
        while let Some(conn) = &mut taken.conn {
            if ping(conn).is_ok() {
                pulse::beat();
                return Ok(taken);
            }
            // Closed here, and not kept.
            taken.conn = None;
            taken.conn = self.lock().idle.pop();
        }
        let fresh = self.manager.connect()?;
        self.note_files()?;
        taken.conn = Some(fresh);
        Ok(taken)
    }

    /// Closes the connections that are idle, and those in use when they come back.
    pub(super) fn renew(&self) {
        // Whoever holds the lock may be stuck in the database.
        let Ok(mut state) = self.state.try_lock() else { return };
        state.series += 1;
        let idle = std::mem::take(&mut state.idle);
        drop(state);
        drop(idle);
    }

    /// Opens the file that stands at the path now, in place of the one that was opened before.
    ///
    /// # Errors
    /// [`StoreError::Replaced`]: not yet, it is still being written or the other one is in use; [`StoreError::Gone`];
    /// what is wrong with the new file.
    pub(super) fn reopen(&self) -> Result<(), StoreError> {
        let DatabaseUrl::Sqlite(path) = self.url() else { return Ok(()) };
        let state = self.lock();
        let (mut state, _) = self
            .returned
            .wait_timeout_while(state, RETURN, |state| state.used > 0)
            .unwrap_or_else(PoisonError::into_inner);
        state.let_go(path);
        if state.used > 0 || !is_settled(path) {
            return Err(match FileId::at(path) {
                Err(fault) if fault.kind() == ErrorKind::NotFound => self.gone(),
                _ => self.replaced(),
            });
        }
        let found = FileId::at(path).map_err(|_| self.gone())?;
        let conn = self.manager.connect_again()?;
        state.files = self.files()?.filter(|files| files.is(found));
        state.idle.push(conn);
        if state.files.is_some() { Ok(()) } else { Err(self.replaced()) }
    }

    /// Closes what is open, so that the next question is answered only after [`Self::reopen`].
    pub(super) fn let_go(&self) {
        if let DatabaseUrl::Sqlite(path) = self.url() {
            self.lock().let_go(path);
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
                state.let_go(path);
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

    fn take(&self) -> Pooled<'_> {
        let mut state = self.lock();
        state.used += 1;
        Pooled { pool: self, series: state.series, conn: state.idle.pop() }
    }

    fn files(&self) -> Result<Option<Files>, StoreError> {
        let DatabaseUrl::Sqlite(path) = self.url() else { return Ok(None) };
        Files::at(path).map(Some).map_err(|_| self.gone())
    }

    fn replaced(&self) -> StoreError {
        StoreError::Replaced { database: self.url().to_string() }
    }

    fn gone(&self) -> StoreError {
        StoreError::Gone { database: self.url().to_string() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Closes all connections to a file that no longer stands at its path, completes it wherever it stands now, and
    /// removes what SQLite left beside the path. Does nothing while one of them is in use.
    ///
    /// All of them: while one process has two databases open that were made at one path, their locks and indexes mix.
    fn let_go(&mut self, path: &str) {
        if self.used > 0 {
            return;
        }
        let Some(files) = self.files.take() else { return };
        let complete = self.idle.last_mut().is_some_and(complete);
        self.idle.clear();
        self.series += 1;
        let replaced = FileId::at(path).is_ok_and(|now| !files.is(now));
        if complete || replaced {
            files.remove_left();
        }
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
pub(super) struct Pooled<'p> {
    pool: &'p Pool,
    series: u64,
    conn: Option<AnyConnection>,
}

impl Drop for Pooled<'_> {
    fn drop(&mut self) {
        let conn = self.conn.take().filter(|_| !std::thread::panicking());
        let conn = conn.and_then(|mut conn| (!is_broken(&mut conn)).then_some(conn));
        let mut state = self.pool.lock();
        if state.series == self.series {
            state.idle.extend(conn);
        } else {
            // It is closed before it counts as back.
            drop(state);
            drop(conn);
            state = self.pool.lock();
        }
        state.used -= 1;
        drop(state);
        self.pool.returned.notify_all();
    }
}

impl Deref for Pooled<'_> {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match &self.conn {
            Some(conn) => conn,
            None => unreachable!("a connection is handed out with what it is made of, and loses it when it is dropped"),
        }
    }
}

impl DerefMut for Pooled<'_> {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match &mut self.conn {
            Some(conn) => conn,
            None => unreachable!("a connection is handed out with what it is made of, and loses it when it is dropped"),
        }
    }
}

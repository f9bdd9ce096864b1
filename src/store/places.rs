//! r2d2 as the store uses it: it keeps connections between questions, checks and counts them.
//!
//! It does not make them. It would do so on threads of its own, which try again without end, whatever file stands at the
//! path by then, and whoever waits would learn only that the time is up. So it hands out empty places, and whoever asked
//! connects in its own thread: a failure is its answer, at once and with its cause.

use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use diesel::r2d2::{ManageConnection, NopErrorHandler, Pool, PooledConnection, R2D2Connection};
use diesel::result::{Error as DieselError, QueryResult};

use super::conn::AnyConnection;
use super::{DatabaseUrl, StoreError};

/// The most connections in use at once: one for each thread of the server that asks, for the catalogue, for tokens, for
/// views, to record views, to issue tokens, to look them up and to forget viewers, and for each of them one that asks for a
/// sign of life meanwhile; and those over which a whole catalogue is read beside the first.
const MAX: u32 = 17;

/// A place for one connection; it goes back when it is dropped, and is given up where there is no connection in it.
pub(super) type ConnectionPlace = PooledConnection<Keeper>;

/// Places for connections that are closed together.
#[derive(Clone)]
pub(super) struct ConnectionPlaces {
    pool: Pool<Keeper>,
    closed: Arc<AtomicBool>,
}

impl ConnectionPlaces {
    pub(super) fn new(url: &DatabaseUrl) -> Self {
        let keeper = Keeper { closed: Arc::default() };
        let closed = Arc::clone(&keeper.closed);
        let pool = Pool::builder()
            .max_size(MAX)
            .min_idle(Some(0))
            .idle_timeout(None)
            .max_lifetime(None)
            .connection_timeout(url.patience())
            // A connection that no longer works is replaced, which nobody needs to know.
            .error_handler(Box::new(NopErrorHandler))
            .build_unchecked(keeper);
        Self { pool, closed }
    }

    /// Takes a place with a connection that works, or an empty one.
    ///
    /// # Errors
    /// [`StoreError::Away`]: all were in use for too long.
    pub(super) fn take(&self) -> Result<ConnectionPlace, StoreError> {
        self.pool.get().map_err(|_| StoreError::Away { reason: format!("all {MAX} connections are in use") })
    }

    /// Takes all places that are not in use.
    pub(super) fn take_kept(&self) -> Vec<ConnectionPlace> {
        iter::from_fn(|| self.pool.try_get()).collect()
    }

    /// Keeps a connection for whoever asks next.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub(super) fn keep(&self, conn: AnyConnection) -> Result<(), StoreError> {
        *self.take()? = Some(conn);
        Ok(())
    }

    /// Closes the connections that are idle, without asking anything of the database, and those in use when they come
    /// back.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        // No connection passes the check any more, and what does not pass is closed.
        drop(self.take_kept());
    }
}

/// What r2d2 asks about connections.
pub(super) struct Keeper {
    closed: Arc<AtomicBool>,
}

impl Keeper {
    fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }
}

impl ManageConnection for Keeper {
    type Connection = Option<AnyConnection>;
    type Error = DieselError;

    /// Makes an empty place.
    fn connect(&self) -> QueryResult<Option<AnyConnection>> {
        Ok(None)
    }

    /// An empty place is always good: whoever waits for one while the others are closed still gets it.
    fn is_valid(&self, place: &mut Option<AnyConnection>) -> QueryResult<()> {
        match place {
            None => Ok(()),
            Some(_) if self.is_closed() => Err(DieselError::BrokenTransactionManager),
            Some(conn) => conn.ping(),
        }
    }

    /// A connection that comes back within a transaction is broken, too: its user panicked.
    fn has_broken(&self, place: &mut Option<AnyConnection>) -> bool {
        self.is_closed() || thread::panicking() || place.as_mut().is_none_or(R2D2Connection::is_broken)
    }
}

#[cfg(test)]
mod tests {
    use diesel::connection::TransactionManager;
    use diesel::{Connection, SqliteConnection};

    use super::*;

    fn places() -> ConnectionPlaces {
        ConnectionPlaces::new(&DatabaseUrl::parse("sqlite:a").unwrap())
    }

    fn connection() -> AnyConnection {
        AnyConnection::Sqlite(SqliteConnection::establish(":memory:").unwrap())
    }

    /// Returns how many connections are open, in use or not, and how many places are not in use.
    fn count(places: &ConnectionPlaces) -> (u32, u32) {
        let state = places.pool.state();
        (state.connections, state.idle_connections)
    }

    #[test]
    fn a_connection_is_kept_unless_it_is_broken() {
        let places = places();
        places.keep(connection()).unwrap();
        assert!(places.take().unwrap().is_some());
        assert_eq!(count(&places), (1, 1));
        let mut place = places.take().unwrap();
        let AnyConnection::Sqlite(conn) = place.as_mut().unwrap() else { panic!("it is SQLite") };
        <SqliteConnection as Connection>::TransactionManager::begin_transaction(conn).unwrap();
        drop(place);
        assert_eq!(count(&places), (0, 0));
        drop(places.take().unwrap());
        assert_eq!(count(&places), (0, 0), "an empty place is not kept");
    }

    #[test]
    fn a_connection_of_a_user_who_panics_is_closed() {
        let places = places();
        places.keep(connection()).unwrap();
        let place = places.take().unwrap();
        let panicked = thread::spawn(move || {
            let _place = place;
            std::panic::resume_unwind(Box::new(()));
        });
        assert!(panicked.join().is_err());
        assert_eq!(count(&places), (0, 0));
    }

    #[test]
    fn nothing_is_asked_of_the_database_to_close_a_connection() {
        let keeper = |closed| Keeper { closed: Arc::new(AtomicBool::new(closed)) };
        assert!(keeper(false).is_valid(&mut Some(connection())).is_ok());
        assert!(keeper(true).is_valid(&mut Some(connection())).is_err(), "it was found to work");
    }

    #[test]
    fn what_is_idle_is_closed_at_once_and_what_is_in_use_when_it_comes_back() {
        let places = places();
        places.keep(connection()).unwrap();
        let used = places.take().unwrap();
        places.keep(connection()).unwrap();
        assert_eq!(count(&places), (2, 1));
        places.close();
        assert_eq!(count(&places), (1, 0));
        drop(used);
        assert_eq!(count(&places), (0, 0));
        assert!(places.take().unwrap().is_none(), "whoever came too late connects");
        places.keep(connection()).unwrap();
        assert_eq!(count(&places), (0, 0), "and keeps nothing");
    }
}

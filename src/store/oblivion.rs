//! Forgetting anonymous viewers, many at a time.

use crate::catalog::Moment;

use super::conn::{AnyConnection, transaction};
use super::dialect::Idle;
use super::endings::{at_anonymous, remove};
use super::viewers::{Change, count_change};
use super::{Store, StoreError, dialect};

/// The most viewers that are forgotten in one transaction: other writers wait for it.
const FORGET_AT_ONCE: u32 = 500;

impl Store {
    /// Forgets anonymous viewers who got no token since the moment, with all they watched; the one seen longest ago goes
    /// first, and at most 500 go. Returns how many went.
    ///
    /// # Errors
    /// [`StoreError::Away`], [`StoreError::Busy`]: nobody is forgotten.
    pub fn forget_unseen(&self, since: Moment) -> Result<usize, StoreError> {
        self.forget_idle(Idle::Unseen { since })
    }

    /// Forgets anonymous viewers who watched nothing and whose access token has expired, to make room for others; the one
    /// seen longest ago goes first, and at most 500 go. They lose nothing: a box whose refresh token is
    /// refused asks for a new viewer. Returns how many went.
    ///
    /// # Errors
    /// [`StoreError::Away`], [`StoreError::Busy`]: nobody is forgotten.
    pub fn make_room(&self, now: Moment) -> Result<usize, StoreError> {
        self.forget_idle(Idle::NeverWatched { now })
    }

    fn forget_idle(&self, idle: Idle) -> Result<usize, StoreError> {
        self.overwriting(|conn| {
            // Those who write views keep their viewers: they must not wait for us while we wait for them.
            dialect::lock_views(conn)?;
            let idle = dialect::hold_unseen(conn, idle, FORGET_AT_ONCE.into()).map_err(at_anonymous)?;
            if remove(conn, &idle)? > 0 {
                count_change(conn, Change::Views)?;
            }
            Ok(idle.len())
        })
    }

    /// Runs `work` as one transaction of writes. On SQLite what it removes is also overwritten in the file; PostgreSQL
    /// does so when it vacuums.
    pub(super) fn overwriting<T>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut conn = self.connection()?;
        dialect::overwrite_removed(&mut conn, true)?;
        let begin = dialect::begin_writing(&conn);
        let done = transaction(&mut conn, begin, work);
        dialect::overwrite_removed(&mut conn, false)?;
        done
    }
}

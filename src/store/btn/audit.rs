//! Who did what, where it concerns others.

use diesel::prelude::*;
use diesel::result::Error as DieselError;

use super::handle::BtnStore;
use super::schema::audit;
use crate::btn::OwnerId;
use crate::catalog::{DAY_SECONDS, Moment};
use crate::store::StoreError;
use crate::store::conn::AnyConnection;

/// For how long it is known: 30 days.
const AUDIT_SECONDS: i64 = 30 * DAY_SECONDS;

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever runs the commands of the server.
    Operator,
    /// An account.
    Owner(OwnerId),
}

/// Something that was done. It has no addresses, secrets or identifiers of torrents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// When.
    pub at: Moment,
    /// By whom.
    pub actor: Actor,
    /// What was done, in one word.
    pub action: String,
    /// To what.
    pub subject: String,
}

impl BtnStore {
    /// Notes what is about to be done: first this, so that nothing is done unseen.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn note_audit(&self, record: &AuditRecord) -> Result<(), StoreError> {
        let actor = match record.actor {
            Actor::Operator => None,
            Actor::Owner(owner) => Some(owner.0),
        };
        let row = (
            audit::at.eq(record.at.0),
            audit::actor.eq(actor),
            audit::action.eq(&record.action),
            audit::subject.eq(&record.subject),
        );
        self.pool.write(|conn| diesel::insert_into(audit::table).values(row).execute(conn).map(drop).map_err(at_audit))
    }

    /// Returns what was done, newest first.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn audit(&self) -> Result<Vec<AuditRecord>, StoreError> {
        let columns = (audit::at, audit::actor, audit::action, audit::subject);
        let rows: Vec<(i64, Option<i64>, String, String)> = audit::table
            .select(columns)
            .order((audit::at.desc(), audit::id.desc()))
            .load(&mut *self.pool.get()?)
            .map_err(at_audit)?;
        let record = |(at, actor, action, subject): (i64, Option<i64>, String, String)| AuditRecord {
            at: Moment(at),
            actor: actor.map_or(Actor::Operator, |owner| Actor::Owner(OwnerId(owner))),
            action,
            subject,
        };
        Ok(rows.into_iter().map(record).collect())
    }
}

/// Forgets what was done long ago.
pub(super) fn forget_audit(conn: &mut AnyConnection, now: Moment) -> Result<(), StoreError> {
    let lapsed = audit::table.filter(audit::at.lt(now.0 - AUDIT_SECONDS));
    diesel::delete(lapsed).execute(conn).map(drop).map_err(at_audit)
}

fn at_audit(error: DieselError) -> StoreError {
    StoreError::at("audit", error)
}

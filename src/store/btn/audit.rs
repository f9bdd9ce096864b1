//! Who did what, where it concerns others.

use diesel::prelude::*;
use diesel::result::Error as DieselError;

use super::handle::BtnStore;
use super::schema::audit;
use crate::btn::OwnerId;
use crate::catalog::{DAY_SECONDS, Moment};
use crate::store::StoreError;
use crate::store::conn::AnyConnection;

/// Within how many seconds what a user does again is counted, not listed.
const REPEATED_SECONDS: i64 = 3_600;
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

/// What the audit knows of something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotedDeed {
    /// What was done, first.
    pub deed: AuditRecord,
    /// How often it was done within an hour from then.
    pub times: i64,
}

impl BtnStore {
    /// Notes what is about to be done: first this, so that nothing is done unseen. What a user does again within an hour is
    /// counted with the first time, so that nobody fills the audit.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn note_audit(&self, record: &AuditRecord) -> Result<(), StoreError> {
        let actor = match record.actor {
            Actor::Operator => None,
            Actor::Owner(owner) => Some(owner.0),
        };
        // Without an actor, as the operator is, none is found.
        let again = audit::table
            .filter(audit::at.gt(record.at.0 - REPEATED_SECONDS))
            .filter(audit::actor.eq(actor))
            .filter(audit::action.eq(&record.action))
            .filter(audit::subject.eq(&record.subject));
        let row = (
            audit::at.eq(record.at.0),
            audit::actor.eq(actor),
            audit::action.eq(&record.action),
            audit::subject.eq(&record.subject),
        );
        self.pool.write(|conn| {
            let counted =
                diesel::update(again).set(audit::times.eq(audit::times + 1)).execute(conn).map_err(at_audit)?;
            if counted > 0 {
                return Ok(());
            }
            diesel::insert_into(audit::table).values(row).execute(conn).map(drop).map_err(at_audit)
        })
    }

    /// Returns what was done, newest first.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn audit(&self) -> Result<Vec<NotedDeed>, StoreError> {
        let columns = (audit::at, audit::actor, audit::action, audit::subject, audit::times);
        let rows: Vec<(i64, Option<i64>, String, String, i64)> = audit::table
            .select(columns)
            .order((audit::at.desc(), audit::id.desc()))
            .load(&mut *self.pool.get()?)
            .map_err(at_audit)?;
        let noted = |(at, actor, action, subject, times): (i64, Option<i64>, String, String, i64)| {
            let actor = actor.map_or(Actor::Operator, |owner| Actor::Owner(OwnerId(owner)));
            NotedDeed { deed: AuditRecord { at: Moment(at), actor, action, subject }, times }
        };
        Ok(rows.into_iter().map(noted).collect())
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

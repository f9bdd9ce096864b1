//! Who takes part: accounts and their applications.

use diesel::prelude::*;
use diesel::result::Error as DieselError;

use super::handle::BtnStore;
use super::schema::{applications, owners};
use crate::btn::{AppCredentials, AppSecretHash, ApplicationId, OwnerId};
use crate::catalog::Moment;
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::RowName;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerRecord {
    /// Its number.
    pub id: OwnerId,
    /// What operators call it.
    pub name: String,
    /// When it was made.
    pub created: Moment,
    /// Since when nothing that it reports counts.
    pub banned: Option<Moment>,
    /// Until when an operator vouches for it.
    pub vouched: Option<Moment>,
}

/// An application of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationRecord {
    /// Its number.
    pub id: ApplicationId,
    /// The id that its requests bring.
    pub public_id: String,
    /// Whose it is.
    pub owner: OwnerId,
    /// What its owner says of it.
    pub comment: String,
    /// What is kept of its secret.
    pub secret: AppSecretHash,
    /// When it was made.
    pub created: Moment,
    /// Since when it, or its owner, is banned.
    pub banned: Option<Moment>,
    /// The last day on which it was heard of, counted from 1970-01-01 (UTC).
    pub seen_day: Option<i64>,
}

/// Columns of an application with the ban of its owner.
type ApplicationColumns = (i64, String, i64, String, Vec<u8>, i64, Option<i64>, Option<i64>, Option<i64>);

impl BtnStore {
    /// Adds an account; `None`: another has its name.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn add_owner(&self, name: &str, now: Moment) -> Result<Option<OwnerId>, StoreError> {
        self.pool.write(|conn| {
            let row = (owners::name.eq(name), owners::created.eq(now.0));
            let added: Option<i64> = on_backend!(conn, c => diesel::insert_into(owners::table)
                .values(row)
                .on_conflict(owners::name)
                .do_nothing()
                .returning(owners::id)
                .get_result(c))
            .optional()
            .map_err(at_owners)?;
            Ok(added.map(OwnerId))
        })
    }

    /// Returns every account, by number.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn owners(&self) -> Result<Vec<OwnerRecord>, StoreError> {
        let rows: Vec<(i64, String, i64, Option<i64>, Option<i64>)> =
            owners::table.order(owners::id).load(&mut *self.pool.get()?).map_err(at_owners)?;
        let record = |(id, name, created, banned, vouched): (i64, String, i64, Option<i64>, Option<i64>)| {
            let row = RowName { table: "owners", id };
            Ok(OwnerRecord {
                id: OwnerId(id),
                name,
                created: row.moment("created", created)?,
                banned: row.maybe("banned", banned, Moment::written)?,
                vouched: row.maybe("vouched", vouched, Moment::written)?,
            })
        };
        rows.into_iter().map(record).collect()
    }

    /// Bans an account from a moment on, or lifts its ban; tells whether there is such an account.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn ban_owner(&self, owner: OwnerId, since: Option<Moment>) -> Result<bool, StoreError> {
        self.change_owner(|c| {
            diesel::update(owners::table.find(owner.0)).set(owners::banned.eq(since.map(|since| since.0))).execute(c)
        })
    }

    /// Lets an operator vouch for an account until a moment, or no longer; tells whether there is such an account.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn vouch_for_owner(&self, owner: OwnerId, until: Option<Moment>) -> Result<bool, StoreError> {
        self.change_owner(|c| {
            diesel::update(owners::table.find(owner.0)).set(owners::vouched.eq(until.map(|until| until.0))).execute(c)
        })
    }

    /// Removes an account and its applications; tells whether there was such an account. What they reported stays until its
    /// time is over.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn remove_owner(&self, owner: OwnerId) -> Result<bool, StoreError> {
        self.change_owner(|c| diesel::delete(owners::table.find(owner.0)).execute(c))
    }

    fn change_owner(&self, change: impl FnOnce(&mut AnyConnection) -> QueryResult<usize>) -> Result<bool, StoreError> {
        self.pool.write(|conn| change(conn).map(|changed| changed > 0).map_err(at_owners))
    }

    /// Adds an application with these credentials, of which the secret is kept as a keyed hash; `None`: there is no such
    /// account, or another application has the id.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn add_application(
        &self,
        owner: OwnerId,
        credentials: &AppCredentials,
        comment: &str,
        now: Moment,
    ) -> Result<Option<ApplicationId>, StoreError> {
        let secret = self.key.of_secret(credentials.expose());
        self.pool.write(|conn| {
            let known: i64 = owners::table.find(owner.0).count().get_result(conn).map_err(at_owners)?;
            if known == 0 {
                return Ok(None);
            }
            let row = (
                applications::public_id.eq(&credentials.id),
                applications::owner_id.eq(owner.0),
                applications::comment.eq(comment),
                applications::secret.eq(secret.as_bytes().as_slice()),
                applications::created.eq(now.0),
            );
            let added: Option<i64> = on_backend!(conn, c => diesel::insert_into(applications::table)
                .values(row)
                .on_conflict(applications::public_id)
                .do_nothing()
                .returning(applications::id)
                .get_result(c))
            .optional()
            .map_err(at_applications)?;
            Ok(added.map(ApplicationId))
        })
    }

    /// Returns every application, by number.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn applications(&self) -> Result<Vec<ApplicationRecord>, StoreError> {
        let columns = (
            applications::id,
            applications::public_id,
            applications::owner_id,
            applications::comment,
            applications::secret,
            applications::created,
            applications::banned,
            owners::banned,
            applications::seen_day,
        );
        let rows: Vec<ApplicationColumns> = applications::table
            .inner_join(owners::table.on(owners::id.eq(applications::owner_id)))
            .select(columns)
            .order(applications::id)
            .load(&mut *self.pool.get()?)
            .map_err(at_applications)?;
        rows.into_iter().map(record).collect()
    }

    /// Gives an application another secret, of which a keyed hash is kept; tells whether there is one of this id.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn reset_application(&self, credentials: &AppCredentials) -> Result<bool, StoreError> {
        let secret = self.key.of_secret(credentials.expose());
        self.change_application(|conn| {
            diesel::update(applications::table.filter(applications::public_id.eq(&credentials.id)))
                .set(applications::secret.eq(secret.as_bytes().as_slice()))
                .execute(conn)
        })
    }

    /// Bans an application from a moment on, or lifts its ban; tells whether there is one of this id.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn ban_application(&self, public_id: &str, since: Option<Moment>) -> Result<bool, StoreError> {
        self.change_application(|conn| {
            diesel::update(applications::table.filter(applications::public_id.eq(public_id)))
                .set(applications::banned.eq(since.map(|since| since.0)))
                .execute(conn)
        })
    }

    /// Removes an application; tells whether there was one of this id. What it reported stays until its time is over.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn remove_application(&self, public_id: &str) -> Result<bool, StoreError> {
        self.change_application(|conn| {
            diesel::delete(applications::table.filter(applications::public_id.eq(public_id))).execute(conn)
        })
    }

    fn change_application(
        &self,
        change: impl FnOnce(&mut AnyConnection) -> QueryResult<usize>,
    ) -> Result<bool, StoreError> {
        self.pool.write(|conn| change(conn).map(|changed| changed > 0).map_err(at_applications))
    }
}

fn record(columns: ApplicationColumns) -> Result<ApplicationRecord, StoreError> {
    let (id, public_id, owner, comment, secret, created, banned, owner_banned, seen_day) = columns;
    let row = RowName { table: "applications", id };
    Ok(ApplicationRecord {
        id: ApplicationId(id),
        public_id,
        owner: OwnerId(owner),
        comment,
        secret: row.need("secret", AppSecretHash::from_bytes(&secret))?,
        created: row.moment("created", created)?,
        banned: row.maybe("banned", banned.or(owner_banned), Moment::written)?,
        seen_day,
    })
}

/// Returns those of the applications that exist; they stay until the transaction ends.
pub(super) fn keep_applications(conn: &mut AnyConnection, ids: &[i64]) -> Result<Vec<i64>, StoreError> {
    let known = applications::table.filter(applications::id.eq_any(ids)).select(applications::id);
    match conn {
        // `BEGIN IMMEDIATE` keeps all writers out.
        AnyConnection::Sqlite(conn) => known.load(conn),
        AnyConnection::Postgres(conn) => known.for_key_share().load(conn),
    }
    .map_err(at_applications)
}

pub(super) fn at_applications(error: DieselError) -> StoreError {
    StoreError::at("applications", error)
}

fn at_owners(error: DieselError) -> StoreError {
    StoreError::at("owners", error)
}

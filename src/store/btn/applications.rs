//! Applications of accounts: what reports.

use diesel::prelude::*;
use diesel::result::Error as DieselError;

use super::accounts::at_owners;
use super::handle::BtnStore;
use super::schema::{applications, owners};
use crate::btn::{AppCredentials, AppSecretHash, ApplicationId, OwnerId};
use crate::catalog::{DAY_SECONDS, Moment};
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::RowName;

/// The most applications of an account, with those that were removed lately.
pub const MAX_APPLICATIONS: i64 = 300;
/// For how long removed applications are kept: as long as anything that they reported.
const REMOVED_SECONDS: i64 = 31 * DAY_SECONDS;

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

/// Why an application is not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdded {
    /// There is no such account.
    NoOwner,
    /// The account has [`MAX_APPLICATIONS`].
    TooMany,
    /// Another application has the id.
    IdTaken,
}

/// The condition, of rows with an `application_id`, that neither the application nor its owner is banned.
pub(super) const IS_HEARD: &str = "application_id NOT IN (SELECT applications.id FROM applications \
     JOIN owners ON owners.id = applications.owner_id \
     WHERE applications.banned IS NOT NULL OR owners.banned IS NOT NULL)";

/// Columns of an application with the ban of its owner.
type ApplicationColumns = (i64, String, i64, String, Vec<u8>, i64, Option<i64>, Option<i64>, Option<i64>);

/// Which applications are meant.
#[derive(Clone, Copy)]
enum Meant<'a> {
    All,
    Of(OwnerId),
    Named(&'a str),
}

impl BtnStore {
    /// Adds an application with these credentials, of which the secret is kept as a keyed hash.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all; within, why it is not added.
    pub fn add_application(
        &self,
        owner: OwnerId,
        credentials: &AppCredentials,
        comment: &str,
        now: Moment,
    ) -> Result<Result<ApplicationId, NotAdded>, StoreError> {
        let secret = self.key.of_secret(credentials.expose());
        self.pool.write(|conn| {
            let known: i64 = owners::table.find(owner.0).count().get_result(conn).map_err(at_owners)?;
            if known == 0 {
                return Ok(Err(NotAdded::NoOwner));
            }
            let of_owner = applications::table.filter(applications::owner_id.eq(owner.0));
            let count: i64 = of_owner.count().get_result(conn).map_err(at_applications)?;
            if count >= MAX_APPLICATIONS {
                return Ok(Err(NotAdded::TooMany));
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
            Ok(added.map(ApplicationId).ok_or(NotAdded::IdTaken))
        })
    }

    /// Returns every application, by number.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn applications(&self) -> Result<Vec<ApplicationRecord>, StoreError> {
        self.find_applications(Meant::All)
    }

    /// Returns the applications of an account, by number.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn applications_of(&self, owner: OwnerId) -> Result<Vec<ApplicationRecord>, StoreError> {
        self.find_applications(Meant::Of(owner))
    }

    /// Returns the application that has this id.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn application(&self, public_id: &str) -> Result<Option<ApplicationRecord>, StoreError> {
        Ok(self.find_applications(Meant::Named(public_id))?.pop())
    }

    /// Tells whether an application has this id, also where it was removed, and what it reported still counts.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn knows_application(&self, public_id: &str) -> Result<bool, StoreError> {
        let named = applications::table.filter(applications::public_id.eq(public_id));
        let count: i64 = named.count().get_result(&mut *self.pool.get()?).map_err(at_applications)?;
        Ok(count > 0)
    }

    /// Gives an application another secret, of which a keyed hash is kept; tells whether there is one of this id.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn reset_application(&self, credentials: &AppCredentials) -> Result<bool, StoreError> {
        let secret = self.key.of_secret(credentials.expose());
        self.change_application(|conn| {
            diesel::update(kept(&credentials.id))
                .set(applications::secret.eq(secret.as_bytes().as_slice()))
                .execute(conn)
        })
    }

    /// Changes what an owner says of an application; tells whether there is one of this id.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn comment_application(&self, public_id: &str, comment: &str) -> Result<bool, StoreError> {
        self.change_application(|conn| {
            diesel::update(kept(public_id)).set(applications::comment.eq(comment)).execute(conn)
        })
    }

    /// Bans an application from a moment on, or lifts its ban, also where it was removed, and what it reported still counts;
    /// tells whether there is one of this id.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn ban_application(&self, public_id: &str, since: Option<Moment>) -> Result<bool, StoreError> {
        self.change_application(|conn| {
            let named = applications::table.filter(applications::public_id.eq(public_id));
            diesel::update(named).set(applications::banned.eq(since.map(|since| since.0))).execute(conn)
        })
    }

    /// Removes an application; tells whether there was one of this id. What it reported stays until its time is over, and
    /// stays its owner's.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn remove_application(&self, public_id: &str, now: Moment) -> Result<bool, StoreError> {
        self.change_application(|conn| {
            diesel::update(kept(public_id)).set(applications::removed.eq(now.0)).execute(conn)
        })
    }

    fn find_applications(&self, meant: Meant<'_>) -> Result<Vec<ApplicationRecord>, StoreError> {
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
        let mut asked = applications::table
            .inner_join(owners::table.on(owners::id.eq(applications::owner_id)))
            .filter(applications::removed.is_null())
            .select(columns)
            .order(applications::id)
            .into_boxed();
        match meant {
            Meant::All => {}
            Meant::Of(owner) => asked = asked.filter(applications::owner_id.eq(owner.0)),
            Meant::Named(public_id) => asked = asked.filter(applications::public_id.eq(public_id)),
        }
        let rows: Vec<ApplicationColumns> = asked.load(&mut *self.pool.get()?).map_err(at_applications)?;
        rows.into_iter().map(record).collect()
    }

    fn change_application(
        &self,
        change: impl FnOnce(&mut AnyConnection) -> QueryResult<usize>,
    ) -> Result<bool, StoreError> {
        self.pool.write(|conn| change(conn).map(|changed| changed > 0).map_err(at_applications))
    }
}

/// Names the application that has this id, unless it was removed.
#[diesel::dsl::auto_type(no_type_alias)]
fn kept<'a>(public_id: &'a str) -> _ {
    applications::table.filter(applications::public_id.eq(public_id)).filter(applications::removed.is_null())
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
    let known = applications::table
        .filter(applications::id.eq_any(ids))
        .filter(applications::removed.is_null())
        .select(applications::id);
    match conn {
        // `BEGIN IMMEDIATE` keeps all writers out.
        AnyConnection::Sqlite(conn) => known.load(conn),
        AnyConnection::Postgres(conn) => known.for_key_share().load(conn),
    }
    .map_err(at_applications)
}

/// Forgets applications that were removed so long ago that nothing is left of what they reported.
pub(super) fn forget_removed(conn: &mut AnyConnection, now: Moment) -> Result<(), StoreError> {
    let lapsed = applications::table.filter(applications::removed.lt(now.0 - REMOVED_SECONDS));
    diesel::delete(lapsed).execute(conn).map(drop).map_err(at_applications)
}

pub(super) fn at_applications(error: DieselError) -> StoreError {
    StoreError::at("applications", error)
}

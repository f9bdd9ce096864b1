//! Who takes part: accounts.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::result::Error as DieselError;

use super::handle::BtnStore;
use super::schema::owners;
use crate::btn::{NetworkHash, OwnerId, Permissions};
use crate::catalog::Moment;
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::{MAX_PARAMETERS, RowName};

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
    /// Its number at GitHub, if it came from there.
    pub github_id: Option<i64>,
    /// What its owner is called; may be empty.
    pub nickname: String,
    /// The URL of a picture; may be empty.
    pub avatar: String,
    /// A mail address that GitHub has verified.
    pub email: Option<String>,
    /// When its owner was last logged in.
    pub last_seen: Option<Moment>,
    /// What it may do besides what all may.
    pub permissions: Permissions,
    /// From which network it was made, where that is known.
    pub network: Option<NetworkHash>,
    /// The day on which another account first bore it out, counted from 1970-01-01 (UTC).
    pub corroborated_day: Option<i64>,
}

/// The columns of an account.
#[derive(Queryable)]
pub(super) struct OwnerColumns {
    id: i64,
    name: String,
    created: i64,
    banned: Option<i64>,
    vouched: Option<i64>,
    github_id: Option<i64>,
    nickname: String,
    avatar: String,
    email: Option<String>,
    last_seen: Option<i64>,
    permissions: String,
    network: Option<Vec<u8>>,
    corroborated_day: Option<i64>,
}

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
        let rows: Vec<OwnerColumns> =
            owners::table.order(owners::id).load(&mut *self.pool.get()?).map_err(at_owners)?;
        rows.into_iter().map(OwnerColumns::record).collect()
    }

    /// Returns the account of this number.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn owner(&self, owner: OwnerId) -> Result<Option<OwnerRecord>, StoreError> {
        let found: Option<OwnerColumns> =
            owners::table.find(owner.0).first(&mut *self.pool.get()?).optional().map_err(at_owners)?;
        found.map(OwnerColumns::record).transpose()
    }

    /// Returns the account of this name.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn owner_named(&self, name: &str) -> Result<Option<OwnerRecord>, StoreError> {
        let named = owners::table.filter(owners::name.eq(name));
        let found: Option<OwnerColumns> = named.first(&mut *self.pool.get()?).optional().map_err(at_owners)?;
        found.map(OwnerColumns::record).transpose()
    }

    /// Says what an account may do besides what all may; tells whether there is such an account.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn permit_owner(&self, owner: OwnerId, permissions: &Permissions) -> Result<bool, StoreError> {
        let set = owners::permissions.eq(permissions.to_string());
        self.change_owner(|c| diesel::update(owners::table.find(owner.0)).set(set).execute(c))
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

    /// Notes that others bore these accounts out, by their numbers.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn note_corroborated(&self, owners: &BTreeSet<i64>, now: Moment) -> Result<(), StoreError> {
        let owners: Vec<i64> = owners.iter().copied().collect();
        self.pool.write(|conn| {
            owners.chunks(MAX_PARAMETERS).try_for_each(|some| {
                let unheard = owners::table.filter(owners::id.eq_any(some)).filter(owners::corroborated_day.is_null());
                let noted = owners::corroborated_day.eq(now.day());
                on_backend!(conn, c => diesel::update(unheard).set(noted).execute(c)).map(drop).map_err(at_owners)
            })
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
}

impl OwnerColumns {
    /// Reads the columns.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub(super) fn record(self) -> Result<OwnerRecord, StoreError> {
        let row = RowName { table: "owners", id: self.id };
        Ok(OwnerRecord {
            id: OwnerId(self.id),
            name: self.name,
            created: row.moment("created", self.created)?,
            banned: row.maybe("banned", self.banned, Moment::written)?,
            vouched: row.maybe("vouched", self.vouched, Moment::written)?,
            github_id: self.github_id,
            nickname: self.nickname,
            avatar: self.avatar,
            email: self.email,
            last_seen: row.maybe("last_seen", self.last_seen, Moment::written)?,
            permissions: Permissions::parse(&self.permissions),
            network: row.maybe("network", self.network, |bytes| NetworkHash::from_bytes(&bytes))?,
            corroborated_day: self.corroborated_day,
        })
    }
}

pub(super) fn at_owners(error: DieselError) -> StoreError {
    StoreError::at("owners", error)
}

//! Keys by which peers ask us. Their secrets come and go encrypted; nobody here can read them.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::catalog::{Moment, SortedSet, Text};
use crate::limiting::RateLimit;
use crate::peer::{KeyUsage, PeerKeyId, Scope, SealedSecret};

use super::conn::{AnyConnection, on_backend, transaction};
use super::rows::RowName;
use super::schema::{peer_generations, peer_key_groups, peer_keys};
use super::{Store, StoreError, dialect};

/// A key as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerKeyRecord {
    /// What the peer says it is.
    pub key_id: PeerKeyId,
    /// What operators call it.
    pub name: Text,
    /// What the peer signs with.
    pub secret: SealedSecret,
    /// What it signed with before the last rotation, and the last moment at which that holds.
    pub earlier: Option<(SealedSecret, Moment)>,
    /// Whether it was not disabled.
    pub active: bool,
    /// How much it may ask.
    pub limit: RateLimit,
    /// The last moment at which it holds.
    pub expires: Option<Moment>,
    /// What it may ask for.
    pub scopes: SortedSet<Scope>,
    /// Whether it has to sign in the second version.
    pub require_v2: bool,
    /// The access groups whose films it may see.
    pub groups: SortedSet<Text>,
    /// When it was made.
    pub created: Moment,
    /// When it was last used.
    pub last_used: Option<Moment>,
    /// How often it was used.
    pub total_queries: u64,
}

/// A row of `peer_keys`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = peer_keys)]
struct PeerKeyRow {
    key_id: String,
    name: String,
    secret: String,
    earlier_secret: Option<String>,
    earlier_until: Option<i64>,
    active: i64,
    rate_limit: i64,
    rate_window: i64,
    expires: Option<i64>,
    scopes: String,
    require_v2: i64,
    created: i64,
    last_used: Option<i64>,
    total_queries: i64,
}

impl Store {
    /// Adds a key; tells whether it did: no other key has its name.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn add_peer_key(&self, key: &PeerKeyRecord) -> Result<bool, StoreError> {
        self.write(|conn| {
            if find(conn, &key.name)?.is_some() {
                return Ok(false);
            }
            let row = row_of(key);
            on_backend!(conn, c => diesel::insert_into(peer_keys::table).values(row).execute(c)).map_err(at_keys)?;
            let groups: Vec<_> = key
                .groups
                .iter()
                .map(|group| {
                    let key_id = peer_key_groups::key_id.eq(key.key_id.as_str());
                    (key_id, peer_key_groups::name.eq(group.as_str()))
                })
                .collect();
            on_backend!(conn, c => diesel::insert_into(peer_key_groups::table).values(groups).execute(c))
                .map_err(at_groups)?;
            count_change(conn)?;
            Ok(true)
        })
    }

    /// Returns every key, by name.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn peer_keys(&self) -> Result<Vec<PeerKeyRecord>, StoreError> {
        let mut conn = self.connection()?;
        let begin = dialect::begin_reading(&conn);
        transaction(&mut conn, begin, |conn| {
            let rows: Vec<PeerKeyRow> = on_backend!(conn, c => peer_keys::table
                    .select(PeerKeyRow::as_select())
                    .order(peer_keys::key_id)
                    .load(c))
            .map_err(at_keys)?;
            let mut groups = groups(conn)?;
            let records = rows.into_iter().map(|row| {
                let groups = groups.remove(&row.key_id).unwrap_or_default();
                record_of(row, groups)
            });
            let mut records = records.collect::<Result<Vec<_>, StoreError>>()?;
            // Not in the order of the database, which depends on its locale.
            records.sort_by(|one, other| one.name.cmp(&other.name));
            Ok(records)
        })
    }

    /// Gives a key another secret; the present one stays good until the moment, if there is one. Tells whether there is
    /// such a key.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn rotate_peer_key(
        &self,
        key_id: &PeerKeyId,
        secret: &SealedSecret,
        overlap: Option<Moment>,
    ) -> Result<bool, StoreError> {
        self.overwriting(|conn| {
            let its = peer_keys::table.filter(peer_keys::key_id.eq(key_id.as_str()));
            let present: Option<String> = its.select(peer_keys::secret).first(conn).optional().map_err(at_keys)?;
            let Some(present) = present else { return Ok(false) };
            let change = (
                peer_keys::secret.eq(secret.as_str()),
                peer_keys::earlier_secret.eq(overlap.map(|_| present)),
                peer_keys::earlier_until.eq(overlap.map(|until| until.0)),
            );
            diesel::update(its).set(change).execute(conn).map_err(at_keys)?;
            count_change(conn)?;
            Ok(true)
        })
    }

    /// Disables the key of this name, or enables it; tells whether there is one.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn set_peer_key_active(&self, name: &Text, active: bool) -> Result<bool, StoreError> {
        self.write(|conn| {
            let its = peer_keys::table.filter(peer_keys::name.eq(name.as_str()));
            let changed = diesel::update(its).set(peer_keys::active.eq(i64::from(active))).execute(conn);
            changed_one(conn, changed)
        })
    }

    /// Sets how much the key of this name may ask; tells whether there is one.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn limit_peer_key(&self, name: &Text, limit: RateLimit) -> Result<bool, StoreError> {
        self.write(|conn| {
            let its = peer_keys::table.filter(peer_keys::name.eq(name.as_str()));
            let change = (
                peer_keys::rate_limit.eq(i64::from(limit.requests)),
                peer_keys::rate_window.eq(i64::from(limit.window_seconds)),
            );
            let changed = diesel::update(its).set(change).execute(conn);
            changed_one(conn, changed)
        })
    }

    /// Removes the key of this name; tells whether there was one. On SQLite its secret is also overwritten in the file.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn remove_peer_key(&self, name: &Text) -> Result<bool, StoreError> {
        self.overwriting(|conn| {
            let its = peer_keys::table.filter(peer_keys::name.eq(name.as_str()));
            let changed = diesel::delete(its).execute(conn);
            changed_one(conn, changed)
        })
    }

    /// Adds to the uses of keys; those of a key that was removed meanwhile are lost.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn count_peer_key_uses(&self, uses: &[KeyUsage]) -> Result<(), StoreError> {
        self.write(|conn| {
            for usage in uses {
                let its = peer_keys::table.filter(peer_keys::key_id.eq(usage.key_id.as_str()));
                let total = peer_keys::total_queries + usage.requests.cast_signed();
                let counted = diesel::update(its).set(peer_keys::total_queries.eq(total)).execute(conn);
                counted.map_err(at_keys)?;
                // Several nodes write theirs: the latest stays.
                let later = its
                    .filter(peer_keys::last_used.is_null().or(peer_keys::last_used.assume_not_null().lt(usage.last.0)));
                let noted = diesel::update(later).set(peer_keys::last_used.eq(usage.last.0)).execute(conn);
                noted.map_err(at_keys)?;
            }
            Ok(())
        })
    }

    /// Asks whether any key changed: one row, cheap enough to ask several times a second. Uses are not counted.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn peer_key_generation(&self) -> Result<i64, StoreError> {
        let mut conn = self.connection()?;
        peer_generations::table.select(peer_generations::keys).first(&mut *conn).map_err(at_generations)
    }
}

/// Finds the id of the key of this name.
fn find(conn: &mut AnyConnection, name: &Text) -> Result<Option<String>, StoreError> {
    let named = peer_keys::table.filter(peer_keys::name.eq(name.as_str())).select(peer_keys::key_id);
    named.first(conn).optional().map_err(at_keys)
}

/// Counts the change of a key, if there was one to change, and tells whether there was.
fn changed_one(conn: &mut AnyConnection, changed: QueryResult<usize>) -> Result<bool, StoreError> {
    let is_there = changed.map_err(at_keys)? > 0;
    if is_there {
        count_change(conn)?;
    }
    Ok(is_there)
}

/// Counts a change within the transaction that makes it.
fn count_change(conn: &mut AnyConnection) -> Result<(), StoreError> {
    let counted = peer_generations::keys.eq(peer_generations::keys + 1);
    diesel::update(peer_generations::table).set(counted).execute(conn).map(drop).map_err(at_generations)
}

/// Reads the access groups of every key that has any.
fn groups(conn: &mut AnyConnection) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
    let rows: Vec<(String, String)> = on_backend!(conn, c => peer_key_groups::table.load(c)).map_err(at_groups)?;
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    rows.into_iter().for_each(|(key_id, name)| groups.entry(key_id).or_default().push(name));
    Ok(groups)
}

fn row_of(key: &PeerKeyRecord) -> PeerKeyRow {
    PeerKeyRow {
        key_id: key.key_id.as_str().to_owned(),
        name: key.name.as_str().to_owned(),
        secret: key.secret.as_str().to_owned(),
        earlier_secret: key.earlier.as_ref().map(|(secret, _)| secret.as_str().to_owned()),
        earlier_until: key.earlier.as_ref().map(|(_, until)| until.0),
        active: key.active.into(),
        rate_limit: key.limit.requests.into(),
        rate_window: key.limit.window_seconds.into(),
        expires: key.expires.map(|expires| expires.0),
        scopes: Scope::list(&key.scopes),
        require_v2: key.require_v2.into(),
        created: key.created.0,
        last_used: key.last_used.map(|used| used.0),
        total_queries: key.total_queries.cast_signed(),
    }
}

fn record_of(key: PeerKeyRow, groups: Vec<String>) -> Result<PeerKeyRecord, StoreError> {
    // Its key is no number: when it was made tells operators which it is.
    let row = RowName { table: "peer_keys", id: key.created };
    let of_group = RowName { table: "peer_key_groups", ..row };
    let group = |name| of_group.need("name", Text::from_string(name));
    let limit = |column, number| row.need(column, u32::try_from(number).ok());
    Ok(PeerKeyRecord {
        key_id: row.need("key_id", PeerKeyId::new(&key.key_id))?,
        name: row.need("name", Text::from_string(key.name))?,
        secret: SealedSecret::new(key.secret),
        earlier: key.earlier_secret.map(SealedSecret::new).zip(key.earlier_until.map(Moment)),
        active: key.active != 0,
        limit: RateLimit {
            requests: limit("rate_limit", key.rate_limit)?,
            window_seconds: limit("rate_window", key.rate_window)?,
        },
        expires: key.expires.map(Moment),
        scopes: row.need("scopes", Scope::listed(&key.scopes))?,
        require_v2: key.require_v2 != 0,
        groups: groups.into_iter().map(group).collect::<Result<_, _>>()?,
        created: Moment(key.created),
        last_used: key.last_used.map(Moment),
        total_queries: row.need("total_queries", u64::try_from(key.total_queries).ok())?,
    })
}

fn at_keys(error: diesel::result::Error) -> StoreError {
    StoreError::at("peer_keys", error)
}

fn at_groups(error: diesel::result::Error) -> StoreError {
    StoreError::at("peer_key_groups", error)
}

fn at_generations(error: diesel::result::Error) -> StoreError {
    StoreError::at("peer_generations", error)
}

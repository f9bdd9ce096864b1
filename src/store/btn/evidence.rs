//! What analyses are made of: who is heard, what is said against whom, and where participants are.

use std::collections::{BTreeSet, HashMap};

use diesel::connection::DefaultLoadingMode;
use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary};

use super::addresses::{octets, peer};
use super::day_table::DayTable;
use super::day_tables::{days, of_name};
use super::handle::BtnStore;
use super::participants::{ACTIVE_DAYS, HEARTBEAT_SECONDS, at_heartbeats};
use super::rolled_up::{self, PRIVATE_TORRENT};
use super::schema::{active_days, applications, heartbeats};
use super::sql_text::SqlText;
use crate::btn::analysis::{DownloadSighting, Evidence, OwnerFacts, SIGHTING_SECONDS};
use crate::btn::{AddressHash, NetworkHash, PeerAddress};
use crate::catalog::Moment;
use crate::number::to_u32;
use crate::store::StoreError;
use crate::store::conn::AnyConnection;
use crate::store::rows::RowName;

/// Of how many addresses rows are read at once.
const ADDRESSES_AT_ONCE: usize = 100;

/// A row of evidence.
#[derive(QueryableByName)]
struct EvidenceRow {
    #[diesel(sql_type = Binary)]
    address: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    kind: i64,
    #[diesel(sql_type = BigInt)]
    application_id: i64,
    #[diesel(sql_type = BigInt)]
    torrent_id: i64,
    #[diesel(sql_type = BigInt)]
    net: i64,
    #[diesel(sql_type = BigInt)]
    size: i64,
    #[diesel(sql_type = BigInt)]
    first_seen: i64,
    #[diesel(sql_type = BigInt)]
    last_seen: i64,
}

#[derive(QueryableByName)]
struct SightingRow {
    #[diesel(sql_type = Binary)]
    address: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    torrent_id: i64,
    #[diesel(sql_type = BigInt)]
    application_id: i64,
}

/// An address with a number of rows.
#[derive(QueryableByName)]
struct CountedRow {
    #[diesel(sql_type = Binary)]
    address: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

impl BtnStore {
    /// Returns what is known of every account. Applications that are banned are none of theirs.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn owner_facts(&self, now: Moment) -> Result<Vec<OwnerFacts>, StoreError> {
        let owners = self.owners()?;
        let mut conn = self.pool.get()?;
        let of_owner: Vec<(i64, i64)> = applications::table
            .filter(applications::banned.is_null())
            .select((applications::id, applications::owner_id))
            .order(applications::id)
            .load(&mut *conn)
            .map_err(|error| StoreError::at("applications", error))?;
        let since = now.day() - ACTIVE_DAYS;
        let days: Vec<(i64, i64)> = active_days::table
            .filter(active_days::day.gt(since))
            .select((active_days::application_id, active_days::day))
            .load(&mut *conn)
            .map_err(|error| StoreError::at("active_days", error))?;
        let networks: Vec<(i64, Vec<u8>)> = heartbeats::table
            .order(heartbeats::last_seen)
            .select((heartbeats::application_id, heartbeats::network))
            .load(&mut *conn)
            .map_err(at_heartbeats)?;
        let mut applications_of: HashMap<i64, Vec<i64>> = HashMap::new();
        for (application, owner) in &of_owner {
            applications_of.entry(*owner).or_default().push(*application);
        }
        let owner_of: HashMap<i64, i64> = of_owner.into_iter().collect();
        let mut active: HashMap<i64, BTreeSet<i64>> = HashMap::new();
        for (application, day) in days {
            owner_of.get(&application).into_iter().for_each(|owner| _ = active.entry(*owner).or_default().insert(day));
        }
        let mut network: HashMap<i64, NetworkHash> = HashMap::new();
        for (application, hash) in networks {
            let row = RowName { table: "heartbeats", id: application };
            let hash = row.need("network", NetworkHash::from_bytes(&hash))?;
            owner_of.get(&application).into_iter().for_each(|owner| _ = network.insert(*owner, hash));
        }
        let facts = owners.into_iter().map(|owner| OwnerFacts {
            owner: owner.id.0,
            created: owner.created,
            is_banned: owner.banned.is_some(),
            vouched_until: owner.vouched,
            made_from: owner.network,
            is_corroborated: owner.corroborated_day.is_some(),
            active_days: active.get(&owner.id.0).map_or(0, |days| to_u32(days.len())),
            reports_from: network.get(&owner.id.0).copied(),
            applications: applications_of.remove(&owner.id.0).unwrap_or_default(),
        });
        Ok(facts.collect())
    }

    /// Gives addresses with numbers of rows of evidence against them, day by day: what belongs to an address is the sum.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]; [`StoreError::Away`].
    pub fn count_evidence(&self, mut take: impl FnMut(PeerAddress, u32)) -> Result<(), StoreError> {
        let mut conn = self.pool.get()?;
        for day in days(&mut conn, DayTable::Evidence)? {
            let name = of_name(DayTable::Evidence, day);
            let statement = format!("SELECT address, count(*) AS rows FROM {name} GROUP BY address");
            each_row(&mut conn, &statement, |row| {
                let counted = RowName { table: "evidence", id: day }.need("address", u32::try_from(row.rows).ok())?;
                take(peer("evidence", &row.address)?, counted);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Gives every row of evidence against these addresses: those of an address together, and each family of addresses in
    /// its order.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]; [`StoreError::Away`].
    pub fn scan_evidence(
        &self,
        addresses: &BTreeSet<PeerAddress>,
        mut take: impl FnMut(Evidence),
    ) -> Result<(), StoreError> {
        let mut conn = self.pool.get()?;
        let days = days(&mut conn, DayTable::Evidence)?;
        let mut left = addresses.iter().copied().peekable();
        while left.peek().is_some() {
            for row in rows(&mut conn, &days, left.by_ref().take(ADDRESSES_AT_ONCE))? {
                take(evidence(&row)?);
            }
        }
        Ok(())
    }

    /// Returns what is said against an address.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]; [`StoreError::Away`].
    pub fn evidence_of(&self, address: PeerAddress) -> Result<Vec<Evidence>, StoreError> {
        let mut conn = self.pool.get()?;
        let days = days(&mut conn, DayTable::Evidence)?;
        let found = rows(&mut conn, &days, [address.cut()].into_iter())?;
        found.iter().map(evidence).collect()
    }

    /// Returns who was seen in the last hour to take which torrent without having all of it, in no order.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]; [`StoreError::Away`].
    pub fn sightings(&self, now: Moment) -> Result<Vec<DownloadSighting>, StoreError> {
        let mut conn = self.pool.get()?;
        let since = now.0 - SIGHTING_SECONDS;
        let wanted = [Moment(since).day(), now.day()];
        let days: BTreeSet<i64> =
            days(&mut conn, DayTable::Swarms)?.into_iter().filter(|day| wanted.contains(day)).collect();
        let mut found = Vec::new();
        for day in days {
            let question = format!(
                "SELECT DISTINCT address, torrent_id, application_id FROM {} WHERE last_seen >= {} AND progress < 1 \
                 AND to_peer > 0 AND to_peer > from_peer",
                of_name(DayTable::Swarms, day),
                since * 1000
            );
            let rows: Vec<SightingRow> =
                diesel::sql_query(question).load(&mut *conn).map_err(|error| StoreError::at("swarms", error))?;
            for row in rows {
                let address = peer("swarms", &row.address)?;
                found.push(DownloadSighting { address, torrent: row.torrent_id, application: row.application_id });
            }
        }
        Ok(found)
    }

    /// Returns the addresses from which participants were heard of in the last 7 days.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]; [`StoreError::Away`].
    pub fn participant_addresses(&self, now: Moment) -> Result<BTreeSet<AddressHash>, StoreError> {
        let hashes: Vec<Vec<u8>> = heartbeats::table
            .filter(heartbeats::last_seen.ge(now.0 - HEARTBEAT_SECONDS))
            .select(heartbeats::address)
            .load(&mut *self.pool.get()?)
            .map_err(at_heartbeats)?;
        let row = RowName { table: "heartbeats", id: 0 };
        hashes.iter().map(|hash| row.need("address", AddressHash::from_bytes(hash))).collect()
    }
}

/// Gives every row of a statement, one at a time.
fn each_row(
    conn: &mut AnyConnection,
    statement: &str,
    mut take: impl FnMut(CountedRow) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    match conn {
        AnyConnection::Sqlite(conn) => {
            let rows = diesel::sql_query(statement).load_iter::<CountedRow, DefaultLoadingMode>(conn);
            rows.map_err(at_evidence)?.try_for_each(|row| take(row.map_err(at_evidence)?))
        }
        AnyConnection::Postgres(conn) => {
            let rows = diesel::sql_query(statement).load_iter::<CountedRow, PgRowByRowLoadingMode>(conn);
            rows.map_err(at_evidence)?.try_for_each(|row| take(row.map_err(at_evidence)?))
        }
    }
}

/// Reads the rows of addresses, in their order.
fn rows(
    conn: &mut AnyConnection,
    days: &BTreeSet<i64>,
    addresses: impl Iterator<Item = PeerAddress>,
) -> Result<Vec<EvidenceRow>, StoreError> {
    const COLUMNS: &str = "address, kind, application_id, torrent_id, net, size, first_seen, last_seen";
    let mut sql = SqlText::new(conn);
    let addresses: Vec<String> = addresses.map(|address| sql.bytes(octets(address.get()))).collect();
    let condition = format!("address IN ({})", addresses.join(", "));
    let Some(found) = of_all(&sql, days, COLUMNS, &condition) else { return Ok(Vec::new()) };
    sql.load(conn, &format!("SELECT {COLUMNS} FROM ({found}) AS found ORDER BY address")).map_err(at_evidence)
}

/// Selects from all days; `None`: there are none.
fn of_all(sql: &SqlText, days: &BTreeSet<i64>, columns: &str, condition: &str) -> Option<String> {
    if days.is_empty() {
        return None;
    }
    if !sql.is_sqlite {
        return Some(format!("SELECT {columns} FROM evidence WHERE {condition}"));
    }
    let of_day = |day: &i64| {
        let name = of_name(DayTable::Evidence, *day);
        format!("SELECT {columns} FROM {name} WHERE {condition}")
    };
    Some(days.iter().map(of_day).collect::<Vec<_>>().join(" UNION ALL "))
}

fn evidence(row: &EvidenceRow) -> Result<Evidence, StoreError> {
    let name = RowName { table: "evidence", id: row.application_id };
    Ok(Evidence {
        kind: name.need("kind", rolled_up::kind(row.kind))?,
        address: peer("evidence", &row.address)?,
        torrent: Some(row.torrent_id).filter(|torrent| *torrent != PRIVATE_TORRENT),
        application: row.application_id,
        net: row.net,
        size: row.size,
        first: row.first_seen,
        last: row.last_seen,
    })
}

fn at_evidence(error: diesel::result::Error) -> StoreError {
    StoreError::at("evidence", error)
}

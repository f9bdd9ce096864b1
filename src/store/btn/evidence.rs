//! What analyses are made of: who is heard, what is said against whom, and where participants are.

use std::collections::{BTreeSet, HashMap};
use std::net::IpAddr;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable};

use super::day_table::DayTable;
use super::day_tables::days;
use super::handle::BtnStore;
use super::participants::{ACTIVE_DAYS, HEARTBEAT_SECONDS, at_heartbeats};
use super::report_keys::octets;
use super::rolled_up::{self, PRIVATE_TORRENT};
use super::schema::{active_days, applications, heartbeats};
use crate::btn::analysis::{DownloadSighting, Evidence, NetworkHash, OwnerFacts};
use crate::btn::{AddressHash, PeerAddress};
use crate::catalog::Moment;
use crate::store::StoreError;
use crate::store::conn::AnyConnection;
use crate::store::rows::RowName;

/// How many rows are read at once, about.
const PAGE: i64 = 5_000;
/// How long sightings count, in seconds.
const SIGHTING_SECONDS: i64 = 3_600;

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

#[derive(QueryableByName)]
struct LastAddress {
    #[diesel(sql_type = Nullable<Binary>)]
    address: Option<Vec<u8>>,
}

impl BtnStore {
    /// Returns what is known of every account.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn owner_facts(&self, now: Moment) -> Result<Vec<OwnerFacts>, StoreError> {
        let owners = self.owners()?;
        let mut conn = self.pool.get()?;
        let of_owner: Vec<(i64, i64)> = applications::table
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
        let owner_of: HashMap<i64, i64> = of_owner.iter().copied().collect();
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
            active_days: active.get(&owner.id.0).map_or(0, |days| crate::number::to_u32(days.len())),
            reports_from: network.get(&owner.id.0).copied(),
            applications: of_owner.iter().filter(|(_, of)| *of == owner.id.0).map(|(id, _)| *id).collect(),
        });
        Ok(facts.collect())
    }

    /// Gives every row of evidence, in the order of [`PeerAddress`]: IPv4 first, and those of an address together.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]; [`StoreError::Away`].
    pub fn scan_evidence(&self, mut take: impl FnMut(Evidence)) -> Result<(), StoreError> {
        let mut conn = self.pool.get()?;
        let days = days(&mut conn, DayTable::Evidence)?;
        for octets in [4, 16] {
            let mut after = Vec::new();
            while let Some(last) = last_address(&mut conn, &days, octets, &after)? {
                let is_between = format!("length(address) = {octets} AND address > {} AND address <= {}", "{1}", "{2}");
                for row in rows(&mut conn, &days, &is_between, (&after, &last))? {
                    take(evidence(&row)?);
                }
                after = last;
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
        let address = octets(address.cut());
        let found = rows(&mut conn, &days, "address >= {1} AND address <= {2}", (&address, &address))?;
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
        let select = "SELECT DISTINCT address, torrent_id, application_id FROM";
        let mut found = Vec::new();
        for day in days {
            let question = format!(
                "{select} swarms_{day} WHERE last_seen >= {} AND progress < 1 AND to_peer > 0 AND to_peer > from_peer",
                since * 1000
            );
            let rows: Vec<SightingRow> =
                diesel::sql_query(question).load(&mut *conn).map_err(|error| StoreError::at("swarms", error))?;
            for row in rows {
                let address = address("swarms", &row.address)?;
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

/// Reads rows of evidence of which the condition is true, in the order of their addresses; `{1}` and `{2}` in it are the two
/// addresses.
fn rows(
    conn: &mut AnyConnection,
    days: &BTreeSet<i64>,
    condition: &str,
    (one, two): (&[u8], &[u8]),
) -> Result<Vec<EvidenceRow>, StoreError> {
    const COLUMNS: &str = "address, kind, application_id, torrent_id, net, size, first_seen, last_seen";
    let question =
        format!("SELECT {COLUMNS} FROM ({}) AS found ORDER BY address", of_all(conn, days, COLUMNS, condition));
    match conn {
        _ if days.is_empty() => Ok(Vec::new()),
        AnyConnection::Sqlite(conn) => {
            diesel::sql_query(question).bind::<Binary, _>(one).bind::<Binary, _>(two).load(conn)
        }
        AnyConnection::Postgres(conn) => {
            diesel::sql_query(question).bind::<Binary, _>(one).bind::<Binary, _>(two).load(conn)
        }
    }
    .map_err(at_evidence)
}

/// Finds the address of about the [`PAGE`]th row after an address, among addresses of so many bytes; `None`: there is none.
fn last_address(
    conn: &mut AnyConnection,
    days: &BTreeSet<i64>,
    octets: usize,
    after: &[u8],
) -> Result<Option<Vec<u8>>, StoreError> {
    if days.is_empty() {
        return Ok(None);
    }
    let condition = format!("length(address) = {octets} AND address > {{1}} ORDER BY address LIMIT {PAGE}");
    let pages = of_all(conn, days, "address", &condition);
    let question = format!(
        "SELECT address FROM (SELECT address FROM ({pages}) AS pages ORDER BY address LIMIT {PAGE}) AS page \
         ORDER BY address DESC LIMIT 1"
    );
    let found: Vec<LastAddress> = match conn {
        AnyConnection::Sqlite(conn) => diesel::sql_query(question).bind::<Binary, _>(after).load(conn),
        AnyConnection::Postgres(conn) => diesel::sql_query(question).bind::<Binary, _>(after).load(conn),
    }
    .map_err(at_evidence)?;
    Ok(found.into_iter().find_map(|row| row.address))
}

/// Selects from all days.
fn of_all(conn: &AnyConnection, days: &BTreeSet<i64>, columns: &str, condition: &str) -> String {
    match conn {
        AnyConnection::Sqlite(_) => {
            let condition = condition.replace("{1}", "?1").replace("{2}", "?2");
            let of_day = |day| format!("SELECT * FROM (SELECT {columns} FROM evidence_{day} WHERE {condition})");
            days.iter().map(of_day).collect::<Vec<_>>().join(" UNION ALL ")
        }
        AnyConnection::Postgres(_) => {
            let condition = condition.replace("{1}", "$1").replace("{2}", "$2");
            format!("SELECT {columns} FROM evidence WHERE {condition}")
        }
    }
}

fn evidence(row: &EvidenceRow) -> Result<Evidence, StoreError> {
    let name = RowName { table: "evidence", id: row.application_id };
    Ok(Evidence {
        kind: name.need("kind", rolled_up::kind(row.kind))?,
        address: address("evidence", &row.address)?,
        torrent: Some(row.torrent_id).filter(|torrent| *torrent != PRIVATE_TORRENT),
        application: row.application_id,
        net: row.net,
        size: row.size,
        first: row.first_seen,
        last: row.last_seen,
    })
}

/// Reads an address of 4 or 16 bytes; IPv6 is cut to 64 bits.
fn address(table: &'static str, bytes: &[u8]) -> Result<PeerAddress, StoreError> {
    let address =
        <[u8; 4]>::try_from(bytes).map(IpAddr::from).or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok();
    Ok(PeerAddress::from(RowName { table, id: 0 }.need("address", address)?).cut())
}

fn at_evidence(error: diesel::result::Error) -> StoreError {
    StoreError::at("evidence", error)
}

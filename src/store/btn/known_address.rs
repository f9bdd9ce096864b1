//! What was reported of an address in the last days, for whoever asks about it.

use std::net::IpAddr;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Double, Nullable, Text};
use ipnet::IpNet;

use super::addresses;
use super::applications::IS_HEARD;
use super::day_table::DayTable;
use super::day_tables::{days, of_name};
use super::handle::BtnStore;
use super::schema::{active_days, applications};
use super::sql_text::{RowCount, SqlText};
use crate::btn::{ApplicationId, OwnerId};
use crate::catalog::{DAY_SECONDS, Moment};
use crate::store::StoreError;
use crate::store::conn::AnyConnection;
use crate::store::rows::RowName;

/// Of how many days it is told.
pub const KNOWN_DAYS: i64 = 7;
/// The most records of a kind that are told, the newest.
const MAX_RECORDS: i64 = 100;
/// What is seen within so many seconds goes on at the same time.
const CONCURRENT_SECONDS: i64 = 3_600;

/// A record that is kept of an address.
#[derive(Clone, Debug, PartialEq, QueryableByName)]
pub struct KnownRecord {
    /// When: of a ban, when it was made; of a peer of a swarm, when it was last seen; in Unix milliseconds.
    #[diesel(sql_type = BigInt)]
    pub at: i64,
    /// When it was first seen.
    #[diesel(sql_type = BigInt)]
    pub first_seen: i64,
    /// The number of the torrent; `None`: it is private.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub torrent_id: Option<i64>,
    /// The 4 or 16 bytes of the address; see [`Self::address`].
    #[diesel(sql_type = Binary)]
    pub address: Vec<u8>,
    /// The port.
    #[diesel(sql_type = BigInt)]
    pub port: i64,
    /// What the peer calls itself.
    #[diesel(sql_type = Text)]
    pub peer_id: String,
    /// What its program calls itself.
    #[diesel(sql_type = Text)]
    pub client_name: String,
    /// How much the peer says it has.
    #[diesel(sql_type = Double)]
    pub progress: f64,
    /// How much the downloader has.
    #[diesel(sql_type = Double)]
    pub own_progress: f64,
    /// Bytes that the downloader got.
    #[diesel(sql_type = BigInt)]
    pub from_peer: i64,
    /// Bytes that it gave.
    #[diesel(sql_type = BigInt)]
    pub to_peer: i64,
    /// What the downloader says of the connection.
    #[diesel(sql_type = Text)]
    pub flags: String,
    /// Which module banned it; empty of a swarm.
    #[diesel(sql_type = Text)]
    pub module: String,
    /// By which rule.
    #[diesel(sql_type = Text)]
    pub rule: String,
    /// What the client says of it.
    #[diesel(sql_type = Text)]
    pub description: String,
    /// An object of JSON, or nothing.
    #[diesel(sql_type = Text)]
    pub data: String,
}

/// What is known of an address or a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnownAddress {
    /// How many bans there were.
    pub bans: i64,
    /// The newest of them.
    pub ban_records: Vec<KnownRecord>,
    /// How many rows of swarms there are.
    pub swarms: i64,
    /// The newest of them.
    pub swarm_records: Vec<KnownRecord>,
    /// How many torrents it is downloading.
    pub downloading: i64,
    /// How many it is seeding.
    pub seeding: i64,
    /// Bytes that it took.
    pub to_peer: i64,
    /// Bytes that it gave.
    pub from_peer: i64,
    /// How many torrents it was seen with.
    pub torrents: i64,
}

#[derive(QueryableByName)]
struct SwarmTotals {
    #[diesel(sql_type = BigInt)]
    swarms: i64,
    #[diesel(sql_type = BigInt)]
    downloading: i64,
    #[diesel(sql_type = BigInt)]
    seeding: i64,
    #[diesel(sql_type = BigInt)]
    to_peer: i64,
    #[diesel(sql_type = BigInt)]
    from_peer: i64,
    #[diesel(sql_type = BigInt)]
    torrents: i64,
}

impl KnownRecord {
    /// Returns the address.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub fn address(&self) -> Result<IpAddr, StoreError> {
        RowName { table: "reports", id: self.at }.need("address", addresses::address(&self.address))
    }
}

impl BtnStore {
    /// Returns what was reported of an address, or of a network, in the last 7 days by applications that are not
    /// banned.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn known_address(&self, network: IpNet, now: Moment) -> Result<KnownAddress, StoreError> {
        let mut conn = self.pool.get()?;
        let mut sql = SqlText::new(&conn);
        let condition = addresses::within(&mut sql, "address", network);
        let bans = all(&mut conn, DayTable::Bans, BAN_COLUMNS, &condition, now)?;
        let swarms =
            all(&mut conn, DayTable::Swarms, SWARM_COLUMNS, &condition, now)?.map(|swarms| last_of_each(&swarms));
        let mut known = KnownAddress::default();
        if let Some(bans) = bans {
            let count = format!("SELECT count(*) AS number FROM ({bans}) AS found");
            let counted: Vec<RowCount> = sql.load(&mut conn, &count).map_err(at_bans)?;
            known.bans = counted.iter().map(|count| count.number).sum();
            known.ban_records = sql.load(&mut conn, &newest(&bans)).map_err(at_bans)?;
        }
        if let Some(swarms) = swarms {
            let recent = (now.0 - CONCURRENT_SECONDS) * 1000;
            let at_once = |progress: &str| {
                format!("count(DISTINCT CASE WHEN at >= {recent} AND progress {progress} THEN torrent_id END)")
            };
            let sum =
                |column: &str| format!("CAST(coalesce(sum(CASE WHEN {column} > 0 THEN {column} END), 0) AS BIGINT)");
            let totals = format!(
                "SELECT count(*) AS swarms, {} AS downloading, {} AS seeding, {} AS to_peer, {} AS from_peer, \
                 count(DISTINCT torrent_id) AS torrents FROM ({swarms}) AS found",
                at_once("< 1"),
                at_once(">= 1"),
                sum("to_peer"),
                sum("from_peer"),
            );
            let totals: Vec<SwarmTotals> = sql.load(&mut conn, &totals).map_err(at_swarms)?;
            known.swarm_records = sql.load(&mut conn, &newest(&swarms)).map_err(at_swarms)?;
            for SwarmTotals { swarms, downloading, seeding, to_peer, from_peer, torrents } in totals {
                known = KnownAddress { swarms, downloading, seeding, to_peer, from_peer, torrents, ..known };
            }
        }
        Ok(known)
    }

    /// Returns whose an application is that reported in the last 30 days; `None`: it did not.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn reporting_owner(&self, application: ApplicationId) -> Result<Option<OwnerId>, StoreError> {
        let owner: Option<i64> = active_days::table
            .inner_join(applications::table.on(applications::id.eq(active_days::application_id)))
            .filter(active_days::application_id.eq(application.0))
            .select(applications::owner_id)
            .first(&mut *self.pool.get()?)
            .optional()
            .map_err(|error| StoreError::at("active_days", error))?;
        Ok(owner.map(OwnerId))
    }
}

const BAN_COLUMNS: &str = "at, at AS first_seen, torrent_id, address, port, peer_id, client_name, progress, \
                           own_progress, from_peer, to_peer, flags, module, rule, description, data";
const SWARM_COLUMNS: &str = "application_id, downloader, last_seen AS at, first_seen, torrent_id, address, port, peer_id, client_name, progress, \
                             own_progress, from_peer, to_peer, flags, '' AS module, '' AS rule, '' AS description, \
                             '' AS data";

/// Selects from the days; `None`: there are none.
fn all(
    conn: &mut AnyConnection,
    table: DayTable,
    columns: &str,
    condition: &str,
    now: Moment,
) -> Result<Option<String>, StoreError> {
    let since = Moment(now.0 - KNOWN_DAYS * DAY_SECONDS);
    let (time, from) = (table.time(), since.0 * 1000);
    let parts = days(conn, table)?
        .range(since.day()..)
        .map(|day| {
            format!(
                "SELECT {columns} FROM {} WHERE {condition} AND {time} >= {from} AND {IS_HEARD}",
                of_name(table, *day)
            )
        })
        .collect::<Vec<_>>();
    Ok((!parts.is_empty()).then(|| parts.join(" UNION ALL ")))
}

/// Selects what was seen last of each peer of a swarm: clients add up its bytes from day to day.
fn last_of_each(all: &str) -> String {
    format!(
        "SELECT * FROM (SELECT found.*, row_number() OVER (PARTITION BY application_id, downloader, torrent_id, address, \
         port ORDER BY at DESC) AS place FROM ({all}) AS found) AS placed WHERE place = 1"
    )
}

fn newest(all: &str) -> String {
    format!("SELECT * FROM ({all}) AS found ORDER BY at DESC LIMIT {MAX_RECORDS}")
}

fn at_bans(error: diesel::result::Error) -> StoreError {
    StoreError::at("bans", error)
}

fn at_swarms(error: diesel::result::Error) -> StoreError {
    StoreError::at("swarms", error)
}

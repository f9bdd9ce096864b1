//! The database of reports, on both backends.

mod accounts;
mod days;
mod intake;
mod queries;
mod sessions;

use afisha::btn::report::{read_bans, read_histories, read_snapshot, read_swarm};
use afisha::btn::{AppCredentials, ApplicationId};
use afisha::catalog::Moment;
use afisha::store::{BtnStore, DatabaseUrl, IncomingReport, ReportContent};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::support::database::Database;

/// A moment at noon.
pub(crate) const NOW: Moment = Moment(1_766_059_200);
/// The identifiers of two torrents.
pub(crate) const TORRENTS: [&str; 2] = [
    "52fa13494a4571a951b46b1a04be19ab9d8089c3d3761956c99f5435e6f2c8ad",
    "456e89c3e86fca4d5f87684ab7526e77b51dfe50613d43b83bf53bd0780f5a4a",
];

/// Adds an application of an owner of its own.
pub(super) fn application(store: &BtnStore, owner: &str) -> ApplicationId {
    let owner = store.add_owner(owner, NOW).unwrap().unwrap();
    store.add_application(owner, &AppCredentials::random(), "", NOW).unwrap().unwrap()
}

/// A peer as a member of a report, with these members instead of the usual ones.
pub(crate) fn peer(address: &str, others: &str) -> String {
    let at = NOW.0 * 1000;
    format!(
        r#"{{"peer_ip":"{address}","peer_port":7,"peer_id":"-XX0001-","peer_client_name":"x","peer_flag":"u",
        "torrent_identifier":"{}","torrent_size":9,"from_peer_traffic":1,"to_peer_traffic":2,"peer_progress":0.5,
        "downloader_progress":1,"ban_at":{at},"module":"m","rule":"r","downloader":"a","first_time_seen":{at},
        "last_time_seen":{at}{others}}}"#,
        TORRENTS[0]
    )
}

/// Which report it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Snapshot,
    Bans,
    Histories,
    Swarm,
}

pub(super) const KINDS: [Kind; 4] = [Kind::Snapshot, Kind::Bans, Kind::Histories, Kind::Swarm];

impl Kind {
    /// The table that it goes to.
    pub(super) fn table(self) -> &'static str {
        match self {
            Self::Snapshot => "snapshots",
            Self::Bans => "bans",
            Self::Histories => "histories",
            Self::Swarm => "swarms",
        }
    }

    /// A report of these peers that came at the moment; all are taken.
    pub(crate) fn report(self, application: ApplicationId, peers: &[String], now: Moment) -> IncomingReport {
        let list = match self {
            Self::Snapshot | Self::Histories => "peers",
            Self::Bans => "bans",
            Self::Swarm => "swarms",
        };
        let body = format!(r#"{{"populate_time":{},"{list}":[{}]}}"#, now.0 * 1000, peers.join(","));
        let bytes = body.as_bytes();
        let content = match self {
            Self::Snapshot => ReportContent::Snapshot(read_snapshot(bytes, now).unwrap()),
            Self::Bans => ReportContent::Bans(read_bans(bytes, true, now).unwrap()),
            Self::Histories => ReportContent::Histories(read_histories(bytes, now).unwrap()),
            Self::Swarm => ReportContent::Swarm(read_swarm(bytes, now).unwrap()),
        };
        let report = IncomingReport::new(application, bytes, content);
        assert_eq!(report.records(), peers.len());
        report
    }
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// The days of a table that are there, in order.
pub(crate) fn days(database: &Database, table: &str) -> Vec<i64> {
    let question = match database.url {
        DatabaseUrl::Sqlite(_) => "SELECT name FROM sqlite_schema WHERE type = 'table'",
        DatabaseUrl::Postgres(_) => "SELECT relname::text AS name FROM pg_class WHERE relispartition AND relkind = 'r'",
    };
    let names: Vec<Name> = diesel::sql_query(question).load(&mut database.raw()).unwrap();
    let day = |found: Name| found.name.strip_prefix(table)?.strip_prefix('_')?.parse().ok();
    let mut days: Vec<i64> = names.into_iter().filter_map(day).collect();
    days.sort_unstable();
    days
}

/// Asks for a number of every day of a table, such as `count(*)`, and adds them up.
pub(crate) fn sum(database: &Database, table: &str, what: &str) -> i64 {
    let day = |day: i64| {
        let question = format!("SELECT CAST(coalesce({what}, 0) AS BIGINT) AS number FROM {table}_{day}");
        let counts: Vec<Count> = diesel::sql_query(question).load(&mut database.raw()).unwrap();
        counts[0].number
    };
    days(database, table).into_iter().map(day).sum()
}

/// Asks for a number of a table that is not kept by days.
pub(crate) fn ask(database: &Database, what: &str) -> i64 {
    let counts: Vec<Count> =
        diesel::sql_query(format!("SELECT CAST({what} AS BIGINT) AS number")).load(&mut database.raw()).unwrap();
    counts[0].number
}

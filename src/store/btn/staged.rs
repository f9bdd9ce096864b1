//! Rows that are to be written, in tables of the connection's own: from there one statement moves all of them to their days.
//!
//! To SQLite they go by a prepared statement a table, to PostgreSQL as one `COPY`.

use diesel::prelude::*;

use super::day_table::DayTable;
use crate::store::conn::AnyConnection;

/// A row of a table that is kept by days.
pub(super) trait StagedRow: Sized {
    /// The table.
    const TABLE: DayTable;
    /// Its columns.
    const COLUMNS: &'static [&'static str];

    /// Returns the day that the row is about.
    fn day(&self) -> i64;

    /// Puts rows into the table of the connection's own.
    fn stage(conn: &mut AnyConnection, rows: &[Self]) -> QueryResult<()>;
}

/// Declares the table of the connection's own, and its row.
macro_rules! staged {
    ($(#[$doc:meta])* $row:ident of $table:ident in $staged:ident {
        $($column:ident: $type:ty => [$($sql:tt)+],)+
    }) => {
        diesel::table! {
            $staged (day) {
                $($column -> $($sql)+,)+
            }
        }

        $(#[$doc])*
        #[derive(Clone, Debug, Insertable)]
        #[diesel(table_name = $staged, treat_none_as_default_value = false)]
        pub(super) struct $row {
            $(pub(super) $column: $type,)+
        }

        impl StagedRow for $row {
            const TABLE: DayTable = DayTable::$table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($column)),+];

            fn day(&self) -> i64 {
                self.day
            }

            fn stage(conn: &mut AnyConnection, rows: &[Self]) -> QueryResult<()> {
                match conn {
                    AnyConnection::Sqlite(conn) => rows
                        .iter()
                        .try_for_each(|row| diesel::insert_into($staged::table).values(row).execute(conn).map(drop)),
                    AnyConnection::Postgres(conn) => {
                        diesel::copy_from($staged::table).from_insertable(rows).execute(conn).map(drop)
                    }
                }
            }
        }
    };
}

staged! {
    /// A peer of a snapshot; its place is that in the report.
    StagedSnapshot of Snapshots in staged_snapshots {
        day: i64 => [BigInt],
        application_id: i64 => [BigInt],
        report: i64 => [BigInt],
        place: i64 => [BigInt],
        at: i64 => [BigInt],
        torrent_id: i64 => [BigInt],
        address: Vec<u8> => [Binary],
        port: i64 => [BigInt],
        peer_id: String => [Text],
        client_name: String => [Text],
        from_peer: i64 => [BigInt],
        to_peer: i64 => [BigInt],
        from_peer_speed: i64 => [BigInt],
        to_peer_speed: i64 => [BigInt],
        progress: f64 => [Double],
        own_progress: f64 => [Double],
        flags: String => [Text],
    }
}

staged! {
    /// A ban; without a torrent where that is private.
    StagedBan of Bans in staged_bans {
        day: i64 => [BigInt],
        application_id: i64 => [BigInt],
        ban_key: Vec<u8> => [Binary],
        at: i64 => [BigInt],
        torrent_id: Option<i64> => [Nullable<BigInt>],
        address: Vec<u8> => [Binary],
        port: i64 => [BigInt],
        peer_id: String => [Text],
        client_name: String => [Text],
        from_peer: i64 => [BigInt],
        to_peer: i64 => [BigInt],
        progress: f64 => [Double],
        own_progress: f64 => [Double],
        flags: String => [Text],
        by_rules: i64 => [BigInt],
        module: String => [Text],
        rule: String => [Text],
        description: String => [Text],
        data: String => [Text],
    }
}

staged! {
    /// What passed between an application and a peer.
    StagedHistory of Histories in staged_histories {
        day: i64 => [BigInt],
        application_id: i64 => [BigInt],
        torrent_id: i64 => [BigInt],
        address: Vec<u8> => [Binary],
        peer_id: String => [Text],
        first_seen: i64 => [BigInt],
        last_seen: i64 => [BigInt],
        client_name: String => [Text],
        from_peer: i64 => [BigInt],
        to_peer: i64 => [BigInt],
        flags: String => [Text],
    }
}

staged! {
    /// What is said against a peer, rolled up.
    StagedEvidence of Evidence in staged_evidence {
        address: Vec<u8> => [Binary],
        kind: i64 => [BigInt],
        application_id: i64 => [BigInt],
        torrent_id: i64 => [BigInt],
        day: i64 => [BigInt],
        net: i64 => [BigInt],
        size: i64 => [BigInt],
        first_seen: i64 => [BigInt],
        last_seen: i64 => [BigInt],
    }
}

staged! {
    /// What passed between a downloader and a peer of a swarm.
    StagedSwarm of Swarms in staged_swarms {
        day: i64 => [BigInt],
        application_id: i64 => [BigInt],
        downloader: i64 => [BigInt],
        torrent_id: i64 => [BigInt],
        address: Vec<u8> => [Binary],
        port: i64 => [BigInt],
        first_seen: i64 => [BigInt],
        last_seen: i64 => [BigInt],
        peer_id: String => [Text],
        client_name: String => [Text],
        from_peer: i64 => [BigInt],
        to_peer: i64 => [BigInt],
        from_peer_speed: i64 => [BigInt],
        to_peer_speed: i64 => [BigInt],
        progress: f64 => [Double],
        own_progress: f64 => [Double],
        flags: String => [Text],
    }
}

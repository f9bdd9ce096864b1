//! `btn/intake`

use std::time::{Duration, Instant};

use afisha::store::{BtnStore, IncomingReport};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Double, Text};

use super::made_up::{MadeUp, NOW, open};
use crate::peers::processor_time;

/// Makes a report of so many records.
type Make = fn(&mut MadeUp, usize) -> IncomingReport;

/// Reports of a transaction.
const BATCH: usize = 50;
const PEERS: usize = 600_000;

pub(super) fn bench() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("btn.db");
    let url = std::env::var("AFISHA_BENCH_DATABASE_URL").unwrap_or_else(|_| format!("sqlite:{}", path.display()));
    let store = open(&url);
    let mut made = MadeUp::new(&store, 1_000);
    let kinds: [(&str, usize, Make); 3] = [
        ("snapshots of 200 peers", 200, |made, peers| made.snapshot(peers, 0)),
        ("pages of 1,000 of swarms", 1_000, |made, peers| made.swarm(peers, 0)),
        ("pages of 100 bans", 100, |made, bans| made.bans(bans, 0)),
    ];
    for (name, records, report) in kinds {
        let before = size(&path);
        let (mut wall, mut processor, mut rows) = (Duration::ZERO, Duration::ZERO, 0);
        while rows < PEERS {
            let reports: Vec<_> = (0..BATCH).map(|_| report(&mut made, records)).collect();
            let (began, used) = (Instant::now(), processor_time());
            take_in(&store, &reports);
            wall += began.elapsed();
            processor += processor_time() - used;
            rows += BATCH * records;
        }
        let bytes = size(&path).saturating_sub(before) / rows as u64;
        println!(
            "{name}: {:.0} rows/s, {:.1} us of processor time and {bytes} bytes a row",
            rows as f64 / wall.as_secs_f64(),
            processor.as_secs_f64() * 1e6 / rows as f64
        );
    }
    plain(&folder.path().join("plain.db"));
}

fn take_in(store: &BtnStore, reports: &[IncomingReport]) {
    store.take_in(reports, NOW).unwrap();
}

/// The bytes of a SQLite file and of what was not moved into it yet.
fn size(path: &std::path::Path) -> u64 {
    let of = |path: std::path::PathBuf| std::fs::metadata(path).map_or(0, |data| data.len());
    of(path.into()) + of(format!("{}-wal", path.display()).into())
}

/// Puts as many rows of as many bytes into a plain table, one statement a row, as many in a transaction.
fn plain(path: &std::path::Path) {
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    conn.batch_execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE plain (day INTEGER, application_id INTEGER, \
         downloader INTEGER, torrent_id INTEGER, address BLOB, port INTEGER, first_seen INTEGER, last_seen INTEGER, \
         peer_id TEXT, client_name TEXT, from_peer INTEGER, to_peer INTEGER, from_peer_speed INTEGER, \
         to_peer_speed INTEGER, progress REAL, own_progress REAL, flags TEXT)",
    )
    .unwrap();
    let (began, used, mut rows) = (Instant::now(), processor_time(), 0_i64);
    while rows < PEERS as i64 {
        conn.transaction::<_, diesel::result::Error, _>(|conn| {
            for _ in 0..BATCH * 1_000 {
                rows += 1;
                diesel::sql_query("INSERT INTO plain VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
                    .bind::<BigInt, _>(20_450)
                    .bind::<BigInt, _>(rows % 1_000)
                    .bind::<BigInt, _>(rows * 1_000_003)
                    .bind::<BigInt, _>(rows % 20_000)
                    .bind::<Binary, _>((rows as u32).to_be_bytes().to_vec())
                    .bind::<BigInt, _>(6_881)
                    .bind::<BigInt, _>(NOW.0 * 1000)
                    .bind::<BigInt, _>(NOW.0 * 1000)
                    .bind::<Text, _>("-qB4520-")
                    .bind::<Text, _>("qBittorrent/4.5.2")
                    .bind::<BigInt, _>(rows)
                    .bind::<BigInt, _>(rows * 7)
                    .bind::<BigInt, _>(100_000)
                    .bind::<BigInt, _>(1_000_000)
                    .bind::<Double, _>(0.5)
                    .bind::<Double, _>(1.0)
                    .bind::<Text, _>("u I E")
                    .execute(conn)?;
            }
            Ok(())
        })
        .unwrap();
    }
    println!(
        "plain rows of a swarm, by the same library: {:.0} rows/s, {:.1} us of processor time and {} bytes a row",
        rows as f64 / began.elapsed().as_secs_f64(),
        (processor_time() - used).as_secs_f64() * 1e6 / rows as f64,
        size(path) / rows as u64
    );
}

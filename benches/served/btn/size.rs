//! `btn/size`

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use afisha::btn::TorrentIdentifier;
use afisha::btn::analysis::Thresholds;
use afisha::btn::query::{AskedReports, ReportQuery};
use afisha::catalog::{DAY_SECONDS, Moment};
use afisha::refresh::{Growth, ListTerms, make_lists};
use afisha::store::{BtnStore, MOST_LOOKED_AT};
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Value, json};

use super::made_up::{Draw, MadeUp, NOW, open};

/// How many peers are written at once, half of them in snapshots and half in pages of swarms, and a quarter as many bans: about
/// what the largest known network of this kind gets in an hour.
const BATCH: usize = 100_000;
/// On how many days each is reported.
const SNAPSHOT_DAYS: i64 = 3;
const SWARM_DAYS: i64 = 7;
const BAN_DAYS: i64 = 14;
const ASKED: usize = 300;

pub(super) fn bench() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("btn.db");
    let url = std::env::var("AFISHA_BENCH_DATABASE_URL").unwrap_or_else(|_| format!("sqlite:{}", path.display()));
    let most: usize = std::env::var("AFISHA_BENCH_BTN_ROWS").map_or(10_000_000, |rows| rows.parse().unwrap());
    let store = open(&url);
    let mut made = MadeUp::new(&store, 2_000);
    let mut rows = 0;
    for until in [most / 8, most / 4, most / 2, most] {
        let began = Instant::now();
        while rows < until {
            rows += fill(&store, &mut made);
        }
        println!("{rows} rows of peers and a quarter as many bans, written in {:.0?}", began.elapsed());
        println!("  {:.1} GB", size(&path) as f64 / 1e9);
        print!("  all is new: ");
        analyses(&store, &mut made);
        for _ in 0..2 {
            rows += fill(&store, &mut made);
            print!("  {BATCH} more: ");
            analyses(&store, &mut made);
        }
    }
    questions(&store);
    queries(&store);
    let before = size(&path);
    let began = Instant::now();
    // The first day of peers is over, and what nobody reported before it.
    let later = Moment(NOW.0 + 2 * DAY_SECONDS);
    let dropped = store.keep_days(later).unwrap();
    println!(
        "{dropped} days dropped in {:.1?}; {:.2} GB before, {:.2} GB after",
        began.elapsed(),
        before as f64 / 1e9,
        size(&path) as f64 / 1e9
    );
}

/// Writes reports; returns how many peers.
fn fill(store: &BtnStore, made: &mut MadeUp) -> usize {
    let days = |reports: usize, days: i64| (0..reports).map(move |number| number as i64 % days);
    let snapshots: Vec<_> = days(BATCH / 2 / 200, SNAPSHOT_DAYS).map(|day| made.snapshot(200, day)).collect();
    let swarms: Vec<_> = days(BATCH / 2 / 1_000, SWARM_DAYS).map(|day| made.swarm(1_000, day)).collect();
    let bans: Vec<_> = days(BATCH / 4 / 100, BAN_DAYS).map(|day| made.bans(100, day)).collect();
    for reports in [snapshots, swarms, bans] {
        store.take_in(&reports, NOW).unwrap();
    }
    BATCH
}

/// Makes lists, while somebody reports.
fn analyses(store: &BtnStore, made: &mut MadeUp) {
    let thresholds = Thresholds { active_days: 0, ..Thresholds::default() };
    let terms = ListTerms { thresholds, most: 20_000, protected: vec![], lists_documentation: false };
    let (stop, reports) = (AtomicBool::new(false), (0..2_000).map(|_| made.snapshot(200, 0)).collect::<Vec<_>>());
    thread::scope(|scope| {
        let waits = scope.spawn(|| {
            let mut waits = Vec::new();
            for report in reports {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let began = Instant::now();
                store.take_in(&[report], NOW).unwrap();
                waits.push(began.elapsed());
                thread::sleep(Duration::from_millis(10));
            }
            waits.sort();
            waits
        });
        let (began, used) = (Instant::now(), thread_time());
        let lists = make_lists(store, &terms, Growth::Accepted, NOW).unwrap();
        let (wall, processor) = (began.elapsed(), thread_time() - used);
        stop.store(true, Ordering::Relaxed);
        let waits = waits.join().unwrap();
        println!(
            "all analyses: {wall:.1?}, {processor:.1?} of processor time; {} heard, {} found; \
             most memory so far {} MB; a report meanwhile: p50 {:.1?}, p99 {:.1?} ({})",
            lists.heard,
            lists.suspects.len() + lists.watched.len(),
            peak_megabytes(),
            waits[waits.len() / 2],
            waits[(waits.len() * 99 / 100).min(waits.len() - 1)],
            waits.len()
        );
    });
}

fn questions(store: &BtnStore) {
    let mut draw = Draw::new(3);
    let mut waits: Vec<Duration> = (0..ASKED)
        .map(|_| {
            let address = IpAddr::from((0x5000_0000 + draw.below(2_000_000) as u32 * 7).to_be_bytes());
            let began = Instant::now();
            store.known_address(address.into(), NOW).unwrap();
            began.elapsed()
        })
        .collect();
    waits.sort();
    println!("what is known of an address: p50 {:.1?}, p99 {:.1?}", waits[ASKED / 2], waits[ASKED * 99 / 100]);
    let began = Instant::now();
    store.film_swarms(NOW).unwrap();
    println!("peers by film: {:.1?}", began.elapsed());
}

/// What is asked: its name, of what, and the query by a number that is drawn.
type AskedKind<'a> = (&'a str, AskedReports, &'a dyn Fn(u64) -> Value);

/// Asks what people ask, each question of many addresses, torrents and pages.
fn queries(store: &BtnStore) {
    let torrent = |number: u64| TorrentIdentifier::of(&format!("{number:040x}")).to_string();
    let address = |number: u64| IpAddr::from((0x5000_0000 + number as u32 * 7).to_be_bytes());
    let asked: [AskedKind<'_>; 10] = [
        ("newest bans", AskedReports::Bans, &|number| json!({ "page": number % 100 })),
        ("newest peers", AskedReports::Snapshots, &|number| json!({ "page": number % 100 })),
        ("bans of an address", AskedReports::Bans, &|number| json!({ "peerIp": address(number) })),
        ("bans of a network", AskedReports::Bans, &|number| json!({ "peerIp": format!("{}/24", address(number)) })),
        ("bans of a torrent", AskedReports::Bans, &|number| json!({ "torrentIdentifier": torrent(number % 20_000) })),
        ("peers of an address", AskedReports::Snapshots, &|number| json!({ "peerIp": address(number) })),
        (
            "peers of a torrent",
            AskedReports::Snapshots,
            &|number| json!({ "torrentIdentifier": torrent(number % 20_000), "sortBy": ["toPeerTraffic"] }),
        ),
        (
            "bans by a text",
            AskedReports::Bans,
            &|number| json!({ "rule": format!("went {number}"), "ruleCompareMethod": "CONTAINS" }),
        ),
        (
            "peers by a text",
            AskedReports::Snapshots,
            &|number| json!({ "peerClientName": format!("4.{number}"), "peerClientNameCompareMethod": "CONTAINS" }),
        ),
        (
            "peers with the most bytes",
            AskedReports::Snapshots,
            &|number| json!({ "sortBy": ["toPeerTraffic"], "page": number % 100 }),
        ),
    ];
    let (mut draw, mut all) = (Draw::new(5), Vec::new());
    for (name, kind, query) in asked {
        let mut waits: Vec<Duration> = (0..ASKED / 3)
            .map(|_| {
                let query = ReportQuery::read(kind, query(draw.below(2_000_000)).to_string().as_bytes()).unwrap();
                let began = Instant::now();
                store.find_reports(&query, MOST_LOOKED_AT, NOW).unwrap();
                began.elapsed()
            })
            .collect();
        waits.sort();
        println!("  {name}: p50 {:.1?}, p99 {:.1?}", waits[waits.len() / 2], waits[waits.len() * 99 / 100]);
        all.extend(waits);
    }
    all.sort();
    println!("what people ask: p50 {:.1?}, p99 {:.1?}", all[all.len() / 2], all[all.len() * 99 / 100]);
}

fn size(path: &std::path::Path) -> u64 {
    std::fs::metadata(path).map_or(0, |data| data.len())
}

/// The processor time of this thread.
fn thread_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap())
}

/// The most memory that the process has had.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

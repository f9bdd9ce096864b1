//! `btn/size`

use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use afisha::btn::analysis::Thresholds;
use afisha::catalog::{DAY_SECONDS, Moment};
use afisha::refresh::{Growth, ListTerms, make_lists};
use afisha::store::BtnStore;

use super::made_up::{Draw, MadeUp, NOW, open};
use crate::peers::processor_time;

const BATCH: usize = 100;
/// On how many days peers are reported, and bans.
const PEER_DAYS: i64 = 7;
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
    for until in [most / 8, most] {
        let began = Instant::now();
        while rows < until {
            rows += fill(&store, &mut made);
        }
        println!("{rows} rows of peers and a quarter as many bans, written in {:.0?}", began.elapsed());
        println!("  {:.1} GB", size(&path) as f64 / 1e9);
        analyses(&store, &mut made);
    }
    questions(&store);
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

/// Writes reports of some day; returns how many peers.
fn fill(store: &BtnStore, made: &mut MadeUp) -> usize {
    let peers: Vec<_> = (0..BATCH).map(|number| made.swarm(1_000, number as i64 % PEER_DAYS)).collect();
    let bans: Vec<_> = (0..BATCH / 4 * 10).map(|number| made.bans(100, number as i64 % BAN_DAYS)).collect();
    store.take_in(&peers, NOW).unwrap();
    store.take_in(&bans, NOW).unwrap();
    BATCH * 1_000
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
        let (began, used) = (Instant::now(), processor_time());
        let lists = make_lists(store, &terms, Growth::Accepted, NOW).unwrap();
        let (wall, processor) = (began.elapsed(), processor_time() - used);
        stop.store(true, Ordering::Relaxed);
        let waits = waits.join().unwrap();
        println!(
            "  all analyses: {wall:.1?}, {processor:.1?} of processor time with the reports beside; {} heard, {} found; \
             most memory so far {} MB; a report meanwhile: p50 {:.1?}, p99 {:.1?} ({})",
            lists.eligible,
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

fn size(path: &std::path::Path) -> u64 {
    std::fs::metadata(path).map_or(0, |data| data.len())
}

/// The most memory that the process has had.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

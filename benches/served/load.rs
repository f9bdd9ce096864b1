//! What a usual page takes while others ask what is dear: its 99th percentile quiet, and beside eight connections that
//! ask one kind of dear question after another.
//!
//! Everything is served in this process over 100,000 films, by as many answering threads as there are cores and the
//! pool of the program. Quiet and busy rounds take turns, so that a machine that drifts does so for both; the ratio is
//! that of the medians of their percentiles. The clients run on the same cores as the server.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::client::{Connection, get};
use crate::serve;

const USUAL: [&str; 2] = ["/list/", "/list/?tag=genre-0,country-0&sort=year-d"];
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);
/// Between two usual pages.
const PAUSE: Duration = Duration::from_millis(2);
const DEAR_CONNECTIONS: usize = 8;
/// How long a client waits that was told to come again: far less than it was told.
const IMPATIENCE: Duration = Duration::from_millis(20);

/// A kind of dear request: its name, and its lines but for the host.
type Kind = (&'static str, fn(u64) -> String);

const KINDS: [Kind; 10] = [
    ("a week ahead", |_| get("/list/?published_before=1578441600")),
    ("random, seeded", |at| get(&format!("/list/?sort=random&seed={at}"))),
    ("updated since a day", |_| get("/list/?begin=2015-01-01&sort=title-a")),
    ("sixteen words", |_| get(&format!("/list/?q={}", ["%D0%BD%D0%BE%D1%87%D1%8C"; 16].join("+")))),
    ("a letter (usual)", |_| get("/list/?q=%D0%BD")),
    ("like ten films", |at| get(&format!("/list/similar/?ids={}", many(at)))),
    ("page 3000", |_| get("/list/?p=3000")),
    ("/tags/ in gzip", |_| get("/tags/") + "Accept-Encoding: gzip\r\n"),
    ("HEAD of /tags/ in gzip", |_| get("/tags/").replace("GET", "HEAD") + "Accept-Encoding: gzip\r\n"),
    ("200 films in gzip", |at| get(&format!("/list/?max=200&p={}", at % 100 + 1)) + "Accept-Encoding: gzip\r\n"),
];

fn many(at: u64) -> String {
    (1..=10).map(|film| (at * 10 + film).to_string()).collect::<Vec<_>>().join(",")
}

/// Measures the kinds whose names hold what is wanted.
pub(crate) fn bench(wanted: &str) {
    let address = serve(thread::available_parallelism().unwrap().get());
    let _ = usual(address, &USUAL, ROUND / 3);
    for (name, ask) in KINDS.iter().filter(|(name, _)| name.contains(wanted)) {
        let (mut quiet, mut busy, mut counts) = (Vec::new(), Vec::new(), [0; 2]);
        for _ in 0..ROUNDS {
            quiet.push(usual(address, &USUAL, ROUND));
            let (times, answered, refused) = beside(address, *ask);
            busy.push(times);
            counts = [counts[0] + answered, counts[1] + refused];
        }
        let [(quiet50, quiet99), (busy50, busy99)] = [quiet, busy].map(|rounds| (at(&rounds, 50), at(&rounds, 99)));
        let ratio = busy99.as_secs_f64() / quiet99.as_secs_f64();
        println!(
            "{name:<24} usual page: quiet p50 {quiet50:>8.1?} p99 {quiet99:>8.1?}, busy p50 {busy50:>8.1?} p99 \
             {busy99:>8.1?}, ratio of p99 {ratio:.2}; dear: {} answered a second, {} refused",
            counts[0] / (ROUNDS as u64 * ROUND.as_secs()),
            counts[1],
        );
    }
}

/// Returns the median over the rounds of a percentile of the times of each.
pub(crate) fn at(rounds: &[Vec<Duration>], share: usize) -> Duration {
    let mut found: Vec<Duration> = rounds.iter().map(|times| times[times.len() * share / 100]).collect();
    found.sort();
    found[found.len() / 2]
}

/// Asks for pages in turn for so long; returns their times in order.
pub(crate) fn usual(address: SocketAddr, pages: &[&str], long: Duration) -> Vec<Duration> {
    let mut connection = Connection::open(address).unwrap();
    let began = Instant::now();
    let mut times = Vec::new();
    for path in pages.iter().cycle() {
        if began.elapsed() >= long {
            break;
        }
        let asked = Instant::now();
        assert_eq!(connection.ask(&get(path)).unwrap(), 200);
        times.push(asked.elapsed());
        thread::sleep(PAUSE);
    }
    times.sort();
    times
}

/// Asks for usual pages while others ask for what is dear; returns the times of the usual ones, and how many of the
/// others were answered and refused.
fn beside(address: SocketAddr, dear: fn(u64) -> String) -> (Vec<Duration>, u64, u64) {
    let (stop, asked) = (AtomicBool::new(false), AtomicU64::new(0));
    let [answered, refused] = [AtomicU64::new(0), AtomicU64::new(0)];
    let times = thread::scope(|scope| {
        for _ in 0..DEAR_CONNECTIONS {
            scope.spawn(|| {
                let mut connection = Connection::open(address).unwrap();
                while !stop.load(Ordering::Relaxed) {
                    match connection.ask(&dear(asked.fetch_add(1, Ordering::Relaxed))).unwrap() {
                        200 => answered.fetch_add(1, Ordering::Relaxed),
                        429 => {
                            thread::sleep(IMPATIENCE);
                            refused.fetch_add(1, Ordering::Relaxed)
                        }
                        status => panic!("{status}"),
                    };
                }
            });
        }
        thread::sleep(ROUND / 10);
        let times = usual(address, &USUAL, ROUND);
        stop.store(true, Ordering::Relaxed);
        times
    });
    (times, answered.into_inner(), refused.into_inner())
}

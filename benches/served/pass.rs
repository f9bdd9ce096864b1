//! The first pass over a peer, and what boxes and editors of the reader wait for beside it; see the part `peers`.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use afisha::catalog::{Film, Text};
use afisha::store::{Store, StoreError};

use crate::catalogue::generate;
use crate::client::{Connection, get};
use crate::neighbour::Neighbour;

const USUAL: [&str; 2] = ["/list/", "/list/?tag=genre-0,country-0&sort=year-d"];
/// Between two usual pages.
const PAUSE: Duration = Duration::from_millis(2);
/// Between two edits.
const EDIT_PAUSE: Duration = Duration::from_secs(1);
const QUIET: Duration = Duration::from_secs(20);
/// How often a key may be used in a minute that nobody has changed.
const USUAL_LIMIT: u32 = 60;
/// How long a pass at that limit is looked at: its beginning, when it does not know the limit yet, and the minute after.
const PACED: Duration = Duration::from_secs(120);

/// What was waited for.
struct Waits {
    pages: Vec<Duration>,
    edits: Vec<Duration>,
}

/// Measures a pass.
pub(crate) fn bench(peer: &Neighbour, reader: &Neighbour, store: &Store) {
    reader.know(peer);
    peer.limit(1_000_000);
    reader.wait();
    let quiet = beside(reader.boxes, (store, "quiet"), || thread::sleep(QUIET));
    let mut pass = Duration::ZERO;
    let mut report = String::new();
    let busy = beside(reader.boxes, (store, "busy"), || {
        let began = Instant::now();
        report = reader.sync();
        pass = began.elapsed();
    });
    println!("the first pass took {pass:.1?}: {}", report.trim());
    quiet.print("quiet");
    busy.print("during the pass");
    reader.purge();
    peer.limit(USUAL_LIMIT);
    let paced = beside(reader.boxes, (store, "paced"), || reader.sync_for(PACED));
    paced.print("at the usual limit");
}

impl Waits {
    fn print(&self, name: &str) {
        let at = |times: &[Duration], share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
        let (pages, edits) = (&self.pages, &self.edits);
        println!(
            "{name:<18} usual pages p50 {:.1?} p99 {:.1?} ({}); edits served p50 {:.0?}, at most {:.0?} ({})",
            at(pages, 50),
            at(pages, 99),
            pages.len(),
            at(edits, 50),
            at(edits, 100),
            edits.len()
        );
    }
}

/// Asks for usual pages, and edits films, while the work is done; new titles begin with the text.
fn beside(address: SocketAddr, store: (&Store, &str), work: impl FnOnce()) -> Waits {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let pages = scope.spawn(|| pages(address, &stop));
        let edits = scope.spawn(|| edits(address, store, &stop));
        work();
        stop.store(true, Ordering::Relaxed);
        let [mut pages, mut edits] = [pages, edits].map(|waiting| waiting.join().unwrap());
        pages.sort();
        edits.sort();
        Waits { pages, edits }
    })
}

fn pages(address: SocketAddr, stop: &AtomicBool) -> Vec<Duration> {
    let mut connection = Connection::open(address).unwrap();
    let mut times = Vec::new();
    for path in USUAL.iter().cycle() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let asked = Instant::now();
        assert_eq!(connection.ask(&get(path)).unwrap(), 200);
        times.push(asked.elapsed());
        thread::sleep(PAUSE);
    }
    times
}

/// Tells whether everybody finds a film in lists: it is not restricted, and not about films that are to come.
fn is_listed(film: &Film) -> bool {
    film.access.is_empty() && !film.tags.contains(&generate::TRAILER)
}

/// Edits one film after the other; returns how long each took from the begin of its transaction until it was served.
fn edits(address: SocketAddr, (store, begin): (&Store, &str), stop: &AtomicBool) -> Vec<Duration> {
    let mut connection = Connection::open(address).unwrap();
    let mut times = Vec::new();
    for (round, film) in generate::films(generate::FILMS).filter(is_listed).enumerate() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let title = format!("{begin} {round}");
        let film = Film { title: Text::new(&title).unwrap(), ..film };
        let began = Instant::now();
        store.edit(|edit| edit.put_films(std::slice::from_ref(&film))).map_err(|e: StoreError| e).unwrap();
        let path = format!("/list/?ids={}&end=2100-01-01&published_before=4000000000&device-version=R9", film.id);
        loop {
            let (_, body) = connection.fetch(&get(&path)).unwrap();
            if String::from_utf8(body).unwrap().contains(&title) {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "the edit of film {} is never served", film.id);
            thread::sleep(Duration::from_millis(5));
        }
        times.push(began.elapsed());
        thread::sleep(EDIT_PAUSE);
    }
    times
}

//! The whole program over 100,000 films in SQLite: import, start to first answer, memory, an edit until it is served.
//!
//! The films are written into a fresh database; then `afisha serve` is started as a process of its own and asked as a
//! box would ask. Memory is that process's share of what is resident (PSS), all told, as Linux reports it, after the first
//! answer and after a load of lists, a few seconds after each; and its resident set after the edits. Each edit is made by
//! this process, which is another one than the server; a second client keeps asking meanwhile and counts how often it was
//! not answered.
//!
//! Over a catalogue of one's own: `AFISHA_SCALE_DATABASE=films.db cargo bench --bench served -- scale` starts over that file,
//! which must be migrated, and edits nothing.

use std::env;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use afisha::catalog::{Film, Text};
use afisha::store::{DatabaseUrl, Store, StoreError};

use crate::catalogue::generate;
use crate::client::{self, Connection};

const EDITS: u64 = 5;
const BATCH: usize = 500;
/// The devices that lists are loaded for.
const DEVICES: [&str; 3] = ["stb820", "eltex-nv-101", "samsung-tv-c"];

/// The file of a catalogue to start over, instead of a made-up one.
const DATABASE: &str = "AFISHA_SCALE_DATABASE";
/// How long after its last answer the memory of a server is looked at.
const SETTLED: Duration = Duration::from_secs(3);

pub(crate) fn bench() {
    if let Ok(file) = env::var(DATABASE) {
        let url = format!("sqlite:{file}");
        let films = Store::open_to_read(&DatabaseUrl::parse(&url).unwrap()).unwrap().count_films().unwrap();
        starts(&url, films);
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("scale.db").display());
    let store = Store::create(&DatabaseUrl::parse(&url).unwrap()).unwrap();
    store.migrate().unwrap();
    let began = Instant::now();
    fill(&store);
    println!("{} films written in {:.1} s", generate::FILMS, began.elapsed().as_secs_f64());
    let (server, address) = starts(&url, generate::FILMS);
    edit(&store, address);
    println!("resident after {EDITS} edits: {} MB", server.resident());
}

/// Starts the server several times over so many films, and says what that takes; returns the last one.
fn starts(url: &str, films: u64) -> (Server, SocketAddr) {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let start = |run: u32| {
        let began = Instant::now();
        let server = Server::start(url, address);
        println!("start {run}: first answer after {:.2} s", began.elapsed().as_secs_f64());
        server
    };
    (1..3).for_each(|run| drop(start(run)));
    let server = start(3);
    let tell = |when: &str| {
        thread::sleep(SETTLED);
        let share = server.share();
        println!("memory (PSS) {when}: {} MB, {:.2} kB a film", share / 1000, share as f64 / films as f64);
    };
    tell("after the first answer");
    for sort in ["title-a", "year-d,title-a", "popularity-d", "published-d", "rating-kinopoisk-d", "rating-imdb-d"] {
        for (device, page) in DEVICES.into_iter().flat_map(|device| (1..100).map(move |page| (device, page))) {
            assert!(get(address, &format!("/list/?device={device}&sort={sort}&p={page}")).is_some());
        }
    }
    tell("after lists in six orders on three devices");
    (server, address)
}

fn fill(store: &Store) {
    store
        .edit(|edit| {
            edit.put_tags(&generate::tags())?;
            let films: Vec<Film> = generate::films(generate::FILMS).collect();
            for batch in films.chunks(BATCH) {
                edit.put_films(batch)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

/// Changes the title of one film at a time and waits until the server says so.
fn edit(store: &Store, address: SocketAddr) {
    let (stop, asked, failed) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                let answered = get(address, "/list/?max=1").is_some();
                asked.fetch_add(1, Ordering::Relaxed);
                failed.fetch_add(usize::from(!answered), Ordering::Relaxed);
                thread::sleep(Duration::from_millis(2));
            }
        });
        let films = generate::films(generate::FILMS).skip(1000).filter(|film| film.access.is_empty());
        for (round, mut film) in films.take(EDITS as usize).enumerate() {
            let title = format!("Изменение {round}");
            film.title = Text::new(&title).unwrap();
            store.edit(|edit| edit.put_films(std::slice::from_ref(&film))).map_err(|e: StoreError| e).unwrap();
            let began = Instant::now();
            let path = format!("/list/?ids={}&end=2100-01-01&published_before=4000000000&device-version=R9", film.id);
            while !get(address, &path).unwrap().contains(&title) {
                assert!(began.elapsed() < Duration::from_secs(20), "the edit is never served");
                thread::sleep(Duration::from_millis(5));
            }
            println!("edit {round}: served after {:.0} ms", began.elapsed().as_secs_f64() * 1000.0);
        }
        stop.store(true, Ordering::Relaxed);
    });
    println!("meanwhile {} requests, {} not answered", asked.into_inner(), failed.into_inner());
}

struct Server(Child);

impl Server {
    /// Starts the server and waits for its first answer.
    fn start(url: &str, address: SocketAddr) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_afisha"));
        command.args(["serve", "--database-url", url, "--listen", &address.to_string(), "--ops-listen", ""]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self(child);
        let began = Instant::now();
        while get(address, "/list/").is_none() {
            assert!(began.elapsed() < Duration::from_secs(60), "the server does not answer");
            thread::sleep(Duration::from_millis(10));
        }
        server
    }

    /// Returns its resident memory in megabytes.
    fn resident(&self) -> u64 {
        self.kilobytes("status", "VmRSS:") / 1000
    }

    /// Returns its share of what is resident, in kilobytes.
    fn share(&self) -> u64 {
        self.kilobytes("smaps_rollup", "Pss:")
    }

    /// Returns what Linux says of its memory in a line of a file, in kilobytes; 0 on other systems.
    fn kilobytes(&self, file: &str, line: &str) -> u64 {
        let told = fs::read_to_string(format!("/proc/{}/{file}", self.0.id())).unwrap_or_default();
        let found = told.lines().find_map(|told| told.strip_prefix(line)).unwrap_or("0 kB");
        // In units of 1024 bytes.
        found.split_whitespace().next().unwrap().parse::<u64>().unwrap() * 1024 / 1000
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

/// Asks over a new connection; `None` where it is not answered with 200.
fn get(address: SocketAddr, path: &str) -> Option<String> {
    let mut connection = Connection::open(address).ok()?;
    let (status, body) = connection.fetch(&(client::get(path) + "Connection: close\r\n")).ok()?;
    String::from_utf8(body).ok().filter(|_| status == 200)
}

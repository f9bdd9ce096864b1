//! The whole program over 100,000 films in SQLite: import, start to first answer, memory, an edit until it is served.
//!
//! The films are written into a fresh database; then `afisha serve` is started as a process of its own and asked as a
//! box would ask. Memory is the resident set of that process as Linux reports it, after the first answers and after
//! the edits. Each edit is made by this process, which is another one than the server; a second client keeps
//! asking meanwhile and counts how often it was not answered.

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

pub(crate) fn bench() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("scale.db").display());
    let store = Store::create(&DatabaseUrl::parse(&url).unwrap()).unwrap();
    store.migrate().unwrap();
    let began = Instant::now();
    fill(&store);
    println!("{} films written in {:.1} s", generate::FILMS, began.elapsed().as_secs_f64());
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for run in 1..=3 {
        let began = Instant::now();
        let server = Server::start(&url, address);
        println!("start {run}: first answer after {:.2} s", began.elapsed().as_secs_f64());
        if run == 3 {
            println!("resident after the first answer: {} MB", server.resident());
            edit(&store, address);
            println!("resident after {EDITS} edits: {} MB", server.resident());
        }
    }
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
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or("VmRSS: 0 kB");
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1000
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

//! `btn/hour`

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use afisha::btn::AppCredentials;
use afisha::catalog::Moment;
use afisha::store::{DatabaseUrl, Store, StoreError};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::made_up::{Draw, KEY, open};
use crate::catalogue::generate;
use crate::client::{Connection, get};

const CLIENTS: usize = 1_000;
/// How long the hour takes.
const SQUEEZED: Duration = Duration::from_secs(480);
const QUIET: Duration = Duration::from_secs(20);
const USUAL: [&str; 2] = ["/list/", "/list/?tag=genre-0,country-0&sort=year-d"];
/// Connections that send, so many that a request waits for no other.
const SENDERS: usize = 100;
/// What a client sends in an hour: snapshots, pages of swarms, of bans, and one request more each hour, as old ones do.
const PARTS: [(&str, &str, usize, usize); 3] = [
    ("/ping/peers/submit", "peers", 200, 4),
    ("/ping/syncSwarm", "swarms", 300, 4),
    ("/ping/syncBanHistory", "bans", 20, 4),
];

struct Program {
    process: Child,
    boxes: SocketAddr,
    door: SocketAddr,
}

pub(super) fn bench() {
    let folder = tempfile::tempdir().unwrap();
    let (films, reports) = (folder.path().join("films.db"), folder.path().join("btn.db"));
    fill(&films);
    let url = format!("sqlite:{}", reports.display());
    let store = open(&url);
    let now = Moment(std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs() as i64);
    let clients: Vec<AppCredentials> = (0..CLIENTS)
        .map(|number| {
            let owner = store.add_owner(&format!("owner {number}"), now).unwrap().unwrap();
            let credentials = AppCredentials::random();
            store.add_application(owner, &credentials, "", now).unwrap().unwrap();
            credentials
        })
        .collect();
    let program = Program::start(&format!("sqlite:{}", films.display()), &url);
    let requests = requests(&clients, now);
    thread::sleep(Duration::from_secs(5));
    let quiet = boxes_during(&program, || thread::sleep(QUIET));
    let mut waits = Vec::new();
    let began = Instant::now();
    let busy = boxes_during(&program, || waits = send_all(&program, &requests));
    let took = began.elapsed();
    waits.sort();
    let at = |waits: &[Duration], share: usize| waits[(waits.len() * share / 100).min(waits.len() - 1)];
    println!(
        "{} requests of {CLIENTS} clients, meant for {SQUEEZED:.0?}, in {took:.0?}: p50 {:.1?}, p99 {:.1?}, at most {:.1?}",
        waits.len(),
        at(&waits, 50),
        at(&waits, 99),
        at(&waits, 100)
    );
    println!(
        "usual pages: quiet p50 {:.1?} p99 {:.1?} ({}), meanwhile p50 {:.1?} p99 {:.1?} ({})",
        at(&quiet, 50),
        at(&quiet, 99),
        quiet.len(),
        at(&busy, 50),
        at(&busy, 99),
        busy.len()
    );
}

fn fill(path: &std::path::Path) {
    let store = Store::create(&DatabaseUrl::parse(&format!("sqlite:{}", path.display())).unwrap()).unwrap();
    store.migrate().unwrap();
    store
        .edit(|edit| {
            edit.put_tags(&generate::tags())?;
            let films: Vec<_> = generate::films(generate::FILMS).collect();
            films.chunks(500).try_for_each(|some| edit.put_films(some).map(drop))
        })
        .map_err(|fault: StoreError| fault)
        .unwrap();
}

impl Program {
    fn start(films: &str, reports: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_afisha"));
        command.args(["serve", "--listen", "127.0.0.1:0", "--ops-listen", ""]);
        for (name, value) in [
            ("DATABASE_URL", films),
            ("BTN_DATABASE_URL", reports),
            ("BTN_LISTEN", "127.0.0.1:0"),
            ("BTN_URL", "http://127.0.0.1/"),
            ("BTN_NOTICE", "A bench."),
            ("BTN_SERVER_KEY", KEY),
            ("TRUSTED_PROXIES", "127.0.0.0/8"),
        ] {
            command.env(format!("AFISHA_{name}"), value);
        }
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (mut boxes, mut door) = (None, None);
        while boxes.is_none() || door.is_none() {
            let line = lines.next().unwrap().unwrap();
            let after = |words: &str| line.split_once(words).map(|(_, rest)| rest.trim().parse().unwrap());
            boxes = boxes.or_else(|| after("listening on "));
            door = door.or_else(|| after("downloaders are served on "));
        }
        thread::spawn(move || lines.for_each(drop));
        Self { process, boxes: boxes.unwrap(), door: door.unwrap() }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Asks for usual pages while the work is done; returns what each took.
fn boxes_during(program: &Program, work: impl FnOnce()) -> Vec<Duration> {
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let pages = scope.spawn(|| {
            let (mut connection, mut waits) = (Connection::open(program.boxes).unwrap(), Vec::new());
            for path in USUAL.iter().cycle() {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let asked = Instant::now();
                assert_eq!(connection.ask(&get(path)).unwrap(), 200);
                waits.push(asked.elapsed());
                thread::sleep(Duration::from_millis(2));
            }
            waits.sort();
            waits
        });
        work();
        stop.store(true, Ordering::Relaxed);
        pages.join().unwrap()
    })
}

/// Makes what all clients send in an hour.
fn requests(clients: &[AppCredentials], now: Moment) -> Vec<Vec<u8>> {
    let parts: Vec<_> = PARTS.iter().flat_map(|part| std::iter::repeat_n(part, part.3)).collect();
    let of = |number: usize| {
        let (path, list, records, _) = parts[number / clients.len()];
        request(&clients[number % clients.len()], number, (path, list, *records), now)
    };
    (0..clients.len() * parts.len()).map(of).collect()
}

/// Sends all evenly over the time; returns what each request took since it was due.
fn send_all(program: &Program, requests: &[Vec<u8>]) -> Vec<Duration> {
    let all = requests.len();
    let (next, refused, began) = (AtomicUsize::new(0), AtomicUsize::new(0), Instant::now());
    let waits = thread::scope(|scope| {
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| {
                scope.spawn(|| {
                    // Clients are elsewhere: they get what is left of the processors.
                    scheduling::give_way().unwrap();
                    let (mut open, mut waits) = (None, Vec::new());
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= all {
                            return waits;
                        }
                        let due = SQUEEZED.mul_f64(number as f64 / all as f64);
                        thread::sleep(due.saturating_sub(began.elapsed()));
                        let (stream, reader) = open.get_or_insert_with(|| connect(program.door));
                        stream.write_all(&requests[number]).unwrap();
                        if status(reader) != 200 {
                            refused.fetch_add(1, Ordering::Relaxed);
                            open = None;
                        }
                        waits.push(began.elapsed() - due);
                    }
                })
            })
            .collect();
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    println!("refused: {}", refused.into_inner());
    waits
}

type Open = (std::net::TcpStream, BufReader<std::net::TcpStream>);

fn connect(address: SocketAddr) -> Open {
    let stream = std::net::TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let reader = BufReader::new(stream.try_clone().unwrap());
    (stream, reader)
}

fn status(reader: &mut BufReader<std::net::TcpStream>) -> u16 {
    let (mut status, mut line) = (0, String::new());
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
            status = rest[..3].parse().unwrap();
        }
        if line == "\r\n" {
            return status;
        }
    }
}

/// A report, compressed, in one chunk.
fn request(client: &AppCredentials, number: usize, (path, list, records): (&str, &str, usize), now: Moment) -> Vec<u8> {
    let (mut draw, at) = (Draw::new(number as u64 * 2 + 1), now.0 * 1000 - number as i64);
    let record = |draw: &mut Draw| {
        format!(
            r#"{{"ip_address":"{}.{}.{}.{}","peer_port":{},"peer_id":"-qB4520-","client_name":"qBittorrent/4.5.2",
            "torrent_identifier":"{:064x}","torrent_size":4000000000,"downloaded":{},"rt_download_speed":0,"uploaded":{},
            "rt_upload_speed":1000,"peer_progress":0.{},"downloader_progress":1.0,"peer_flag":"u I E","ban_at":{at},
            "module":"x.ProgressCheatBlocker","rule":"r","downloader":"1","first_time_seen":{at},"last_time_seen":{at}}}"#,
            80 + draw.below(40),
            draw.below(256),
            draw.below(256),
            draw.below(256),
            draw.below(65_536),
            draw.below(5_000),
            draw.below(1_000_000),
            draw.below(1_000_000_000),
            draw.below(100),
        )
    };
    let records: Vec<String> = (0..records).map(|_| record(&mut draw)).collect();
    let body = format!(r#"{{"populate_time":{at},"{list}":[{}]}}"#, records.join(","));
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(body.as_bytes()).unwrap();
    let body = encoder.finish().unwrap();
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nAuthentication: Bearer {}@{}\r\nX-Forwarded-For: 10.{}.{}.1\r\n\
         Content-Type: application/json\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n",
        client.id,
        client.expose(),
        number % CLIENTS / 250,
        number % CLIENTS % 250,
        body.len()
    )
    .into_bytes();
    request.extend(&body);
    request.extend(b"\r\n0\r\n\r\n");
    request
}

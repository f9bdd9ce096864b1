//! The door of downloaders on a free port of loopback, with its threads and a database, and requests of clients.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use afisha::btn::analysis::Thresholds;
use afisha::btn::{AppCredentials, ApplicationId, BtnGate, ProfileChoice};
use afisha::catalog::{DeviceProfiles, Moment};
use afisha::clock::Clock;
use afisha::http::btn_api::BtnApi;
use afisha::http::connection::Deadlines;
use afisha::http::pool::{Pool, QUEUE_PER_THREAD};
use afisha::http::{Doors, Hall, Listener, Listening, Server};
use afisha::refresh::{ListTerms, ListWorker, ParticipantWorker, ReportWriter, TakenCounts};
use afisha::store::BtnStore;
use flate2::Compression;
use flate2::write::GzEncoder;
use url::Url;

use super::connection::Connection;
use super::database::Database;
use super::http::Answer;

/// How long a thread of the server may take to notice something.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running door; it stops when it is dropped.
pub struct BtnServer {
    pub clock: Clock,
    pub address: SocketAddr,
    pub store: BtnStore,
    pub api: Arc<BtnApi>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    threads: Option<(ParticipantWorker, ReportWriter, ListWorker)>,
}

/// What the lists of these servers are made by: examples may be listed.
pub fn terms() -> ListTerms {
    ListTerms { thresholds: Thresholds::default(), most: 20_000, protected: Vec::new(), lists_documentation: true }
}

impl BtnServer {
    /// Serves over a database that is made or migrated first.
    pub fn new(database: &Database, now: Moment, profile: ProfileChoice) -> Self {
        Self::named(database, now, profile, None)
    }

    /// The same under a URL of its own, which stays the same wherever the door listens after the next start.
    pub fn named(database: &Database, now: Moment, profile: ProfileChoice, url: Option<Url>) -> Self {
        let (clock, store) = (Clock::fixed(now), database.btn_store());
        let gate = Arc::new(BtnGate::new(store.key().clone()));
        let participants = ParticipantWorker::start(&store, clock.clone(), Arc::clone(&gate)).unwrap();
        let reports = ReportWriter::start(&store, clock.clone()).unwrap();
        let lists = ListWorker::start(&store, clock.clone(), terms()).unwrap();
        // So that tests can speak for clients anywhere.
        let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        let pool = Arc::new(Pool::start(4, 4 * QUEUE_PER_THREAD).unwrap());
        let ports = [(Listener::Btn, "127.0.0.1:0".parse().unwrap())];
        let (ready, started) = std::sync::mpsc::channel();
        let (api_made, api) = std::sync::mpsc::channel();
        let traffic = Arc::new(afisha::http::traffic(&DeviceProfiles::new(&[]).unwrap()));
        let hall =
            Hall { clock: clock.clone(), trusted_proxies: trusted_proxies.clone(), pool: Arc::clone(&pool), traffic };
        let queries = store.clone();
        let (reports_of, heard, lists_of, now) =
            (reports.reports(), participants.heard(), lists.lists(), clock.clone());
        let thread = std::thread::spawn(move || {
            let listening = |now: Listening| ready.send((now.addresses[0].1, now.handle)).unwrap();
            // While all tests run, a client may be slower than a server usually waits for its next request.
            let deadlines = Deadlines { idle: PATIENCE, ..Deadlines::default() };
            let options = afisha::http::Options { signalled: None, deadlines, ..afisha::http::Options::new(1) };
            let server = Server::bind(&ports).unwrap();
            let api = Arc::new(BtnApi {
                gate,
                reports: reports_of,
                heard,
                lists: lists_of,
                taken: Arc::new(TakenCounts::default()),
                url: url.unwrap_or_else(|| Url::parse(&format!("http://{}/", server.addresses().unwrap()[0])).unwrap()),
                profile,
                store: queries,
                queries: Arc::clone(&pool),
                notice: "Reports are kept for a month.".to_owned(),
                clock: now,
                trusted_proxies,
                pool,
            });
            api_made.send(Arc::clone(&api)).unwrap();
            let doors = Doors { btn_api: Some(api), ..Doors::default() };
            server.serve(&options, (hall, doors), listening).unwrap();
        });
        let (address, handle) = started.recv().unwrap();
        let threads = Some((participants, reports, lists));
        Self { clock, address, store, api: api.recv().unwrap(), handle, thread: Some(thread), threads }
    }

    /// Adds an application of an owner of its own; returns when the door knows it.
    pub fn application(&self, owner: &str) -> (AppCredentials, ApplicationId) {
        let owner = self.store.add_owner(owner, self.clock.now()).unwrap().unwrap();
        let credentials = AppCredentials::random();
        let id = self.store.add_application(owner, &credentials, "", self.clock.now()).unwrap().unwrap();
        self.wait_until(|server| server.api.gate.knows(Some(&credentials)));
        (credentials, id)
    }

    /// Waits until a thread of the server has noticed something.
    pub fn wait_until(&self, noticed: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !noticed(self) {
            assert!(began.elapsed() < PATIENCE, "the server notices nothing");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends bytes as they are, and returns the answer.
    pub fn send(&self, request: &[u8]) -> Answer {
        let mut connection = Connection::to(self.address);
        connection.send(request);
        connection.receive(if request.starts_with(b"HEAD") { "HEAD" } else { "POST" })
    }

    /// Asks with the credentials as most clients send them.
    pub fn get(&self, credentials: &AppCredentials, target: &str) -> Answer {
        self.send(format!("GET {target} HTTP/1.1\r\nHost: x\r\n{}\r\n", headers(credentials)).as_bytes())
    }

    /// Sends a body in chunks, compressed and without a length, as clients do.
    pub fn submit(&self, credentials: &AppCredentials, path: &str, body: &[u8]) -> Answer {
        self.send(&chunked("POST", path, &headers(credentials), &gzip(body)))
    }
}

impl Drop for BtnServer {
    fn drop(&mut self) {
        let stopped = self.handle.stop(false);
        actix_web::rt::System::new().block_on(stopped);
        let until = Instant::now() + PATIENCE;
        if let Some((participants, reports, lists)) = self.threads.take() {
            reports.stop(until);
            participants.stop(until);
            lists.stop(until);
        }
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) && !std::thread::panicking() {
            panic!("the server panicked");
        }
    }
}

/// The headers by which most clients say who they are.
pub fn headers(credentials: &AppCredentials) -> String {
    let (id, secret) = (&credentials.id, credentials.expose());
    format!("Authentication: Bearer {id}@{secret}\r\nX-BTN-AppID: {id}\r\nX-BTN-AppSecret: {secret}\r\n")
}

pub fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

/// A request with a compressed body in chunks.
pub fn chunked(method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Type: application/json\r\nContent-Encoding: gzip\r\n\
         Transfer-Encoding: chunked\r\n\r\n"
    );
    let mut request = head.into_bytes();
    for chunk in body.chunks(1_000) {
        request.extend(format!("{:x}\r\n", chunk.len()).as_bytes());
        request.extend(chunk);
        request.extend(b"\r\n");
    }
    request.extend(b"0\r\n\r\n");
    request
}

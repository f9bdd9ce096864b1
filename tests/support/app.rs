//! The server itself, on a free port of loopback, over a catalogue made for one test.

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use afisha::answer_cache::AnswerCache;
use afisha::catalog::device::built_in;
use afisha::catalog::{AccessGroup, AccessRules, DeviceProfile, DeviceProfiles, Film, Tag};
use afisha::clock::Clock;
use afisha::http::auth::AuthService;
use afisha::http::films_api::FilmsApi;
use afisha::http::pool::{Pool, QUEUE_PER_THREAD};
use afisha::http::registry::RegistryService;
use afisha::http::{Doors, Hall, Listener, Listening, Server, Traffic};
use afisha::query::live::Live;
use afisha::query::search::MAX_WORDS;
use afisha::query::snapshot::{Collation, Packing, Setup, SnapshotBuilder};
use afisha::refresh::{Served, Tokens, Viewers};
use afisha::registry::Registry;
use afisha::viewers::{Applications, Arrivals};
use afisha::xml::Renderer;
use chrono_tz::Tz;

use super::catalogue::{NOW, text};
use super::http;
pub use super::http::Answer;

/// What a test may decide about the token service of its server, which has the applications `box` and `phone` with the
/// secrets `hush` and `quiet`, and that of the demo.
#[derive(Clone)]
pub struct AuthOptions {
    pub tokens: Tokens,
    pub access_seconds: u32,
    pub new_viewers_per_hour: usize,
}

/// What a test may decide about its server.
pub struct Options {
    pub devices: Vec<DeviceProfile>,
    pub groups: Vec<AccessGroup>,
    pub trusted_proxies: Vec<ipnet::IpNet>,
    pub time_zone: Tz,
    pub public_url: Option<url::Url>,
    pub base_path: String,
    pub version_paths: Vec<String>,
    pub registry: Option<Registry>,
    pub auth: Option<AuthOptions>,
    pub page_size: u32,
    pub viewers: Arc<Viewers>,
    pub http: afisha::http::Options,
    pub pool: Arc<Pool>,
    pub answers: Option<Arc<AnswerCache>>,
    pub search_words: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            devices: built_in(),
            groups: vec![group("city", "10.54.0.0/16"), group("region", "10.0.0.0/8")],
            // So that tests can speak for clients anywhere.
            trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
            time_zone: Tz::UTC,
            public_url: None,
            base_path: "/".to_owned(),
            version_paths: vec!["/films/1".to_owned(), "/films/2".to_owned()],
            registry: None,
            auth: None,
            page_size: 24,
            viewers: Arc::default(),
            http: afisha::http::Options::new(1),
            pool: Arc::new(Pool::start(1, QUEUE_PER_THREAD).unwrap()),
            answers: AnswerCache::of_megabytes(64).map(Arc::new),
            search_words: MAX_WORDS,
        }
    }
}

pub fn group(name: &str, network: &str) -> AccessGroup {
    AccessGroup { name: text(name), networks: vec![network.parse().unwrap()] }
}

impl Options {
    pub fn setup(&self) -> Arc<Setup> {
        let renderer = Renderer { time_zone: self.time_zone, public_url: self.public_url.clone() };
        Arc::new(Setup {
            devices: DeviceProfiles::new(&self.devices).unwrap(),
            access: AccessRules::new(&self.groups),
            packing: Packing::default(),
            render: Box::new(renderer),
            collation: Collation::default(),
            search_words: self.search_words,
        })
    }

    pub fn doors(&self, clock: Clock, live: Arc<Live<Served>>) -> (Hall, Doors) {
        let hall = Hall {
            clock: clock.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            pool: Arc::clone(&self.pool),
            traffic: Arc::new(afisha::http::traffic(&DeviceProfiles::new(&self.devices).unwrap())),
        };
        let films_api = FilmsApi {
            live,
            viewers: Arc::clone(&self.viewers),
            clock: clock.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            time_zone: self.time_zone,
            page_size: self.page_size.try_into().unwrap(),
            base_path: self.base_path.clone(),
            version_paths: self.version_paths.clone(),
            pool: Arc::clone(&self.pool),
            answers: self.answers.clone(),
        };
        let base = |path: &str| format!("{}{path}", self.base_path.trim_end_matches('/'));
        let registry = self.registry.clone().map(|registry| RegistryService {
            registry,
            clock: clock.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            base: base("/registry"),
        });
        let auth = self.auth.clone().map(|auth| AuthService {
            applications: Applications::new([("box", "hush"), ("phone", "quiet"), ("demo", "demo-secret")]),
            arrivals: Arrivals::new(auth.new_viewers_per_hour),
            tokens: auth.tokens,
            access_seconds: auth.access_seconds,
            viewers: Arc::clone(&self.viewers),
            clock: clock.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            base: base("/auth"),
        });
        let (registry, auth) = (registry.map(Arc::new), auth.map(Arc::new));
        (hall, Doors { films_api: Some(Arc::new(films_api)), registry, auth, ..Doors::default() })
    }
}

/// A running server; it stops when it is dropped.
pub struct App {
    pub clock: Clock,
    pub live: Arc<Live<Served>>,
    pub address: SocketAddr,
    pub traffic: Arc<Traffic>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl App {
    /// Serves these films with the default options at [`NOW`].
    pub fn new(tags: Vec<Tag>, films: &[Film]) -> Self {
        Self::with(&Options::default(), tags, films)
    }

    pub fn with(options: &Options, tags: Vec<Tag>, films: &[Film]) -> Self {
        let clock = Clock::fixed(NOW);
        let mut builder = SnapshotBuilder::new(options.setup());
        builder.set_tags(tags);
        films.iter().for_each(|film| builder.put(film));
        let served = Served::new(builder.build(1, clock.now()).unwrap(), clock.now());
        Self::serve(options, clock, Arc::new(Live::new(served)))
    }

    pub fn serve(options: &Options, clock: Clock, live: Arc<Live<Served>>) -> Self {
        let doors = options.doors(clock.clone(), Arc::clone(&live));
        let (http, traffic) = (options.http.clone(), Arc::clone(&doors.0.traffic));
        let (ready, started) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let listening = |now: Listening| ready.send((now.addresses[0].1, now.handle)).unwrap();
            let ports = [(Listener::Boxes, "127.0.0.1:0".parse().unwrap())];
            Server::bind(&ports).unwrap().serve(&http, doors, listening).unwrap();
        });
        let (address, handle) = started.recv().unwrap();
        Self { clock, live, address, traffic, handle, thread: Some(thread) }
    }

    /// Asks for a URL.
    pub fn get(&self, url: &str) -> Answer {
        http::get(self.address, url)
    }

    /// Tells whether a new connection is answered at all.
    pub fn answers(&self) -> bool {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let asked = stream.write_all(b"GET /tags/ HTTP/1.0\r\n\r\n");
        asked.is_ok() && matches!(stream.read(&mut [0]), Ok(1))
    }

    /// Asks as the client at this address.
    pub fn get_as(&self, address: &str, url: &str) -> Answer {
        let address: IpAddr = address.parse().unwrap();
        self.get_with(url, &[("X-Forwarded-For", &address.to_string())])
    }

    pub fn get_with(&self, url: &str, headers: &[(&str, &str)]) -> Answer {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        self.send(&format!("GET {url} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{headers}\r\n"))
    }

    /// Sends bytes as they are and reads until the server closes.
    pub fn send(&self, request: &str) -> Answer {
        http::send(self.address, request)
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let stopped = self.handle.stop(false);
        actix_web::rt::System::new().block_on(stopped);
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) && !std::thread::panicking() {
            panic!("the server panicked");
        }
    }
}

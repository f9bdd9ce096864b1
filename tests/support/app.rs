//! The server itself, on a free port of loopback, over a catalogue made for one test.

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use afisha::catalog::device::built_in;
use afisha::catalog::{AccessGroup, AccessRules, DeviceProfile, DeviceProfiles, Film, Tag};
use afisha::clock::Clock;
use afisha::http::films_api::FilmsApi;
use afisha::http::pool::{Pool, QUEUE_PER_THREAD};
use afisha::http::{Doors, Hall, Listener, Listening, Server, Traffic};
use afisha::query::live::Live;
use afisha::query::snapshot::{Collation, Setup, SnapshotBuilder};
use afisha::refresh::{Served, Viewers};
use afisha::xml::Renderer;
use chrono_tz::Tz;

use super::catalogue::{NOW, text};

/// What a test may decide about its server.
pub struct Options {
    pub devices: Vec<DeviceProfile>,
    pub groups: Vec<AccessGroup>,
    pub trusted_proxies: Vec<ipnet::IpNet>,
    pub time_zone: Tz,
    pub public_url: Option<url::Url>,
    pub base_path: String,
    pub page_size: u32,
    pub viewers: Arc<Viewers>,
    pub http: afisha::http::Options,
    pub pool: Arc<Pool>,
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
            page_size: 24,
            viewers: Arc::default(),
            http: afisha::http::Options::new(1),
            pool: Arc::new(Pool::start(1, QUEUE_PER_THREAD).unwrap()),
        }
    }
}

pub fn group(name: &str, network: &str) -> AccessGroup {
    AccessGroup { name: text(name), networks: vec![network.parse().unwrap()] }
}

impl Options {
    pub fn setup(&self) -> Arc<Setup> {
        Arc::new(Setup {
            devices: DeviceProfiles::new(&self.devices).unwrap(),
            access: AccessRules::new(&self.groups),
            render: Box::new(Renderer { time_zone: self.time_zone, public_url: self.public_url.clone() }),
            collation: Collation::default(),
        })
    }

    pub fn doors(&self, clock: Clock, live: Arc<Live<Served>>) -> (Hall, Doors) {
        let hall = Hall {
            clock: clock.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            pool: Arc::clone(&self.pool),
            traffic: Arc::new(Traffic::new(&DeviceProfiles::new(&self.devices).unwrap())),
        };
        let films_api = FilmsApi {
            live,
            viewers: Arc::clone(&self.viewers),
            clock,
            trusted_proxies: self.trusted_proxies.clone(),
            time_zone: self.time_zone,
            page_size: self.page_size,
            base_path: self.base_path.clone(),
            pool: Arc::clone(&self.pool),
        };
        (hall, Doors { films_api: Some(Arc::new(films_api)), ..Doors::default() })
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
        let served = Served::new(builder.build(1, clock.now()), clock.now());
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
        self.send(&format!("GET {url} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"))
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
        send_to(self.address, request)
    }
}

/// Sends bytes as they are and reads until the server closes.
pub fn send_to(address: SocketAddr, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    Answer::parse(&bytes)
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

/// An answer, taken apart.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("an HTTP head");
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(':').unwrap());
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        Self { status, headers, body: bytes[end + 4..].to_vec() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// Reads the body of a whole XML answer, checked against the schema.
    pub fn xml(&self) -> roxmltree::Document<'_> {
        assert_eq!(self.header("content-type"), Some("application/xml; charset=utf-8"));
        assert_eq!(self.header("content-length"), Some(self.body.len().to_string().as_str()));
        super::xsd::assert_valid(&self.body);
        roxmltree::Document::parse(self.text()).unwrap()
    }

    /// Returns the texts of the elements at a path below the root, such as `Items/Item/Id`.
    pub fn texts(&self, path: &str) -> Vec<String> {
        let xml = self.xml();
        let mut nodes = vec![xml.root_element()];
        for name in path.split('/') {
            nodes = nodes.iter().flat_map(|node| node.children().filter(|child| child.has_tag_name(name))).collect();
        }
        nodes.iter().map(|node| node.text().unwrap_or_default().to_owned()).collect()
    }

    /// Returns the ids of the films of a list, and its `PagesCount`.
    pub fn list(&self) -> (u32, Vec<u64>) {
        assert_eq!(self.status, 200, "{}", self.text());
        let ids = self.texts("Items/Item/Id").iter().map(|id| id.parse().unwrap()).collect();
        (self.texts("PagesCount")[0].parse().unwrap(), ids)
    }

    /// Returns the code, parameter and message of an error.
    pub fn error(&self) -> (u16, Option<String>, String) {
        let code = self.texts("Code")[0].parse().unwrap();
        assert_eq!(code, self.status);
        (code, self.texts("Parameter").pop(), self.texts("Message").pop().unwrap())
    }
}

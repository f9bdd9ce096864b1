//! A peer on loopback: faithful unless a test makes it otherwise.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use afisha::clock::Clock;
use afisha::peer::{BodyDigest, FernetKey, Nonce, PeerKeyId, PeerSecret, RequestSignature, SignatureForm, V2Request};
use serde_json::{Value, json};

/// The key that peers of tests give us.
pub const KEY_ID: &str = "a1b2c3d4-e5f6-4789-8abc-def012345678";
/// Its secret.
pub const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
/// Where exports are.
const EXPORT: &str = "/api/peer/private/export";
/// Where torrents are asked for by their hashes, and where release 3 has that.
const ITEMS: [&str; 2] = ["/api/peer/private/items", "/api/peer/items"];

/// A torrent that the peer exports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exported {
    pub hash: String,
    pub created: i64,
}

impl Exported {
    /// The torrent of this number.
    pub fn new(number: u64, created: i64) -> Self {
        Self { hash: format!("{number:040x}"), created }
    }

    /// Returns it as it is exported.
    pub fn item(&self) -> Value {
        json!({
            "info_hash": self.hash, "raw_title": format!("Имя {}", self.hash.trim_start_matches('0')), "size": 5,
            "type": "movie", "imdb_id": "tt0111161", "tmdb_id": 278, "parsed_data": { "year": 1994 },
            "created_at": self.created,
        })
    }
}

/// A question that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub since: Option<i64>,
    pub cursor: Option<String>,
    /// 0 where none can be asked for.
    pub limit: usize,
    /// The torrents that are asked for by their hashes.
    pub hashes: Vec<String>,
    /// Whether it has a good signature of the second version.
    pub with_v2: bool,
}

/// What the peer does with a question.
pub enum Reply {
    /// Answers as it should.
    Faithfully,
    /// Answers this object.
    Object(Value),
    /// Answers this object in a token of another time, so many seconds from now.
    At(Value, i64),
    /// Answers with this status and these headers, and a body that says little.
    Status(u16, Vec<(&'static str, String)>),
    /// Sends these bytes and closes.
    Raw(Vec<u8>),
    /// Answers as it should, but closes after so many bytes.
    Cut(usize),
    /// Sends the head of an answer, and then a byte now and then for ever.
    Drip,
}

type Behaviour = Box<dyn FnMut(&Asked, usize) -> Reply + Send>;

struct Peer {
    exported: Vec<Exported>,
    behaviour: Behaviour,
    /// The form of signatures that it takes.
    form: SignatureForm,
    knows_v2: bool,
    /// Whether it is of release 3.
    is_of_release_3: bool,
    /// Seconds by which its clock is ahead.
    ahead: i64,
    asked: Vec<Asked>,
    /// What it answered last that could be used again.
    tokens: Vec<String>,
}

/// A running peer; it stops when it is dropped.
pub struct PeerServer {
    pub address: SocketAddr,
    peer: Arc<Mutex<Peer>>,
    stopped: Arc<AtomicBool>,
}

impl PeerServer {
    /// A peer that exports these torrents, by this clock.
    pub fn start(clock: &Clock, exported: Vec<Exported>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let peer = Arc::new(Mutex::new(Peer {
            exported,
            behaviour: Box::new(|_, _| Reply::Faithfully),
            form: SignatureForm::Raw,
            knows_v2: false,
            is_of_release_3: false,
            ahead: 0,
            asked: Vec::new(),
            tokens: Vec::new(),
        }));
        let stopped = Arc::new(AtomicBool::new(false));
        let (serving, stop, clock) = (Arc::clone(&peer), Arc::clone(&stopped), clock.clone());
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let (peer, clock, stop) = (Arc::clone(&serving), clock.clone(), Arc::clone(&stop));
                thread::spawn(move || serve(&stream.unwrap(), &peer, &clock, &stop));
            }
        });
        Self { address, peer, stopped }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Makes it behave otherwise; the function is told the number of the question, from 0.
    pub fn behave(&self, behaviour: impl FnMut(&Asked, usize) -> Reply + Send + 'static) {
        self.lock().behaviour = Box::new(behaviour);
    }

    pub fn export(&self, exported: Vec<Exported>) {
        self.lock().exported = exported;
    }

    pub fn add(&self, exported: Exported) {
        self.lock().exported.push(exported);
    }

    pub fn take_form(&self, form: SignatureForm) {
        self.lock().form = form;
    }

    pub fn know_v2(&self) {
        self.lock().knows_v2 = true;
    }

    /// Makes it one that answers for hashes and exports nothing.
    pub fn be_of_release_3(&self) {
        self.lock().is_of_release_3 = true;
    }

    pub fn set_ahead(&self, seconds: i64) {
        self.lock().ahead = seconds;
    }

    /// Returns the questions that came with a good signature, and forgets them.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.lock().asked)
    }

    /// Tells whether so many questions have come.
    pub fn was_asked(&self, questions: usize) -> bool {
        self.lock().asked.len() >= questions
    }

    /// Returns the tokens that it answered.
    pub fn tokens(&self) -> Vec<String> {
        self.lock().tokens.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Peer> {
        self.peer.lock().unwrap()
    }
}

impl Drop for PeerServer {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

/// A request, taken apart.
struct Request {
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    fn read(stream: &mut BufReader<&TcpStream>) -> Option<Self> {
        let mut line = String::new();
        stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let path = line.split(' ').nth(1)?.to_owned();
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let mut request = Self { path, headers, body: Vec::new() };
        request.body.resize(request.header("content-length")?.parse().ok()?, 0);
        stream.read_exact(&mut request.body).ok()?;
        Some(request)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn serve(stream: &TcpStream, peer: &Mutex<Peer>, clock: &Clock, stopped: &AtomicBool) {
    let mut requests = BufReader::new(stream);
    while let Some(request) = Request::read(&mut requests) {
        let stays = answer(stream, &request, peer, clock, stopped);
        if !stays || stopped.load(Ordering::SeqCst) {
            break;
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
}

/// Answers a request; tells whether the connection stays.
fn answer(stream: &TcpStream, request: &Request, peer: &Mutex<Peer>, clock: &Clock, stopped: &AtomicBool) -> bool {
    let mut locked = peer.lock().unwrap();
    let now = clock.now().0 + locked.ahead;
    let here = if locked.is_of_release_3 { [ITEMS[1], ITEMS[1]] } else { [EXPORT, ITEMS[0]] };
    if !here.contains(&request.path.as_str()) {
        return send(stream, &status(404, &[], now));
    }
    let Some((asked, v2)) = check(request, &locked, now) else { return send(stream, &status(401, &[], now)) };
    let number = locked.asked.len();
    locked.asked.push(asked.clone());
    let mut behaviour = std::mem::replace(&mut locked.behaviour, Box::new(|_, _| Reply::Faithfully));
    let reply = behaviour(&asked, number);
    locked.behaviour = behaviour;
    let mut object = match &reply {
        Reply::Object(object) | Reply::At(object, _) => object.clone(),
        _ if request.path == EXPORT => page(&locked.exported, &asked),
        _ => items(&locked.exported, &asked),
    };
    if let (Some(v2), Some(members)) = (v2.filter(|_| locked.knows_v2), object.as_object_mut()) {
        members.entry("_sf2").or_insert_with(|| json!(v2));
    }
    let at = if let Reply::At(_, seconds) = reply { now + seconds } else { now };
    let token = FernetKey::of_answers(&PeerSecret::new(SECRET)).seal(object.to_string().as_bytes(), at as u64);
    locked.tokens.push(token.clone());
    let hint = if locked.knows_v2 { "X-Peer-Auth: v1,v2\r\n" } else { "" };
    drop(locked);
    let body = json!({ "payload": token }).to_string();
    let whole = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{hint}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    match reply {
        Reply::Faithfully | Reply::Object(_) | Reply::At(..) => send(stream, whole.as_bytes()),
        Reply::Status(code, headers) => send(stream, &status(code, &headers, now)),
        Reply::Raw(bytes) => {
            send(stream, &bytes);
            false
        }
        Reply::Cut(length) => {
            send(stream, &whole.as_bytes()[..length]);
            false
        }
        Reply::Drip => {
            send(stream, b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{");
            while !stopped.load(Ordering::SeqCst) && send(stream, b" ") {
                thread::sleep(Duration::from_millis(50));
            }
            false
        }
    }
}

/// Judges the signatures of a question; returns it with its signature of the second version.
fn check(request: &Request, peer: &Peer, now: i64) -> Option<(Asked, Option<String>)> {
    let (secret, body) = (PeerSecret::new(SECRET), BodyDigest::of(&request.body));
    let timestamp = request.header("x-peer-timestamp")?;
    let is_near = (timestamp.parse::<i64>().ok()? - now).abs() <= 60;
    let signed = RequestSignature::new(&secret, timestamp, &body, peer.form).to_hex();
    let is_good =
        request.header("x-peer-signature") == Some(&signed) && request.header("x-peer-key-id") == Some(KEY_ID);
    if !is_near || !is_good {
        return None;
    }
    let v2 = request.header("x-peer-signature-v2").map(str::to_owned);
    if let Some(v2) = v2.as_ref().filter(|_| peer.knows_v2) {
        let nonce = Nonce::parse(request.header("x-peer-nonce")?)?;
        let key_id = PeerKeyId::new(KEY_ID)?;
        let (method, target, key_id) = ("POST", request.path.as_str(), key_id.as_str());
        let expected = V2Request { method, target, key_id, timestamp, nonce: &nonce, body: &body };
        if RequestSignature::v2(&secret, &expected).to_hex() != *v2 {
            return None;
        }
    }
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    let asked = Asked {
        since: body["since"].as_i64(),
        cursor: body["cursor"].as_str().map(str::to_owned),
        limit: body["limit"].as_u64().unwrap_or(0) as usize,
        hashes: body["hashes"].as_array().into_iter().flatten().map(|hash| hash.as_str().unwrap().to_owned()).collect(),
        with_v2: v2.is_some(),
    };
    Some((asked, v2))
}

/// Returns the page that the contract has for a question.
fn page(exported: &[Exported], asked: &Asked) -> Value {
    let mut found: Vec<&Exported> = exported
        .iter()
        .filter(|torrent| asked.since.is_none_or(|since| torrent.created > since))
        .filter(|torrent| asked.cursor.as_ref().is_none_or(|cursor| torrent.hash > *cursor))
        .collect();
    found.sort();
    let more = found.len() > asked.limit;
    found.truncate(asked.limit);
    let next = found.last().filter(|_| more).map(|last| last.hash.clone());
    let items: Vec<Value> = found.iter().map(|torrent| torrent.item()).collect();
    json!({ "count": items.len(), "items": items, "next_cursor": next })
}

/// Returns what the contract has for hashes.
fn items(exported: &[Exported], asked: &Asked) -> Value {
    let found = exported.iter().filter(|torrent| asked.hashes.contains(&torrent.hash));
    let items: serde_json::Map<_, _> = found.map(|torrent| (torrent.hash.clone(), torrent.item())).collect();
    json!({ "torrent_items": items })
}

fn status(code: u16, headers: &[(&'static str, String)], now: i64) -> Vec<u8> {
    let date = chrono::DateTime::from_timestamp(now, 0).unwrap().format("%a, %d %b %Y %H:%M:%S GMT");
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let body = r#"{"detail":"no"}"#;
    format!(
        "HTTP/1.1 {code} X\r\nDate: {date}\r\n{headers}Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn send(mut stream: &TcpStream, bytes: &[u8]) -> bool {
    stream.write_all(bytes).is_ok()
}

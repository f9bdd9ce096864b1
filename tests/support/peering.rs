//! The door of the Peer API on a free port of loopback, and requests of peers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use afisha::catalog::{DeviceProfiles, Moment, SortedSet};
use afisha::clock::Clock;
use afisha::http::peer_api::PeerApi;
use afisha::http::pool::{Pool, QUEUE_PER_THREAD};
use afisha::http::{Doors, Hall, Listener, Listening, Server};
use afisha::limiting::RateLimit;
use afisha::peer::{
    BodyDigest, FernetKey, Gatekeeper, KeyRing, Nonce, PeerBases, PeerKey, PeerKeyId, PeerSecret, RequestSignature,
    Scope, SignatureForm, V2Request,
};
use serde_json::Value;

use super::connection::Connection;
use super::http::Answer;

/// The moment at which these servers stand at first: 2026-01-01T00:00:00Z.
pub const START: i64 = 1_767_225_600;
/// The id and the secret of the key that most tests ask with.
pub const KEY_ID: &str = "a1b2c3d4-e5f6-4789-8abc-def012345678";
pub const SECRET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A key without any restriction.
pub fn key() -> PeerKey {
    PeerKey {
        id: PeerKeyId::new(KEY_ID).unwrap(),
        name: "test".to_owned(),
        secret: PeerSecret::new(SECRET).into(),
        earlier: None,
        active: true,
        expires: None,
        limit: RateLimit::default(),
        scopes: Scope::ALL.into(),
        require_v2: false,
        groups: SortedSet::default(),
    }
}

/// A running door; it stops when it is dropped.
pub struct PeerServer {
    pub clock: Clock,
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl PeerServer {
    /// Serves these bases to one key.
    pub fn new(key: PeerKey, bases: impl PeerBases + 'static) -> Self {
        Self::over(key, Arc::new(bases))
    }

    pub fn over(key: PeerKey, bases: Arc<dyn PeerBases>) -> Self {
        let (clock, gate) = (Clock::fixed(Moment(START)), Arc::new(Gatekeeper::new(true)));
        gate.set_keys(KeyRing::from_iter([key]));
        // So that tests can speak for clients anywhere.
        let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
        let pool = Arc::new(Pool::start(4, 4 * QUEUE_PER_THREAD).unwrap());
        let api = PeerApi {
            gate,
            bases,
            clock: clock.clone(),
            trusted_proxies: trusted_proxies.clone(),
            pool: Arc::clone(&pool),
        };
        let traffic = Arc::new(afisha::http::traffic(&DeviceProfiles::new(&[]).unwrap()));
        let hall = Hall { clock: clock.clone(), trusted_proxies, pool, traffic };
        let doors = Doors { peer_api: Some(Arc::new(api)), ..Doors::default() };
        let (ready, started) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let listening = |now: Listening| ready.send((now.addresses[0].1, now.handle)).unwrap();
            let ports = [(Listener::Peers, "127.0.0.1:0".parse().unwrap())];
            let options = afisha::http::Options { signalled: None, ..afisha::http::Options::new(1) };
            Server::bind(&ports).unwrap().serve(&options, (hall, doors), listening).unwrap();
        });
        let (address, handle) = started.recv().unwrap();
        Self { clock, address, handle, thread: Some(thread) }
    }

    /// Sets the clock to so many milliseconds after [`START`].
    pub fn set_millis(&self, millis: i64) {
        self.clock.set(afisha::catalog::PreciseMoment(START * 1_000_000 + millis * 1000));
    }

    /// Sends bytes as they are, and returns the answer.
    pub fn send(&self, request: &[u8]) -> Answer {
        let mut connection = Connection::to(self.address);
        connection.send(request);
        connection.receive(if request.starts_with(b"HEAD") { "HEAD" } else { "POST" })
    }

    pub fn ask(&self, asked: &SignedAsk) -> Answer {
        self.send(&asked.bytes())
    }
}

impl Drop for PeerServer {
    fn drop(&mut self) {
        let stopped = self.handle.stop(false);
        actix_web::rt::System::new().block_on(stopped);
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) && !std::thread::panicking() {
            panic!("the server panicked");
        }
    }
}

/// A request that is signed as it should be, for tests to spoil.
#[derive(Clone)]
pub struct SignedAsk {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Sent in chunks, without a length.
    pub chunked: bool,
}

impl SignedAsk {
    /// Asks with [`SECRET`] at [`START`].
    pub fn new(path: &str, body: &str) -> Self {
        Self::at(path, body, SECRET, START)
    }

    pub fn at(path: &str, body: &str, secret: &str, time: i64) -> Self {
        let time = time.to_string();
        let digest = BodyDigest::of(body.as_bytes());
        let signature = RequestSignature::new(&PeerSecret::new(secret), &time, &digest, SignatureForm::Raw).to_hex();
        let headers = [
            ("Content-Type", "application/json"),
            ("X-Peer-Key-Id", KEY_ID),
            ("X-Peer-Timestamp", &time),
            ("X-Peer-Signature", &signature),
        ];
        Self {
            method: "POST",
            path: path.to_owned(),
            headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            body: body.as_bytes().to_vec(),
            chunked: false,
        }
    }

    /// Signs it in the second version too; returns that signature.
    pub fn v2(mut self, secret: &str) -> (Self, String) {
        let nonce = Nonce::random();
        let request = V2Request {
            method: self.method,
            target: &self.path,
            key_id: self.header("X-Peer-Key-Id"),
            timestamp: self.header("X-Peer-Timestamp"),
            nonce: &nonce,
            body: &BodyDigest::of(&self.body),
        };
        let signature = RequestSignature::v2(&PeerSecret::new(secret), &request).to_hex();
        self.headers.push(("X-Peer-Nonce".to_owned(), nonce.to_hex()));
        self.headers.push(("X-Peer-Signature-V2".to_owned(), signature.clone()));
        (self, signature)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).unwrap()
    }

    /// Puts another value in the place of a header, or adds it.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| known != name);
        self
    }

    /// Asks as the client at this address.
    pub fn from(self, address: &str) -> Self {
        self.with("X-Forwarded-For", address)
    }

    /// Returns what is sent.
    pub fn bytes(&self) -> Vec<u8> {
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let framing = match self.chunked {
            true => "Transfer-Encoding: chunked".to_owned(),
            false => format!("Content-Length: {}", self.body.len()),
        };
        let (method, path) = (self.method, &self.path);
        let mut bytes = format!("{method} {path} HTTP/1.1\r\nHost: test\r\n{headers}{framing}\r\n\r\n").into_bytes();
        if self.chunked {
            for chunk in self.body.chunks(1000) {
                bytes.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                bytes.extend_from_slice(chunk);
                bytes.extend_from_slice(b"\r\n");
            }
            bytes.extend_from_slice(b"0\r\n\r\n");
        } else {
            bytes.extend_from_slice(&self.body);
        }
        bytes
    }
}

/// Returns what is in an answer to [`SECRET`].
#[track_caller]
pub fn opened(answer: &Answer) -> Value {
    opened_with(answer, SECRET)
}

#[track_caller]
pub fn opened_with(answer: &Answer, secret: &str) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
    let key = FernetKey::of_answers(&PeerSecret::new(secret));
    let opened = key.open(body["payload"].as_str().unwrap(), &(0..=u64::MAX)).unwrap();
    serde_json::from_slice(&opened.text).unwrap()
}

/// Returns the status and the text of an error, which is all there is in it.
#[track_caller]
pub fn refused(answer: &Answer) -> (u16, String) {
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("x-peer-auth"), Some("v1,v2"));
    assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("access-control") && name != "location"));
    (answer.status, body["detail"].as_str().unwrap().to_owned())
}

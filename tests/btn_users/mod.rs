//! The door of people who take part in the threat network, over real sockets.

mod accounts;
mod github;
mod login;
mod reports;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use afisha::btn::{BtnGate, ProfileChoice, ServerKey, WebToken};
use afisha::clock::Clock;
use afisha::http::btn_api::BtnApi;
use afisha::http::btn_users::{BegunLogins, BtnUsers, GithubLogin};
use afisha::http::pool::{Pool, QUEUE_PER_THREAD};
use afisha::http::{Aside, Doors, Hall, Listener, Options, TakenPort, Turn};
use afisha::peer::client::Trust;
use afisha::refresh::{ListTerms, ListWorker, ParticipantWorker, ReportWriter, TakenCounts};
use afisha::store::BtnStore;
use serde_json::Value;
use url::Url;

use self::github::Github;
use crate::store::btn::NOW;
use crate::support::database::Database;
use crate::support::http::{self, Answer};

/// Where the door says it is.
const SITE: &str = "https://btn.example.org";

/// A server with the door, over a database of its own.
struct Site {
    store: BtnStore,
    clock: Clock,
    address: SocketAddr,
    _aside: Aside,
    _threads: (ParticipantWorker, ReportWriter, ListWorker),
}

impl Site {
    fn new(database: &Database) -> Self {
        Self::with(database, None)
    }

    fn with(database: &Database, github: Option<&Github>) -> Self {
        let (store, clock) = (database.btn_store(), Clock::fixed(NOW));
        let pool = Arc::new(Pool::start(1, QUEUE_PER_THREAD).unwrap());
        let trusted: Vec<ipnet::IpNet> = vec![IpAddr::from([127, 0, 0, 1]).into()];
        let hall = Hall {
            clock: clock.clone(),
            trusted_proxies: trusted.clone(),
            pool: Arc::clone(&pool),
            traffic: Arc::new(afisha::http::traffic(&afisha::catalog::DeviceProfiles::new(&[]).unwrap())),
        };
        let gate = Arc::new(BtnGate::new(ServerKey::parse(&"5".repeat(64)).unwrap()));
        let participants = ParticipantWorker::start(&store, clock.clone(), Arc::clone(&gate)).unwrap();
        let reports = ReportWriter::start(&store, clock.clone()).unwrap();
        let terms = ListTerms {
            thresholds: afisha::btn::analysis::Thresholds::default(),
            most: 10,
            protected: Vec::new(),
            lists_documentation: false,
        };
        let lists = ListWorker::start(&store, clock.clone(), terms).unwrap();
        let url: Url = SITE.parse().unwrap();
        let users = BtnUsers {
            store: store.clone(),
            github: github.map(|github| Arc::new(login_at(github, &url))),
            url: url.clone(),
            clock: clock.clone(),
            trusted_proxies: trusted.clone(),
            pool: Arc::clone(&pool),
            logins: BegunLogins::default(),
        };
        let api = BtnApi {
            gate,
            reports: reports.reports(),
            heard: participants.heard(),
            lists: lists.lists(),
            taken: Arc::new(TakenCounts::default()),
            url,
            profile: ProfileChoice::Auto,
            store: store.clone(),
            queries: Arc::clone(&pool),
            notice: "notice".to_owned(),
            clock: clock.clone(),
            trusted_proxies: trusted,
            pool,
        };
        let doors = Doors { btn_api: Some(Arc::new(api)), btn_users: Some(Arc::new(users)), ..Doors::default() };
        let port = TakenPort::take(Listener::Btn, "127.0.0.1:0".parse().unwrap()).unwrap();
        let aside = Aside::start(port, Turn::Usual, Options::new(1), (hall, doors)).unwrap();
        Self { store, clock, address: aside.address(), _aside: aside, _threads: (participants, reports, lists) }
    }

    /// Sends a request with these headers; a body is JSON.
    fn ask(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let head = format!("{line} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{headers}{kind}{length}\r\n");
        http::send(self.address, &(head + body))
    }

    /// Asks as the account of a token, and returns the status and the envelope.
    fn ask_as(&self, token: &WebToken, line: &str, body: &str) -> (u16, Value) {
        envelope(&self.ask(line, &[("X-BTN-Token", token.expose())], body))
    }

    /// Adds an account and returns a token of a session.
    fn enter(&self, name: &str) -> WebToken {
        let owner = self.store.add_owner(name, NOW).unwrap().unwrap();
        self.store.begin_session(owner, NOW).unwrap()
    }
}

fn login_at(github: &Github, door: &Url) -> GithubLogin {
    let url: Url = format!("http://{}", github.address).parse().unwrap();
    GithubLogin::new(("app", "hush"), (&url, &url), door, &Trust::load(None).unwrap()).unwrap()
}

/// Reads the form of every answer.
fn envelope(answer: &Answer) -> (u16, Value) {
    let read: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(read.as_object().unwrap().len(), 3, "{read}");
    assert_eq!(read["success"], answer.status == 200, "{read}");
    (answer.status, read)
}

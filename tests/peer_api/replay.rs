//! Copies of requests, the second version of signatures, and what a key may do at the same time.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex};

use afisha::catalog::{InfoHash, Moment};
use afisha::limiting::RateLimit;
use afisha::peer::answer::{ExportPage, ImdbTitle, PublicHit};
use afisha::peer::request::{ExportQuestion, PrivateQuestion, PublicQuestion, TitleQuestion};
use afisha::peer::{BaseAway, EarlierSecret, Found, PeerBases, PeerKey, PeerSecret, PeerViewpoint, ReadyTorrent};

use crate::support::bases::PlainBases;
use crate::support::connection::Connection;
use crate::support::peering::{PeerServer, SECRET, START, SignedAsk, key, opened, opened_with, refused};

const EXPORT: &str = "/api/peer/private/export";

fn server(key: PeerKey) -> PeerServer {
    PeerServer::new(key, PlainBases::default())
}

#[test]
fn a_copy_after_three_seconds_is_401_and_uses_nothing_of_the_limit_up() {
    let server = server(PeerKey { limit: RateLimit { requests: 2, window_seconds: 60 }, ..key() });
    let ask = SignedAsk::new(EXPORT, "{}");
    opened(&server.ask(&ask));
    server.set_millis(3000);
    for _ in 0..10 {
        assert_eq!(refused(&server.ask(&ask)), (401, "Invalid or expired peer signature".to_owned()));
    }
    opened(&server.ask(&SignedAsk::at(EXPORT, "{}", SECRET, START + 3)));
    assert_eq!(refused(&server.ask(&SignedAsk::at(EXPORT, "{}", SECRET, START + 4))).0, 429);
}

#[test]
fn the_same_bytes_may_ask_several_endpoints_within_a_second() {
    let server = server(key());
    let body = r#"{"hashes":["x"],"service":"torbox","query":"x"}"#;
    for path in [
        "/api/peer/check",
        "/api/peer/debrid/check",
        "/api/peer/items",
        "/api/peer/private/items",
        "/api/peer/private/search",
        "/api/peer/public/search",
        "/api/peer/imdb/lookup",
        "/api/peer/private/export",
    ] {
        server.set_millis(900);
        opened(&server.ask(&SignedAsk::new(path, body)));
    }
    assert_eq!(refused(&server.ask(&SignedAsk::new("/api/peer/check", body))).0, 401, "the ninth time");
}

#[test]
fn in_the_second_version_an_answer_repeats_the_signature_and_no_copy_is_taken() {
    let server = server(key());
    let (ask, signature) = SignedAsk::new(EXPORT, "{}").v2(SECRET);
    let answer = opened(&server.ask(&ask));
    assert_eq!(answer["_sf2"], signature);
    assert_eq!(refused(&server.ask(&ask)).0, 401, "a copy at once");
    let (ask, _) = SignedAsk::new("/api/peer/public/search", r#"{"query":"x"}"#).v2(SECRET);
    let swapped = SignedAsk { path: "/api/peer/private/search".to_owned(), ..ask };
    assert_eq!(refused(&server.ask(&swapped)).0, 401, "another path");
    let (ask, _) = SignedAsk::new("/api/peer/private/search?x=1", r#"{"query":"y"}"#).v2(SECRET);
    assert!(opened(&server.ask(&ask))["_sf2"].is_string(), "a query is part of what is signed");
    let without_query = SignedAsk { path: "/api/peer/private/search".to_owned(), ..ask };
    assert_eq!(refused(&server.ask(&without_query)).0, 401);
    let (ask, _) = SignedAsk::new(EXPORT, r#"{"limit":2}"#).v2("x");
    assert_eq!(refused(&server.ask(&ask)).0, 401, "the first signature alone is not enough then");
    assert_eq!(opened(&server.ask(&SignedAsk::new(EXPORT, r#"{"limit":3}"#)))["_sf2"], serde_json::Value::Null);
}

#[test]
fn a_key_may_have_to_sign_in_the_second_version() {
    let server = server(PeerKey { require_v2: true, ..key() });
    assert_eq!(refused(&server.ask(&SignedAsk::new(EXPORT, "{}"))).0, 401);
    let (ask, signature) = SignedAsk::new(EXPORT, "{}").v2(SECRET);
    assert_eq!(opened(&server.ask(&ask))["_sf2"], signature);
}

#[test]
fn during_a_rotation_each_secret_is_answered_for_itself() {
    let earlier = EarlierSecret { secret: PeerSecret::new("before").into(), until: Moment(START + 10) };
    let server = server(PeerKey { earlier: Some(earlier), ..key() });
    for secret in [SECRET, "before"] {
        opened_with(&server.ask(&SignedAsk::at(EXPORT, "{}", secret, START)), secret);
    }
    let (ask, signature) = SignedAsk::at(EXPORT, "{}", "before", START + 10).v2("before");
    server.set_millis(10_999);
    assert_eq!(opened_with(&server.ask(&ask), "before")["_sf2"], signature);
    server.set_millis(11_000);
    assert_eq!(refused(&server.ask(&SignedAsk::at(EXPORT, "{}", "before", START + 11))).0, 401);
    opened(&server.ask(&SignedAsk::at(EXPORT, "{}", SECRET, START + 11)));
}

/// Bases whose exports wait until they are let go; others are answered.
#[derive(Clone, Default)]
struct SlowBases(Arc<(Mutex<Waiting>, Condvar)>);

#[derive(Default)]
struct Waiting {
    count: usize,
    released: bool,
}

impl fmt::Debug for SlowBases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SlowBases")
    }
}

impl SlowBases {
    /// Waits until so many exports wait.
    fn wait_for(&self, count: usize) {
        let (waiting, changed) = &*self.0;
        drop(changed.wait_while(waiting.lock().unwrap(), |waiting| waiting.count < count).unwrap());
    }

    fn release(&self) {
        let (waiting, changed) = &*self.0;
        waiting.lock().unwrap().released = true;
        changed.notify_all();
    }
}

impl PeerBases for SlowBases {
    fn export(&self, _: &PeerViewpoint, _: &ExportQuestion, _: &mut ExportPage) -> Result<Option<InfoHash>, BaseAway> {
        let (waiting, changed) = &*self.0;
        let mut waiting = waiting.lock().unwrap();
        waiting.count += 1;
        changed.notify_all();
        drop(changed.wait_while(waiting, |waiting| !waiting.released).unwrap());
        Ok(None)
    }

    fn items(&self, _: &PeerViewpoint, _: &[InfoHash]) -> Result<Vec<ReadyTorrent>, BaseAway> {
        Ok(vec![])
    }

    fn private_search(&self, _: &PeerViewpoint, _: &PrivateQuestion) -> Result<Found<ReadyTorrent>, BaseAway> {
        Err(BaseAway::Unreadable)
    }

    fn public_search(&self, _: &PublicQuestion) -> Result<Found<PublicHit>, BaseAway> {
        Err(BaseAway::Unreadable)
    }

    fn imdb_lookup(&self, _: &TitleQuestion) -> Result<Vec<ImdbTitle>, BaseAway> {
        Err(BaseAway::Unreadable)
    }
}

#[test]
fn a_key_has_four_requests_worked_on_at_a_time() {
    let bases = SlowBases::default();
    let server = PeerServer::new(key(), bases.clone());
    let mut running: Vec<Connection> = (1..=4)
        .map(|limit| {
            let mut connection = Connection::to(server.address);
            connection.send(&SignedAsk::new(EXPORT, &format!(r#"{{"limit":{limit}}}"#)).bytes());
            connection
        })
        .collect();
    bases.wait_for(4);
    let answer = server.ask(&SignedAsk::new(EXPORT, r#"{"limit":5}"#));
    assert_eq!(refused(&answer), (429, "Peer rate limit exceeded".to_owned()));
    assert_eq!(answer.header("retry-after"), Some("1"));
    bases.release();
    for connection in &mut running {
        opened(&connection.receive("POST"));
    }
    opened(&server.ask(&SignedAsk::new(EXPORT, r#"{"limit":6}"#)));
}

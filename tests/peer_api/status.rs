//! Every row of the table of statuses.

use afisha::catalog::{InfoHash, Moment};
use afisha::limiting::RateLimit;
use afisha::peer::answer::{ExportPage, ImdbTitle, PublicHit};
use afisha::peer::request::{ExportQuestion, PrivateQuestion, PublicQuestion, TitleQuestion};
use afisha::peer::{BaseAway, Found, PeerBases, PeerKey, PeerViewpoint, ReadyTorrent, Scope};
use afisha::refresh::Bases;

use crate::support::bases::PlainBases;
use crate::support::database::Database;
use crate::support::http::Answer;
use crate::support::peering::{PeerServer, SECRET, START, SignedAsk, key, opened, refused};

const EXPORT: &str = "/api/peer/private/export";
const UNAUTHORIZED: (u16, &str) = (401, "Invalid or expired peer signature");

fn server(key: PeerKey) -> PeerServer {
    PeerServer::new(key, PlainBases::default())
}

#[track_caller]
fn assert_refused(answer: &Answer, (status, text): (u16, &str)) {
    assert_eq!(refused(answer), (status, text.to_owned()));
}

#[test]
fn a_genuine_request_gets_one_encrypted_object() {
    let server = server(key());
    let answer = server.ask(&SignedAsk::new(EXPORT, r#"{"limit":500}"#));
    assert_eq!(opened(&answer), serde_json::json!({ "items": [], "next_cursor": null, "count": 0 }));
    let header = |name| answer.header(name);
    assert_eq!((header("content-type"), header("cache-control")), (Some("application/json"), Some("no-store")));
    assert_eq!((header("x-peer-auth"), header("access-control-allow-origin")), (Some("v1,v2"), None));
    assert_eq!(header("content-length"), Some(answer.body.len().to_string().as_str()));
    assert!(answer.text().starts_with(r#"{"payload":"gAAAA"#), "{}", answer.text());
}

#[test]
fn a_header_that_is_missing_malformed_or_there_twice_is_401() {
    let server = server(key());
    let good = SignedAsk::new(EXPORT, "{}");
    for (at, name) in ["X-Peer-Key-Id", "X-Peer-Timestamp", "X-Peer-Signature"].into_iter().enumerate() {
        let good = good.clone().from(&format!("192.0.2.{at}"));
        assert_refused(&server.ask(&good.clone().without(name)), UNAUTHORIZED);
        for value in ["", "é", "x y"] {
            assert_refused(&server.ask(&good.clone().with(name, value)), UNAUTHORIZED);
        }
        let mut twice = good.clone();
        twice.headers.push((name.to_lowercase(), good.header(name).to_owned()));
        assert_refused(&server.ask(&twice), UNAUTHORIZED);
    }
    let (v2, _) = good.v2(SECRET);
    for name in ["X-Peer-Nonce", "X-Peer-Signature-V2"] {
        assert_refused(&server.ask(&v2.clone().without(name)), UNAUTHORIZED);
        let mut twice = v2.clone();
        twice.headers.push((name.to_owned(), v2.header(name).to_owned()));
        assert_refused(&server.ask(&twice), UNAUTHORIZED);
    }
    opened(&server.ask(&v2));
}

#[test]
fn unknown_key_wrong_signature_and_stale_time_are_answered_alike() {
    let server = server(key());
    let good = SignedAsk::new(EXPORT, "{}");
    let asks = [
        good.clone().with("X-Peer-Key-Id", "a1b2c3d4-e5f6-4789-8abc-def012345679"),
        SignedAsk::at(EXPORT, "{}", "x", START),
        SignedAsk::at(EXPORT, "{}", SECRET, START - 61),
        SignedAsk::at(EXPORT, "{}", SECRET, START + 61),
        good.without("X-Peer-Signature"),
    ];
    let answers = asks.map(|ask| {
        let mut answer = server.ask(&ask);
        answer.headers.retain(|(name, _)| name != "date");
        answer
    });
    for answer in &answers {
        assert_refused(answer, UNAUTHORIZED);
        assert_eq!((&answer.headers, &answer.body), (&answers[0].headers, &answers[0].body));
    }
}

#[test]
fn a_time_is_good_for_a_minute_both_ends_included() {
    let server = server(key());
    for (body, millis) in [("{}", 60_000), (r#"{"limit":1}"#, -60_000)] {
        server.set_millis(millis);
        opened(&server.ask(&SignedAsk::new(EXPORT, body)));
    }
    for millis in [60_001, 60_500, -60_001] {
        server.set_millis(millis);
        assert_refused(&server.ask(&SignedAsk::new(EXPORT, r#"{"limit":2}"#)), UNAUTHORIZED);
    }
}

#[test]
fn a_disabled_or_expired_key_is_403_where_the_signature_is_right() {
    for spoilt in [PeerKey { active: false, ..key() }, PeerKey { expires: Some(Moment(START - 1)), ..key() }] {
        let server = server(spoilt);
        let inactive = (403, "Peer key inactive or expired");
        assert_refused(&server.ask(&SignedAsk::new(EXPORT, "{}")), inactive);
        assert_refused(&server.ask(&SignedAsk::at(EXPORT, "{}", "x", START)), UNAUTHORIZED);
    }
    let server = server(PeerKey { expires: Some(Moment(START)), ..key() });
    opened(&server.ask(&SignedAsk::new(EXPORT, "{}")));
}

#[test]
fn outside_of_its_scopes_a_key_is_403() {
    let bodies = [
        ("/api/peer/private/export", "{}", Scope::Private),
        ("/api/peer/private/items", r#"{"hashes":["x"]}"#, Scope::Private),
        ("/api/peer/items", r#"{"hashes":["y"]}"#, Scope::Private),
        ("/api/peer/private/search", r#"{"query":"a"}"#, Scope::Private),
        ("/api/peer/public/search", r#"{"query":"b"}"#, Scope::Public),
        ("/api/peer/imdb/lookup", r#"{"query":"c"}"#, Scope::Imdb),
        ("/api/peer/debrid/check", r#"{"hashes":["x"],"service":"torbox"}"#, Scope::Debrid),
        ("/api/peer/check", r#"{"hashes":["y"],"service":"torbox"}"#, Scope::Debrid),
    ];
    for scope in Scope::ALL {
        let server = server(PeerKey { scopes: [scope].into(), ..key() });
        for (path, body, needed) in bodies {
            let answer = server.ask(&SignedAsk::new(path, body));
            if needed == scope {
                opened(&answer);
            } else {
                assert_refused(&answer, (403, "Peer key not allowed to ask this"));
            }
        }
    }
}

#[test]
fn over_the_rate_limit_is_429_with_the_time_to_wait() {
    let server = server(PeerKey { limit: RateLimit { requests: 2, window_seconds: 10 }, ..key() });
    for (body, millis) in [(r#"{"limit":1}"#, 0), (r#"{"limit":2}"#, 1000)] {
        server.set_millis(millis);
        opened(&server.ask(&SignedAsk::new(EXPORT, body)));
    }
    for (body, millis, seconds) in [(r#"{"limit":3}"#, 2000, "8"), (r#"{"limit":4}"#, 9900, "1")] {
        server.set_millis(millis);
        let answer = server.ask(&SignedAsk::new(EXPORT, body));
        assert_refused(&answer, (429, "Peer rate limit exceeded"));
        assert_eq!(answer.header("retry-after"), Some(seconds));
    }
    server.set_millis(10_100);
    opened(&server.ask(&SignedAsk::new(EXPORT, r#"{"limit":5}"#)));
}

#[test]
fn a_body_that_is_wrong_is_400_and_only_for_who_may_ask() {
    let server = server(key());
    let cases = [
        (EXPORT, "", "body is not JSON"),
        (EXPORT, "{", "body is not JSON"),
        (EXPORT, "[]", "body must be an object"),
        (EXPORT, r#"{"limit":"500"}"#, "limit must be an integer from 1 to 2000"),
        (EXPORT, r#"{"limit":0}"#, "limit must be an integer from 1 to 2000"),
        (EXPORT, r#"{"cursor":"xyz"}"#, "cursor must be 1 to 64 hexadecimal digits or null"),
        ("/api/peer/private/items", "{}", "hashes is missing"),
        ("/api/peer/private/items", r#"{"hashes":[]}"#, "hashes must be a list of 1 to 200 strings"),
        (
            "/api/peer/private/search",
            r#"{"query":"a","tmdb_id":1}"#,
            "body must have exactly one of query, tmdb_id, imdb_id and info_hash",
        ),
        ("/api/peer/public/search", "{}", "body must have query or imdb_id"),
        ("/api/peer/imdb/lookup", "{}", "body must have imdb_id or query"),
        (
            "/api/peer/debrid/check",
            r#"{"hashes":["x"],"service":"premiumize"}"#,
            "service must be realdebrid, alldebrid or torbox",
        ),
        ("/api/peer/check", r#"{"hashes":["x"]}"#, "service is missing"),
    ];
    for (number, (path, body, text)) in cases.into_iter().enumerate() {
        assert_refused(&server.ask(&SignedAsk::new(path, body)), (400, &format!("Invalid request: {text}")));
        let stranger = SignedAsk::at(path, body, "x", START).from(&format!("192.0.2.{number}"));
        assert_refused(&server.ask(&stranger), UNAUTHORIZED);
    }
}

#[test]
fn a_body_of_another_kind_is_400_and_only_for_who_may_ask() {
    let server = server(key());
    let good = SignedAsk::new(EXPORT, "{}");
    for kind in ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"] {
        opened(&server.ask(&good.clone().with("Content-Type", kind)));
    }
    for kind in ["text/plain", "application/jsonx", "application/x-www-form-urlencoded", ""] {
        let text = "Invalid request: body must be application/json, not encoded";
        let spoilt = SignedAsk::new(EXPORT, r#"{"limit":7}"#).with("Content-Type", kind);
        assert_refused(&server.ask(&spoilt), (400, text));
        let stranger = SignedAsk::at(EXPORT, "{}", "x", START).with("Content-Type", kind);
        assert_refused(&server.ask(&stranger), UNAUTHORIZED);
    }
    let none = SignedAsk::new(EXPORT, r#"{"limit":8}"#).without("Content-Type");
    assert_eq!(server.ask(&none).status, 400);
    let encoded = SignedAsk::new(EXPORT, r#"{"limit":9}"#).with("Content-Encoding", "gzip");
    assert_eq!(server.ask(&encoded).status, 400);
}

#[test]
fn a_body_of_64_kibibytes_is_read_and_one_byte_more_is_413_whoever_sends_it() {
    let server = server(key());
    let of = |bytes: usize| format!("{{\"limit\":1{}}}", " ".repeat(bytes - 11));
    let limit = 64 * 1024;
    for chunked in [false, true] {
        let good = SignedAsk { chunked, ..SignedAsk::new(EXPORT, &of(limit - usize::from(chunked))) };
        opened(&server.ask(&good));
        for ask in [SignedAsk::new(EXPORT, &of(limit + 1)), SignedAsk::at(EXPORT, &of(limit + 1), "x", START)] {
            let answer = server.ask(&SignedAsk { chunked, ..ask });
            assert_refused(&answer, (413, "Request body too large"));
            assert_eq!(answer.header("connection"), Some("close"));
        }
    }
    for length in ["65537", "18446744073709551615", "18446744073709551616", "99999999999999999999999"] {
        let head = format!("POST {EXPORT} HTTP/1.1\r\nHost: test\r\nContent-Length: {length}\r\n\r\n");
        assert_refused(&server.send(head.as_bytes()), (413, "Request body too large"));
    }
}

#[test]
fn a_body_whose_end_cannot_be_found_is_400() {
    let server = server(key());
    for framing in ["Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked\r\nContent-Length: 2"] {
        let request = format!("POST {EXPORT} HTTP/1.1\r\nHost: test\r\n{framing}\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n");
        let answer = server.send(request.as_bytes());
        assert_refused(&answer, (400, "Invalid request: body cannot be read"));
        assert_eq!(answer.header("connection"), Some("close"));
    }
}

#[test]
fn another_path_is_404_also_with_a_slash_at_its_end() {
    let server = server(key());
    for path in [
        "/",
        "/api/peer",
        "/api/peer/",
        "/api/peer/private/export/",
        "/api/peer/check/",
        "/api/peer/private",
        "/api/peer/private/exports",
        "/api/peer/db/duckdb/status",
        "/API/PEER/private/export",
        "/list/",
        "/metrics",
    ] {
        assert_refused(&server.ask(&SignedAsk::new(path, "{}")), (404, "Not Found"));
    }
}

#[test]
fn another_method_is_405() {
    let server = server(key());
    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "PURGE"] {
        let ask = SignedAsk { method, body: vec![], ..SignedAsk::new(EXPORT, "") };
        let answer = server.ask(&ask.with("Origin", "http://a").with("Access-Control-Request-Method", "POST"));
        assert_refused(&answer, (405, "Method Not Allowed"));
        assert_eq!(answer.header("allow"), Some("POST"));
    }
    let head = server.send(format!("HEAD {EXPORT} HTTP/1.1\r\nHost: test\r\n\r\n").as_bytes());
    assert_eq!((head.status, head.body.len()), (405, 0));
}

#[test]
fn what_is_no_http_is_refused_in_the_words_of_this_door() {
    let server = server(key());
    assert_refused(&server.send(b"\x16\x03\x01"), (400, "Invalid request: no HTTP/1.0 or HTTP/1.1 request"));
    let headers = "X: y\r\n".repeat(97);
    let many = format!("POST {EXPORT} HTTP/1.1\r\n{headers}\r\n");
    assert_refused(&server.send(many.as_bytes()), (431, "Request head too large"));
    let long = format!("POST /{} HTTP/1.1\r\n\r\n", "x".repeat(65_536));
    assert_refused(&server.send(long.as_bytes()), (414, "URL too long"));
}

/// Bases that cannot be read.
#[derive(Debug)]
struct AwayBases;

impl PeerBases for AwayBases {
    fn export(&self, _: &PeerViewpoint, _: &ExportQuestion, _: &mut ExportPage) -> Result<Option<InfoHash>, BaseAway> {
        Err(BaseAway::Unreadable)
    }

    fn items(&self, _: &PeerViewpoint, _: &[InfoHash]) -> Result<Vec<ReadyTorrent>, BaseAway> {
        // Not what a document is.
        Ok(vec![ReadyTorrent { document: "{".into(), created: Moment(0) }])
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
fn a_base_that_cannot_be_read_is_500_in_json() {
    let server = PeerServer::new(key(), AwayBases);
    for (path, body) in [
        (EXPORT, "{}"),
        ("/api/peer/private/items", r#"{"hashes":["x"]}"#),
        ("/api/peer/items", r#"{"hashes":["y"]}"#),
        ("/api/peer/private/search", r#"{"query":"a"}"#),
        ("/api/peer/public/search", r#"{"query":"b"}"#),
        ("/api/peer/imdb/lookup", r#"{"query":"c"}"#),
    ] {
        assert_refused(&server.ask(&SignedAsk::new(path, body)), (500, "Internal server error"));
    }
    opened(&server.ask(&SignedAsk::new("/api/peer/check", r#"{"hashes":["x"],"service":"torbox"}"#)));
}

#[test]
fn a_base_that_is_not_read_yet_is_503_and_says_when_to_ask_again() {
    let database = Database::sqlite();
    let server = PeerServer::new(key(), Bases::new(&database.store()));
    for (path, body) in [
        (EXPORT, "{}"),
        ("/api/peer/private/items", r#"{"hashes":["x"]}"#),
        ("/api/peer/private/search", r#"{"query":"a"}"#),
        ("/api/peer/public/search", r#"{"query":"b"}"#),
        ("/api/peer/imdb/lookup", r#"{"query":"c"}"#),
    ] {
        let answer = server.ask(&SignedAsk::new(path, body));
        assert_refused(&answer, (503, "Not ready yet"));
        assert_eq!(answer.header("retry-after"), Some("10"), "{path}");
    }
}

#[test]
fn an_address_that_fails_thirty_times_is_429_and_others_are_heard() {
    let server = server(key());
    for _ in 0..30 {
        let stranger = SignedAsk::at(EXPORT, "{}", "x", START).from("192.0.2.1");
        assert_refused(&server.ask(&stranger), UNAUTHORIZED);
    }
    let answer = server.ask(&SignedAsk::new(EXPORT, "{}").from("192.0.2.1"));
    assert_refused(&answer, (429, "Peer rate limit exceeded"));
    assert_eq!(answer.header("retry-after"), Some("60"));
    opened(&server.ask(&SignedAsk::new(EXPORT, "{}").from("192.0.2.2")));
    server.set_millis(60_000);
    opened(&server.ask(&SignedAsk::at(EXPORT, "{}", SECRET, START + 60).from("192.0.2.1")));
}

//! Thousands of hostile requests, the same ones each time: every one is refused or answered, and nothing of it comes back.

use afisha::limiting::RateLimit;
use afisha::peer::PeerKey;

use crate::support::bases::{PlainBases, torrent};
use crate::support::connection::Connection;
use crate::support::dice::Dice;
use crate::support::peering::{PeerServer, SECRET, START, SignedAsk, key};

/// How many requests are sent, unless the variable says.
const REQUESTS: usize = 3_000;
const VARIABLE: &str = "AFISHA_HOSTILE_REQUESTS";
/// Stands in most of what is sent.
const MARK: &str = "eChO7f3a";

const PATHS: [&str; 14] = [
    "/api/peer/debrid/check",
    "/api/peer/private/items",
    "/api/peer/private/search",
    "/api/peer/private/export",
    "/api/peer/public/search",
    "/api/peer/imdb/lookup",
    "/api/peer/check",
    "/api/peer/items",
    "/api/peer/private/export/",
    "/api/peer/../private/export",
    "/api/peer/eChO7f3a",
    "/api/peer/private/search?eChO7f3a=%00",
    "//api//peer//check",
    "/",
];

const MEMBERS: [&str; 9] =
    ["hashes", "service", "query", "tmdb_id", "imdb_id", "info_hash", "limit", "offset", "cursor"];

/// Writes a value that some member takes, or none does.
fn value(dice: &mut Dice, depth: usize) -> String {
    match dice.below(if depth > 3 { 12 } else { 15 }) {
        0 => "null".to_owned(),
        1 => "true".to_owned(),
        2 => dice.below(300).to_string(),
        3 => format!("-{}", dice.next()),
        4 => "1e400".to_owned(),
        5 => "99999999999999999999999999".to_owned(),
        6 => format!("\"{MARK}\""),
        7 => "\"torbox\"".to_owned(),
        8 => format!("\"{}\"", "aB".repeat(dice.below(40))),
        9 => "\"\\ud800\"".to_owned(),
        10 => format!("\"{}\"", "я ".repeat(dice.below(400))),
        11 => "\"%_\\\"\\\\ AND NEAR(\"".to_owned(),
        12 => format!("[{}]", vec![value(dice, depth + 1); dice.below(if depth == 0 { 250 } else { 5 })].join(",")),
        13 => format!("{{\"{MARK}\":{}}}", value(dice, depth + 1)),
        _ => "[".repeat(dice.below(100)),
    }
}

/// Bodies that some endpoint takes.
const GOOD_BODIES: [&str; 6] = [
    "{}",
    r#"{"limit":7,"since":5}"#,
    r#"{"query":"some 1080p"}"#,
    r#"{"imdb_id":"tt0111161"}"#,
    r#"{"hashes":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]}"#,
    r#"{"hashes":["eChO7f3a"],"service":"alldebrid"}"#,
];

fn body(dice: &mut Dice) -> Vec<u8> {
    if dice.once_in(3) {
        return dice.pick(&GOOD_BODIES).as_bytes().to_vec();
    }
    let members: Vec<String> = (0..dice.below(6))
        .map(|_| {
            let name = *dice.pick(&MEMBERS);
            format!("\"{name}\":{}", value(dice, 0))
        })
        .collect();
    let mut body = format!("{{{}}}", members.join(",")).into_bytes();
    match dice.below(8) {
        0 => body.truncate(dice.below(body.len())),
        1 => {
            let at = dice.below(body.len());
            body[at] ^= 1 << dice.below(8);
        }
        2 => body = (0..dice.below(300)).map(|_| dice.next().to_le_bytes()[0]).collect(),
        3 if dice.once_in(10) => body.resize(65_000 + dice.below(2000), b' '),
        _ => {}
    }
    body
}

/// Makes a request; about a third of them are signed as they should be.
fn request(dice: &mut Dice) -> SignedAsk {
    let path = *dice.pick(&PATHS);
    let body = body(dice);
    let text = String::from_utf8_lossy(&body).into_owned();
    let secret = if dice.once_in(8) { MARK } else { SECRET };
    let time = if dice.once_in(16) { START + dice.below(1000) as i64 - 500 } else { START };
    let mut ask = SignedAsk::at(path, &text, secret, time);
    if dice.once_in(3) {
        ask = ask.v2(if dice.once_in(4) { MARK } else { SECRET }).0;
    }
    if body.as_slice() != text.as_bytes() {
        ask.body = body;
    }
    ask.chunked = dice.once_in(4);
    if dice.once_in(20) {
        ask.method = *dice.pick::<&str>(&["GET", "PUT", "OPTIONS", "eChO7f3a", "DELETE"]);
    }
    if dice.once_in(2) {
        (0..=dice.below(2)).for_each(|_| spoil(dice, &mut ask));
    }
    let address = format!("10.{}.{}.{}", dice.below(256), dice.below(256), dice.below(256));
    if dice.once_in(50) { ask } else { ask.from(&address) }
}

/// Spoils a header.
fn spoil(dice: &mut Dice, ask: &mut SignedAsk) {
    let at = dice.below(ask.headers.len());
    match dice.below(6) {
        0 => drop(ask.headers.remove(at)),
        1 => ask.headers.push(ask.headers[at].clone()),
        2 => ask.headers[at].1 = MARK.repeat(dice.below(30)),
        3 => ask.headers[at].1.push('0'),
        4 => ask.headers[at].1 = ask.headers[at].1.to_uppercase(),
        _ => ask.headers.push((format!("X-{MARK}"), "я".repeat(dice.below(20)))),
    }
    if ask.headers.is_empty() {
        ask.headers.push(("Accept".to_owned(), "*/*".to_owned()));
    }
}

#[test]
fn hostile_requests_cause_no_fault_and_nothing_of_them_comes_back() {
    let count = std::env::var(VARIABLE).map_or(REQUESTS, |count| count.parse().unwrap());
    let limit = RateLimit { requests: 1_000_000, window_seconds: 60 };
    let private = vec![torrent(&"a".repeat(40), "Some.Release.1080p", 5)];
    let server = PeerServer::new(PeerKey { limit, ..key() }, PlainBases { private, ..PlainBases::default() });
    let mut dice = Dice::new(20_260_101);
    let mut statuses = std::collections::BTreeMap::new();
    for number in 0..count {
        let ask = request(&mut dice);
        let mut connection = Connection::to(server.address);
        connection.send(&ask.bytes());
        connection.finish();
        let bytes = connection.rest();
        let answer = crate::support::http::Answer::parse(&bytes);
        *statuses.entry(answer.status).or_insert(0) += 1;
        assert!(answer.status < 500, "{number}: {:?}", String::from_utf8_lossy(&bytes));
        let lower = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!lower.contains(&MARK.to_lowercase()), "{number}: {lower}");
        if answer.status != 200 {
            let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            assert!(body["detail"].is_string(), "{number}: {body}");
        }
    }
    println!("{count} requests: {statuses:?}");
    for status in [200, 400, 401, 404, 405, 413] {
        assert!(statuses.contains_key(&status), "nothing was answered {status}: {statuses:?}");
    }
}

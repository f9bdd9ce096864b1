//! Requests that nobody should send, the same ones for the same seed.

use afisha::btn::AppCredentials;

use crate::support::btn_server::gzip;
use crate::support::dice::Dice;

/// Stands in most of what is sent.
pub const MARK: &str = "eChO7f3a";

const PATHS: [&str; 11] = [
    "/ping/config",
    "/ping/rules/retrieve?rev=initial",
    "/ping/ruleIpDenylist?rev=eChO7f3a",
    "/ping/ruleIpAllowlist?rev=%00&rev=%FF&&=",
    "/ping/rulePeerIdentity",
    "/ping/heartbeat",
    "/ping/eChO7f3a",
    "/ping/config/",
    "//ping//config",
    "/ping/../ping/peers/submit",
    "/",
];

/// The paths of reports, and the lists in their bodies.
const REPORTS: [(&str, &str); 5] = [
    ("/ping/peers/submit", "peers"),
    ("/ping/bans/submit", "bans"),
    ("/ping/histories/submit", "peers"),
    ("/ping/syncBanHistory", "bans"),
    ("/ping/syncSwarm", "swarms"),
];

const MEMBERS: [&str; 26] = [
    "ip_address",
    "peer_ip",
    "ip",
    "peer_port",
    "port",
    "peer_id",
    "client_name",
    "peer_client_name",
    "torrent_identifier",
    "torrent_size",
    "torrent_is_private",
    "downloaded",
    "uploaded",
    "from_peer_traffic",
    "to_peer_traffic",
    "peer_progress",
    "downloader_progress",
    "peer_flag",
    "ban_at",
    "module",
    "rule",
    "structured_data",
    "peer",
    "btn_ban",
    "last_time_seen",
    "eChO7f3a",
];

/// A request, and whether its end can be found.
pub struct Hostile {
    pub method: &'static str,
    pub bytes: Vec<u8>,
    pub is_whole: bool,
}

/// What all requests are made with.
pub struct Maker {
    pub applications: Vec<AppCredentials>,
    /// Unix milliseconds.
    pub now: i64,
    /// 33 MiB of blanks, compressed, as they are and within a report.
    bombs: [Vec<u8>; 2],
}

impl Maker {
    pub fn new(applications: Vec<AppCredentials>, now: i64) -> Self {
        let blanks = vec![b' '; 33 * 1024 * 1024];
        let within = [br#"{"populate_time":1,"peers":[{"peer_id":""#, blanks.as_slice(), br#""}]}"#].concat();
        Self { applications, now, bombs: [gzip(&blanks), gzip(&within)] }
    }

    pub fn request(&self, dice: &mut Dice) -> Hostile {
        let (path, list) = if dice.once_in(4) { (*dice.pick(&PATHS), "peers") } else { *dice.pick(&REPORTS) };
        let is_asked = !path.contains("/sub") && !path.contains("/sync") && !path.ends_with("heartbeat");
        let method = match dice.below(20) {
            0 => *dice.pick(&["PUT", "DELETE", "OPTIONS", "HEAD", "eChO7f3a", "PATCH", "TRACE"]),
            1 => "GET",
            _ if is_asked => "GET",
            _ => "POST",
        };
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: x\r\n").into_bytes();
        head.extend(self.credentials(dice));
        head.extend(noise(dice));
        if is_asked && !dice.once_in(8) {
            return Hostile { method, bytes: [&head, b"\r\n".as_slice()].concat(), is_whole: true };
        }
        let (coding, body) = if dice.once_in(8) { coded(dice, &[]) } else { self.body(dice, list) };
        head.extend(coding.as_bytes());
        let (framing, sent, is_whole) = framed(dice, &body);
        head.extend(framing.as_bytes());
        Hostile { method, bytes: [head.as_slice(), b"\r\n", &sent].concat(), is_whole }
    }

    fn credentials(&self, dice: &mut Dice) -> Vec<u8> {
        let known = dice.pick(&self.applications);
        let (mut id, mut secret) = (known.id.clone(), known.expose().to_owned());
        match dice.below(24) {
            0 => MARK.clone_into(&mut secret),
            1 => MARK.clone_into(&mut id),
            2 => (id, secret) = ("example-app-id".to_owned(), MARK.to_owned()),
            3 => secret = MARK.repeat(400),
            4 => id = "\u{ff}я\u{202e}".repeat(20),
            5 => return Vec::new(),
            6 => return b"Authorization: Bearer\r\nAuthentication: \xff\xfe@\xff\r\nX-BTN-AppID: \r\n".to_vec(),
            7 => secret.push('0'),
            _ => {}
        }
        let bearer = format!("Bearer {id}@{secret}\r\n");
        match dice.below(5) {
            0 => format!("Authorization: {bearer}"),
            1 => format!("Authentication: {bearer}"),
            2 => format!("X-BTN-AppID: {id}\r\nX-BTN-AppSecret: {secret}\r\n"),
            3 => format!("BTN-AppID: {id}\r\nBTN-AppSecret: {secret}\r\n"),
            _ => format!("Authorization: Basic {MARK}\r\nAuthentication: {bearer}Authorization: {bearer}"),
        }
        .into_bytes()
    }

    /// A body with the header of its coding.
    fn body(&self, dice: &mut Dice, list: &str) -> (String, Vec<u8>) {
        match dice.below(40) {
            0 if dice.once_in(8) => ("Content-Encoding: gzip\r\n".to_owned(), dice.pick(&self.bombs).clone()),
            1 if dice.once_in(4) => {
                coded(dice, format!(r#"{{"populate_time":1,"{list}":[{}]}}"#, many("{}", 20_001)).as_bytes())
            }
            2 if dice.once_in(4) => {
                let record = format!("{{{}}}", many(&format!(r#""{MARK}":1"#), 30_000));
                coded(dice, format!(r#"{{"populate_time":1,"{list}":[{record}]}}"#).as_bytes())
            }
            3 => {
                let depth = dice.below(20_000);
                coded(dice, "[".repeat(depth).as_bytes())
            }
            4 => {
                let depth = dice.below(2_000);
                coded(dice, r#"{"peers":"#.repeat(depth).as_bytes())
            }
            5 => {
                let bytes: Vec<u8> = (0..dice.below(300)).map(|_| dice.next().to_le_bytes()[0]).collect();
                coded(dice, &bytes)
            }
            6 => {
                let value = value(dice, 0);
                coded(dice, value.as_bytes())
            }
            _ => {
                let report = self.report(dice, list);
                coded(dice, &report)
            }
        }
    }

    fn report(&self, dice: &mut Dice, list: &str) -> Vec<u8> {
        let records: Vec<String> = (0..dice.below(6)).map(|_| self.record(dice)).collect();
        let time = if dice.once_in(6) { value(dice, 3) } else { self.now.to_string() };
        let twice = if dice.once_in(8) { format!(r#""{list}":{},"#, value(dice, 2)) } else { String::new() };
        let mut report =
            format!(r#"{{"populate_time":{time},{twice}"{list}":[{}],"{MARK}":null}}"#, records.join(",")).into_bytes();
        match dice.below(16) {
            0 => report.truncate(dice.below(report.len())),
            1 => {
                let at = dice.below(report.len());
                report[at] ^= 1 << dice.below(8);
            }
            _ => {}
        }
        report
    }

    /// A record that would be taken, with members that spoil it, or not.
    fn record(&self, dice: &mut Dice) -> String {
        let (at, low) = (self.now, dice.below(65_536));
        let spoilt: String =
            (0..dice.below(4)).map(|_| format!(r#","{}":{}"#, dice.pick(&MEMBERS), value(dice, 1))).collect();
        format!(
            r#"{{"peer_ip":"60.9.{}.{}","peer_port":7,"peer_id":"{MARK}","peer_client_name":"{MARK}","peer_flag":"u",
            "torrent_identifier":"52fa13494a4571a951b46b1a04be19ab9d8089c3d3761956c99f5435e6f2c8ad","torrent_size":9,
            "from_peer_traffic":1,"to_peer_traffic":2,"peer_progress":0.5,"downloader_progress":1,"ban_at":{at},
            "module":"{MARK}","rule":"r","downloader":"a","first_time_seen":{at},"last_time_seen":{at}{spoilt}}}"#,
            low >> 8,
            low & 0xff
        )
    }
}

fn many(element: &str, count: usize) -> String {
    vec![element; count].join(",")
}

/// Writes a value that some member takes, or none does.
fn value(dice: &mut Dice, depth: usize) -> String {
    match dice.below(if depth > 4 { 18 } else { 21 }) {
        0 => "null".to_owned(),
        1 => "true".to_owned(),
        2 => dice.below(70_000).to_string(),
        3 => format!("-{}", dice.next()),
        4 => "1e400".to_owned(),
        5 => "9".repeat(1 + dice.below(400)),
        6 => "9223372036854775808".to_owned(),
        7 => "-9223372036854775809.0".to_owned(),
        8 => "NaN".to_owned(),
        9 => "\"a\\u0000b\"".to_owned(),
        10 => "\"\\ud800\"".to_owned(),
        11 => "\"\\udc00\\ud800\"".to_owned(),
        12 => format!("\"{}\"", "я\u{202e}\u{1}".replace('\u{1}', "\\u0001").repeat(dice.below(2_000))),
        13 => "\"::ffff:10.0.0.1\"".to_owned(),
        14 => "\"fe80::1%eth0\"".to_owned(),
        15 => "\"' OR 1=1; DROP TABLE bans; --\"".to_owned(),
        16 => "\"{\\\"a\\\":[[[[[[[[]]]]]]]]}\"".to_owned(),
        17 => format!("\"{MARK}\""),
        18 => format!("[{}]", (0..dice.below(5)).map(|_| value(dice, depth + 1)).collect::<Vec<_>>().join(",")),
        19 => format!("{{\"{MARK}\":{}}}", value(dice, depth + 1)),
        _ => format!("{}{}", "[".repeat(dice.below(40)), "]".repeat(dice.below(40))),
    }
}

/// Encodes a body, or says so and does not.
fn coded(dice: &mut Dice, plain: &[u8]) -> (String, Vec<u8>) {
    let header = |coding: &str| format!("Content-Encoding: {coding}\r\n");
    match dice.below(16) {
        0 => (header("br"), plain.to_vec()),
        1 => (header(MARK), plain.to_vec()),
        2 => (header("gzip, gzip"), gzip(plain)),
        3 => (header("gzip"), plain.to_vec()),
        4 => (header("gzip"), [gzip(plain), gzip(plain)].concat()),
        5 => {
            let mut broken = gzip(plain);
            let at = dice.below(broken.len());
            broken[at] ^= 1 << dice.below(8);
            (header("gzip"), broken)
        }
        6 => {
            let mut broken = gzip(plain);
            broken.truncate(dice.below(broken.len()));
            (header("GZIP"), broken)
        }
        7 => (header("identity"), plain.to_vec()),
        8 => (String::new(), plain.to_vec()),
        9 => (header("gzip") + &header("gzip"), gzip(plain)),
        _ => (header("gzip"), gzip(plain)),
    }
}

/// Headers that change nothing, or tell lies.
fn noise(dice: &mut Dice) -> Vec<u8> {
    let mut headers = b"X-Forwarded-For: ".to_vec();
    headers.extend(match dice.below(40) {
        0 => MARK.as_bytes().to_vec(),
        1 => b"\xff, ,,::1%1".to_vec(),
        2 => format!("10.0.0.1, {}", "1.2.3.4, ".repeat(dice.below(200))).into_bytes(),
        3 => format!("2001:db8::{:x}", dice.below(65_536)).into_bytes(),
        _ => format!("60.{}.{}.{}", dice.below(256), dice.below(256), dice.below(256)).into_bytes(),
    });
    headers.extend(b"\r\nContent-Type: application/json\r\n");
    if dice.once_in(6) {
        let agents = [
            "PeerBanHelper/5.0.3 BTN-Protocol/0.0.0-dev",
            "PeerBanHelper/3.0.0",
            "PeerBanHelper/99999999999999999999.1 BTN-Protocol-Version/99999999999",
            "BTN-Protocol-Version/-1 eChO7f3a",
            "\u{ff}я",
        ];
        headers.extend(format!("User-Agent: {}\r\n", dice.pick(&agents)).into_bytes());
    }
    if dice.once_in(20) {
        headers.extend(format!("X-{MARK}: {}\r\n", MARK.repeat(dice.below(300))).into_bytes());
    }
    headers
}

/// Frames a body; returns the headers, what is sent, and whether its end can be found.
fn framed(dice: &mut Dice, body: &[u8]) -> (String, Vec<u8>, bool) {
    let length = |length: String| format!("Content-Length: {length}\r\n");
    let chunked = || "Transfer-Encoding: chunked\r\n".to_owned();
    let one = |size: String, end: &str| [size.as_bytes(), b"\r\n", body, end.as_bytes()].concat();
    let right = format!("{:x}", body.len());
    match dice.below(24) {
        0 => (length(format!("{}", body.len() + 1 + dice.below(100))), body.to_vec(), false),
        1 => (length(format!("-{}", body.len())), body.to_vec(), false),
        2 => (length(format!("{}, {0}", body.len())), body.to_vec(), false),
        3 => (length("9".repeat(1 + dice.below(40))), body.to_vec(), false),
        4 => (length(body.len().to_string()) + &chunked(), one(right, "\r\n0\r\n\r\n"), false),
        5 => (chunked(), one(MARK.to_owned(), "\r\n0\r\n\r\n"), false),
        6 => (chunked(), one(format!("{:x}", body.len() + 7), "\r\n0\r\n\r\n"), false),
        7 => (chunked(), one("ffffffffffffffffff".to_owned(), ""), false),
        8 => (chunked(), one(right, "0\r\n\r\n"), false),
        9 => (chunked(), one(format!("{right};{MARK}={MARK}"), "\r\n0\r\n\r\n"), false),
        10 => (chunked(), one(right, "\r\n"), false),
        11 => (format!("Transfer-Encoding: gzip, {MARK}\r\n"), body.to_vec(), false),
        12 => ("Content-Length: 0\r\nExpect: 100-continue\r\n".to_owned(), Vec::new(), false),
        13..=16 if !body.is_empty() => {
            let mut sent = Vec::new();
            for chunk in body.chunks(1 + dice.below(body.len())) {
                sent.extend([format!("{:x}\r\n", chunk.len()).as_bytes(), chunk, b"\r\n"].concat());
            }
            sent.extend(b"0\r\n\r\n");
            (chunked(), sent, true)
        }
        _ => (length(body.len().to_string()), body.to_vec(), true),
    }
}

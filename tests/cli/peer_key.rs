//! `peer key`, and the door that the keys are for.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use afisha::peer::PeerKeyId;
use serde_json::Value;

use super::Desk;
use crate::support::connection::Connection;
use crate::support::http::Answer;
use crate::support::peering::{SignedAsk, opened_with, refused};

const MASTER: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const EXPORT: &str = "/api/peer/private/export";

/// A folder with settings that have a master key.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("master-key", &format!("{MASTER}\n"));
    desk.write("afisha.toml", "peer_master_key_file = 'master-key'\npeer_listen = '127.0.0.1:0'\n");
    desk
}

/// Runs `peer key` with these arguments, and returns what it prints.
fn key(desk: &Desk, arguments: &[&str]) -> String {
    let done = desk.run(&[&["peer", "key"], arguments, &["--config", "afisha.toml"]].concat());
    assert_eq!(done.code(), Some(0), "{}", done.err());
    done.out().to_owned()
}

/// Returns what is wrong with a command.
fn fault(desk: &Desk, arguments: &[&str]) -> (Option<i32>, String) {
    let done = desk.run(&[&["peer", "key"], arguments, &["--config", "afisha.toml"]].concat());
    (done.code(), done.err().to_owned())
}

/// Adds a key, and returns its id and secret.
fn add(desk: &Desk, name: &str) -> (String, String) {
    let issued: Value = serde_json::from_str(&key(desk, &["add", name, "--json"])).unwrap();
    let text = |member: &str| issued[member].as_str().unwrap().to_owned();
    assert_eq!(issued.as_object().unwrap().len(), 2);
    (text("key_id"), text("secret"))
}

#[test]
fn a_secret_is_printed_once_and_kept_encrypted() {
    let desk = desk();
    let (key_id, secret) = add(&desk, "Сосед");
    assert!(PeerKeyId::new(&key_id).is_some() && key_id.len() == 36 && secret.len() == 64, "{key_id}");
    let printed = key(&desk, &["add", "other"]);
    let lines: Vec<&str> = printed.lines().collect();
    assert!(
        matches!(lines[..], [id, secret] if id.starts_with("key id: ") && secret.starts_with("secret: ")),
        "{printed}"
    );
    let list = key(&desk, &["list"]);
    assert!(list.contains("Сосед") && list.contains(&key_id) && !list.contains(&secret), "{list}");
    let listed = key(&desk, &["list", "--json"]);
    assert!(!listed.contains(&secret), "{listed}");
    let database = std::fs::read(desk.path().join("afisha.db")).unwrap();
    assert!(!database.windows(secret.len()).any(|window| window == secret.as_bytes()));
}

#[test]
fn a_list_says_everything_but_secrets() {
    let desk = desk();
    let options =
        ["--scope", "imdb", "--scope", "private", "--group", "city", "--require-v2", "--expires", "2030-01-31"];
    key(&desk, &[&["add", "a"], &options[..]].concat());
    key(&desk, &["limits", "a", "--rate-limit", "7", "--rate-window", "11"]);
    key(&desk, &["disable", "a"]);
    let listed: Value = serde_json::from_str(&key(&desk, &["list", "--json"])).unwrap();
    let one = &listed[0];
    let told = [
        ("name", serde_json::json!("a")),
        ("standing", serde_json::json!("disabled")),
        ("rate_limit", serde_json::json!(7)),
        ("rate_window", serde_json::json!(11)),
        ("scopes", serde_json::json!(["private", "imdb"])),
        ("groups", serde_json::json!(["city"])),
        ("require_v2", serde_json::json!(true)),
        ("expires", serde_json::json!(1_896_134_399)),
        ("last_used", Value::Null),
        ("total_queries", serde_json::json!(0)),
    ];
    for (member, expected) in told {
        assert_eq!(one[member], expected, "{member}");
    }
    let list = key(&desk, &["list"]);
    let [head, row] = list.lines().collect::<Vec<_>>().try_into().unwrap();
    assert!(head.starts_with("NAME  KEY ID") && head.ends_with("LAST USED  QUERIES"), "{head}");
    assert!(row.contains("  disabled  7 in 11 s  private,imdb  city    required  2030-01-31T23:59:59Z  -"), "{row}");
}

#[test]
fn keys_are_changed_by_their_name() {
    let desk = desk();
    let (key_id, secret) = add(&desk, "a");
    let rotated: Value = serde_json::from_str(&key(&desk, &["rotate", "a", "--overlap", "1", "--json"])).unwrap();
    assert_eq!(rotated["key_id"], key_id);
    assert_ne!(rotated["secret"], secret);
    assert_eq!(key(&desk, &["disable", "a"]), "disabled: a\n");
    assert_eq!(key(&desk, &["enable", "a"]), "enabled: a\n");
    assert_eq!(
        key(&desk, &["limits", "a", "--rate-limit", "7", "--rate-window", "11"]),
        "limited to 7 requests in 11 s: a\n"
    );
    assert_eq!(key(&desk, &["remove", "a"]), "removed: a\n");
    let limits = ["limits", "a", "--rate-limit", "7", "--rate-window", "11"];
    for arguments in [&["rotate", "a"][..], &["disable", "a"], &["enable", "a"], &["remove", "a"], &limits] {
        assert_eq!(
            fault(&desk, arguments),
            (Some(1), "afisha: there is no peer key a; `afisha peer key list` shows all of them\n".to_owned()),
            "{arguments:?}"
        );
    }
}

#[test]
fn every_change_is_told_in_the_log_without_secrets() {
    let desk = desk();
    let done = desk.run(&["peer", "key", "add", "a", "--json", "--config", "afisha.toml"]);
    let issued: Value = serde_json::from_str(done.out()).unwrap();
    assert!(done.err().contains("added the peer key a"), "{}", done.err());
    assert!(!done.err().contains(issued["secret"].as_str().unwrap()));
    for (arguments, words) in [
        (&["rotate", "a", "--overlap", "0"][..], "rotated the peer key a; its earlier secret is not valid any more"),
        (&["disable", "a"], "the peer key a was disabled"),
        (&["remove", "a"], "the peer key a was removed"),
    ] {
        let done = desk.run(&[&["peer", "key"], arguments, &["--config", "afisha.toml"]].concat());
        assert!(done.err().contains(words), "{}", done.err());
    }
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let desk = desk();
    add(&desk, "a");
    let twice = fault(&desk, &["add", "a"]);
    assert_eq!(twice, (Some(1), "afisha: there is a peer key a already; choose another name\n".to_owned()));
    for arguments in [
        &["add", " "][..],
        &["add", "b", "--scope", "everything"],
        &["add", "b", "--expires", "tomorrow"],
        &["rotate", "a", "--overlap", "-1"],
        &["limits", "a", "--rate-limit", "0", "--rate-window", "60"],
        &["limits", "a", "--rate-limit", "60"],
        &[],
    ] {
        assert_eq!(fault(&desk, arguments).0, Some(2), "{arguments:?}");
    }
    desk.write("afisha.toml", "");
    for arguments in [&["add", "b"][..], &["rotate", "a"]] {
        let (code, words) = fault(&desk, arguments);
        assert!(code == Some(1) && words.contains("`peer_master_key_file`"), "{words}");
    }
}

/// A server with the door of peers, in a process of its own; it is killed when it is dropped.
pub(super) struct PeerRunning {
    child: Child,
    pub(super) peers: Option<String>,
    boxes: String,
}

impl PeerRunning {
    pub(super) fn start(desk: &Desk) -> Self {
        let mut command = desk.command(&["serve", "--listen", "127.0.0.1:0", "--config", "afisha.toml"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (mut peers, mut boxes) = (None, None);
        while boxes.is_none() || peers.is_none() {
            let line = lines.next().unwrap().unwrap();
            let after = |words: &str| line.split_once(words).map(|(_, rest)| rest.trim().to_owned());
            boxes = boxes.or(after("listening on "));
            peers = peers.or(after("the Peer API is served on ").map(Some));
            peers = peers.or(line.contains("the Peer API is not served").then_some(None));
        }
        // Somebody has to read what is said.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, peers: peers.unwrap(), boxes: boxes.unwrap() }
    }

    fn ask(&self, key_id: &str, secret: &str, body: &str) -> Answer {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
        let ask = SignedAsk::at(EXPORT, body, secret, now).with("X-Peer-Key-Id", key_id);
        let mut connection = Connection::to(self.peers.as_deref().unwrap());
        connection.send(&ask.bytes());
        connection.receive("POST")
    }

    /// Ends it as a service manager does.
    fn stop(mut self) {
        let id = i32::try_from(self.child.id()).unwrap();
        let process = rustix::process::Pid::from_raw(id).unwrap();
        rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for PeerRunning {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks until it is so; each time for another page, so that no request is a copy.
fn ask_until(what: &str, ask: impl Fn(&str) -> Answer, is_so: impl Fn(&Answer) -> bool) -> Answer {
    let began = Instant::now();
    for number in 1.. {
        let answer = ask(&format!(r#"{{"limit":{number}}}"#));
        if is_so(&answer) {
            return answer;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(100));
    }
    unreachable!()
}

#[test]
fn a_running_server_follows_its_keys() {
    let desk = desk();
    let (steady_id, steady) = add(&desk, "steady");
    key(&desk, &["limits", "steady", "--rate-limit", "100000", "--rate-window", "60"]);
    let running = PeerRunning::start(&desk);
    let (key_id, secret) = add(&desk, "a");
    key(&desk, &["limits", "a", "--rate-limit", "100000", "--rate-window", "60"]);
    // A key that is known shows that the other is not refused for failures of its address.
    let ask = |body: &str| running.ask(&key_id, &secret, body);
    let known = ask_until("the key is never known", ask, |answer| answer.status != 401 && answer.status != 429);
    assert_eq!(opened_with(&known, &secret)["count"], 0);
    key(&desk, &["disable", "a"]);
    let disabled = ask_until("the key is never disabled", ask, |answer| answer.status == 403);
    assert_eq!(refused(&disabled).1, "Peer key inactive or expired");
    key(&desk, &["enable", "a"]);
    ask_until("the key is never enabled", ask, |answer| answer.status == 200);
    let rotated: Value = serde_json::from_str(&key(&desk, &["rotate", "a", "--json"])).unwrap();
    let new = rotated["secret"].as_str().unwrap();
    ask_until("the new secret is never known", |body| running.ask(&key_id, new, body), |answer| answer.status == 200);
    opened_with(&running.ask(&key_id, &secret, r#"{"limit":2000}"#), &secret);
    key(&desk, &["limits", "a", "--rate-limit", "1", "--rate-window", "60"]);
    ask_until("the limit never holds", ask, |answer| answer.status == 429);
    opened_with(&running.ask(&steady_id, &steady, "{}"), &steady);
    running.stop();
    let listed: Value = serde_json::from_str(&key(&desk, &["list", "--json"])).unwrap();
    let uses = listed.as_array().unwrap().iter().find(|key| key["name"] == "steady").unwrap();
    assert!(uses["total_queries"] == 1 && uses["last_used"].is_number(), "{listed}");
}

#[test]
fn without_a_master_key_the_door_stays_shut_and_boxes_are_served() {
    let desk = Desk::new();
    desk.write("afisha.toml", "peer_listen = '127.0.0.1:0'\n");
    let running = PeerRunning::start(&desk);
    assert_eq!(running.peers, None);
    assert_eq!(crate::support::http::get(&running.boxes, "/tags/").status, 200);
}

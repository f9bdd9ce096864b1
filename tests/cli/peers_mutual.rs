//! Two programs as each other's peers.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::Stdio;

use afisha::store::{DatabaseUrl, Store};
use serde_json::{Value, json};

use super::peer_key::PeerRunning;
use super::{Desk, Done};

const MASTER: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// One of two catalogues, which runs.
pub(super) struct Neighbour {
    desk: Desk,
    running: Option<PeerRunning>,
}

impl Neighbour {
    /// A catalogue with a film for each of these numbers, the magnet of which is made of the number.
    pub(super) fn new(numbers: impl Iterator<Item = u32>) -> Self {
        let desk = Desk::new();
        desk.write("afisha.toml", &format!("peer_master_key = '{MASTER}'\npeer_listen = '127.0.0.1:0'\n"));
        let film = |number: u32| {
            let item = json!({ "magnet": format!("magnet:?xt=urn:btih:{number:040x}&dn=Film.{number}.2020.1080p"),
                "published": "2020-01-01T00:00:00Z" });
            json!({ "type": "film", "id": number, "title": format!("Фильм {number}"), "year": 2020,
                "published": "2020-01-01T00:00:00Z", "items": [item] })
        };
        desk.write("films.jsonl", &numbers.map(|number| format!("{}\n", film(number))).collect::<String>());
        assert_eq!(desk.run(&["import", "films.jsonl", "--config", "afisha.toml"]).code(), Some(0));
        let running = Some(PeerRunning::start(&desk));
        Self { desk, running }
    }

    fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Returns where its door of peers is.
    pub(super) fn address(&self) -> &str {
        self.running.as_ref().unwrap().peers.as_deref().unwrap()
    }

    /// Runs `peer` with these arguments and this on standard input.
    pub(super) fn peer(&self, arguments: &[&str], input: &str) -> Done {
        let arguments = [&["peer"], arguments, &["--config", "afisha.toml"]].concat();
        let mut command = self.desk.command(&arguments);
        let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = streams.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Done(child.wait_with_output().unwrap())
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let done = self.peer(arguments, "");
        assert_eq!(done.code(), Some(0), "{}", done.err());
        serde_json::from_str(done.out()).unwrap()
    }

    /// Writes settings besides those that it has.
    pub(super) fn set(&self, more: &str) {
        let settings = self.desk.read("afisha.toml");
        self.desk.write("afisha.toml", &format!("{settings}{more}\n"));
    }

    /// Makes a key for another catalogue; returns its id and secret.
    pub(super) fn issue(&self) -> (String, String) {
        let issued = self.json(&["key", "add", "other", "--json"]);
        let text = |member: &str| issued[member].as_str().unwrap().to_owned();
        (text("key_id"), text("secret"))
    }

    fn read(&self, other: &Self) {
        let (key_id, secret) = other.issue();
        let added = self.peer(&["add", "other", &other.url(), &key_id, "--allow-private", "--require-v2"], &secret);
        assert_eq!(added.code(), Some(0), "{}", added.err());
    }

    /// Reads what the other one has new.
    pub(super) fn sync(&self, more: &[&str]) -> Value {
        // A key holds a moment after it was made.
        for _ in 0..100 {
            let done = self.peer(&[&["sync", "other", "--json"], more].concat(), "");
            if done.code() == Some(0) {
                return serde_json::from_str(done.out()).unwrap();
            }
            assert!(done.err().contains("status 401"), "{}", done.err());
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        panic!("the key is never known");
    }

    /// Returns the numbers of the torrents that the other told of.
    fn told(&self) -> u64 {
        let path = self.desk.path().join("afisha.db");
        let url = DatabaseUrl::parse(&format!("sqlite:{}", path.display())).unwrap();
        Store::open(&url).unwrap().count_public_torrents().unwrap().into_values().sum()
    }
}

#[test]
fn a_key_that_requires_the_second_version_is_read_with_by_a_peer_that_was_not_told_so() {
    let (server, reader) = (Neighbour::new(1..=5), Neighbour::new(6..=6));
    let issued = server.json(&["key", "add", "other", "--require-v2", "--json"]);
    let (key_id, secret) = (issued["key_id"].as_str().unwrap(), issued["secret"].as_str().unwrap());
    let added = reader.peer(&["add", "other", &server.url(), key_id, "--allow-private"], secret);
    assert_eq!(added.code(), Some(0), "{}", added.err());
    assert_eq!(reader.sync(&[])["imported"], 5);
}

#[test]
fn two_programs_read_each_other_and_nothing_comes_back() {
    let (one, other) = (Neighbour::new(1..=30), Neighbour::new(21..=45));
    one.read(&other);
    other.read(&one);
    let pass = |neighbour: &Neighbour, more: &[&str]| {
        let report = neighbour.sync(more);
        let number = |member: &str| report[member].as_u64().unwrap();
        (number("items"), number("imported"), number("dropped"))
    };
    assert_eq!((pass(&one, &[]), pass(&other, &[])), ((25, 25, 0), (30, 30, 0)));
    for more in [&["--full"][..], &[], &["--full"]] {
        assert_eq!((pass(&one, more).1, pass(&other, more).1), (0, 0), "nothing moves any more");
    }
    assert_eq!((one.told(), other.told()), (25, 30));
    // What is exported after all of that is what was there in the beginning.
    let full: BTreeSet<u64> = [pass(&one, &["--full"]).0, pass(&other, &["--full"]).0].into();
    assert_eq!(full, BTreeSet::from([25, 30]));
}

//! A program with a door for peers, as a process of its own.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

const MASTER: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const NAME: &str = "other";

/// A server that runs until it is dropped.
pub(crate) struct Neighbour {
    url: String,
    process: Child,
    /// Where boxes ask it.
    pub(crate) boxes: SocketAddr,
    peers: SocketAddr,
}

impl Neighbour {
    /// Starts a server over a database, and waits until it listens; one that is elsewhere gets what is left of the processors.
    pub(crate) fn start(url: &str, is_elsewhere: bool) -> Self {
        let mut command = command(url, if is_elsewhere { 19 } else { 0 });
        command.args(["serve", "--listen", "127.0.0.1:0", "--ops-listen", ""]).env("AFISHA_PEER_LISTEN", "127.0.0.1:0");
        let mut process = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let (mut boxes, mut peers) = (None, None);
        while boxes.is_none() || peers.is_none() {
            let line = lines.next().unwrap().unwrap();
            let after = |words: &str| line.split_once(words).map(|(_, rest)| rest.trim().parse().unwrap());
            boxes = boxes.or_else(|| after("listening on "));
            peers = peers.or_else(|| after("the Peer API is served on "));
        }
        thread::spawn(move || lines.for_each(drop));
        Self { url: url.to_owned(), process, boxes: boxes.unwrap(), peers: peers.unwrap() }
    }

    /// Lets this one read the other.
    pub(crate) fn know(&self, other: &Self) {
        let key = other.peer(&["key", "add", NAME, "--json"], "");
        let issued: serde_json::Value = serde_json::from_str(&key).unwrap();
        let [id, secret] = ["key_id", "secret"].map(|member| issued[member].as_str().unwrap());
        let url = format!("http://{}", other.peers);
        self.peer(&["add", NAME, &url, id, "--allow-private", "--by-hand"], secret);
    }

    /// Lets the other, who reads this one, ask so often in a minute.
    pub(crate) fn limit(&self, requests: u32) {
        self.peer(&["key", "limits", NAME, "--rate-limit", &requests.to_string(), "--rate-window", "60"], "");
    }

    /// Removes what the other has told.
    pub(crate) fn purge(&self) {
        self.peer(&["purge", NAME], "");
    }

    /// Begins to read the other, and stops after so long.
    pub(crate) fn sync_for(&self, time: Duration) {
        let mut command = command(&self.url, 0);
        command.args(["peer", "sync", NAME]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap();
        thread::sleep(time);
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Reads the other; returns the report.
    pub(crate) fn sync(&self) -> String {
        self.peer(&["sync", NAME, "--json"], "")
    }

    /// Waits until the other one answers.
    pub(crate) fn wait(&self) {
        while !self.run(&["test", NAME], "").status.success() {
            thread::sleep(Duration::from_millis(500));
        }
    }

    fn peer(&self, arguments: &[&str], input: &str) -> String {
        let done = self.run(arguments, input);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = command(&self.url, 0);
        command.arg("peer").args(arguments);
        let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = streams.spawn().unwrap();
        process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        process.wait_with_output().unwrap()
    }
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// Runs the program at a priority so much lower than this one's.
fn command(url: &str, nice: u8) -> Command {
    let mut command = Command::new("nice");
    command.arg(format!("-{nice}")).arg(env!("CARGO_BIN_EXE_afisha"));
    command.env("AFISHA_DATABASE_URL", url).env("AFISHA_PEER_MASTER_KEY", MASTER);
    command
}

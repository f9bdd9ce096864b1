//! The program as a process of its own, over a file of films.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::client::{self, Connection};

/// The file of a catalogue to start over, instead of a made-up one.
pub(crate) const DATABASE: &str = "AFISHA_SCALE_DATABASE";

/// What Linux counts processor time in.
const TICK: Duration = Duration::from_millis(10);

/// A server that runs until it is dropped.
pub(crate) struct Program {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Program {
    /// Starts the server and waits for its first answer.
    pub(crate) fn start(url: &str) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_afisha"));
        command.args(["serve", "--database-url", url, "--listen", &address.to_string(), "--ops-listen", ""]);
        // It is no setting of the program.
        command.env_remove(DATABASE);
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut program = Self { process, address };
        let began = Instant::now();
        while program.get("/list/").is_none() {
            let has_ended = program.process.try_wait().unwrap().is_some();
            assert!(!has_ended && began.elapsed() < Duration::from_secs(120), "the server does not answer");
            thread::sleep(Duration::from_millis(10));
        }
        program
    }

    /// Asks over a new connection; `None` where it is not answered with 200.
    pub(crate) fn get(&self, path: &str) -> Option<String> {
        let mut connection = Connection::open(self.address).ok()?;
        let (status, body) = connection.fetch(&(client::get(path) + "Connection: close\r\n")).ok()?;
        String::from_utf8(body).ok().filter(|_| status == 200)
    }

    /// Returns its share of what is resident, in kilobytes.
    pub(crate) fn share(&self) -> u64 {
        let told = self.told("smaps_rollup");
        let found = told.lines().find_map(|told| told.strip_prefix("Pss:")).unwrap_or("0 kB");
        // In units of 1024 bytes.
        found.split_whitespace().next().unwrap().parse::<u64>().unwrap() * 1024 / 1000
    }

    /// Returns the processor time that all its threads have taken.
    pub(crate) fn processor_time(&self) -> Duration {
        let told = self.told("stat");
        // The name of the program, in brackets, is the second field; these two are the 14th and the 15th.
        let (_, fields) = told.rsplit_once(')').unwrap_or_default();
        fields.split_whitespace().skip(11).take(2).map(|ticks| TICK * ticks.parse::<u32>().unwrap()).sum()
    }

    /// Returns what Linux says of it in a file; nothing on other systems.
    fn told(&self, file: &str) -> String {
        fs::read_to_string(format!("/proc/{}/{file}", self.process.id())).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

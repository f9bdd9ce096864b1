//! The program itself with the door of downloaders, in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use afisha::store::DatabaseUrl;
use tempfile::TempDir;

use crate::support::database::Database;

/// How long anything may take: whoever waits so long has found a stuck server.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program, and what it is told.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_afisha");
pub const ARGUMENTS: [&str; 3] = ["serve", "--config", "afisha.toml"];

/// A folder with settings, and a catalogue of its own.
pub struct Place {
    folder: TempDir,
    /// What `RUST_LOG` says.
    logged: &'static str,
}

/// A server that runs; it is killed when it is dropped.
pub struct Program {
    child: Child,
    pub address: SocketAddr,
    log: Arc<Log>,
}

#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    more: Condvar,
}

impl Place {
    /// Reports go to this database. The proxy that is believed is the test.
    pub fn new(database: &Database) -> Self {
        Self::of(&match &database.url {
            DatabaseUrl::Sqlite(path) => format!("sqlite:{path}"),
            DatabaseUrl::Postgres(url) => url.expose().to_owned(),
        })
    }

    /// The same with a database of this URL.
    pub fn of(url: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = format!(
            "listen = '127.0.0.1:0'\nops_listen = ''\ntrusted_proxies = ['127.0.0.0/8']\nbtn_listen = '127.0.0.1:0'\n\
             btn_url = 'http://btn.example.org/'\nbtn_notice = 'Reports are kept for a month.'\n\
             btn_server_key = '{}'\nbtn_database_url = '{url}'\n",
            "5".repeat(64)
        );
        std::fs::write(folder.path().join("afisha.toml"), settings).unwrap();
        Self { folder, logged: "info" }
    }

    /// The same with another `RUST_LOG`.
    pub fn logging(self, logged: &'static str) -> Self {
        Self { logged, ..self }
    }

    /// Starts the program, and waits until downloaders are served.
    pub fn start(&self) -> Program {
        let mut program = self.begin();
        program.wait_for_the_door();
        program
    }

    /// Starts the program.
    pub fn begin(&self) -> Program {
        let mut command = Command::new(PROGRAM);
        command.args(ARGUMENTS);
        self.begin_by(command)
    }

    /// Starts the program by a command that has its arguments.
    pub fn begin_by(&self, mut command: Command) -> Program {
        command.current_dir(self.folder.path()).env_clear();
        command
            .env("RUST_LOG", self.logged)
            .env("AFISHA_STOP_SECONDS", "5")
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Log::default());
        let (lines, stderr) = (Arc::clone(&log), BufReader::new(child.stderr.take().unwrap()));
        thread::spawn(move || {
            for line in stderr.lines() {
                lines.lines.lock().unwrap().push(line.unwrap());
                lines.more.notify_all();
            }
        });
        Program { child, address: "127.0.0.1:0".parse().unwrap(), log }
    }
}

impl Program {
    /// Waits until downloaders are served, and notes where.
    pub fn wait_for_the_door(&mut self) {
        let said = self.says("downloaders are served on ");
        self.address = said.rsplit(' ').next().unwrap().parse().unwrap();
    }

    /// Returns a file as the program sees it.
    pub fn sees(&self, path: &str) -> PathBuf {
        format!("/proc/{}/root{path}", self.child.id()).into()
    }

    /// Waits for a line of the log with this text, and returns it.
    pub fn says(&self, text: &str) -> String {
        let wait = |lines: &mut Vec<String>| !lines.iter().any(|line| line.contains(text));
        let (lines, waited) = self.log.more.wait_timeout_while(self.log.lines.lock().unwrap(), PATIENCE, wait).unwrap();
        assert!(!waited.timed_out(), "the log never says {text:?}: {lines:#?}");
        lines.iter().find(|line| line.contains(text)).unwrap().clone()
    }

    /// Returns the log so far.
    pub fn log(&self) -> Vec<String> {
        self.log.lines.lock().unwrap().clone()
    }

    /// Kills it at once.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Ends it as an operator does, and waits for it.
    pub fn stop(&mut self) {
        let process = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(process, rustix::process::Signal::TERM).unwrap();
        assert!(self.child.wait().unwrap().success(), "{:#?}", self.log());
    }

    /// Returns how many kilobytes of memory it has, and had at most; `None`: the machine does not say.
    pub fn memory(&self) -> Option<(u64, u64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let kilobytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim().strip_suffix(" kB")?.parse().ok()
        };
        Some((kilobytes("VmRSS:")?, kilobytes("VmHWM:")?))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

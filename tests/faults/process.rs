//! A server in a process of its own, and what it logs.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::command;
use crate::support::http::{self, Answer};

/// How long anything may take: whoever waits so long has found a stuck server.
const PATIENCE: Duration = Duration::from_secs(20);

/// The server; it is killed when it is dropped.
pub struct Server {
    child: Child,
    address: String,
    log: Arc<Log>,
}

#[derive(Default)]
struct Log {
    lines: Mutex<Vec<String>>,
    more: Condvar,
}

impl Server {
    /// Starts it and waits until it answers.
    pub fn start(folder: &Path, url: &str, arguments: &[&str]) -> Self {
        let mut server = Self::launch(folder, url, arguments);
        let mut greeting = String::new();
        BufReader::new(server.child.stdout.take().unwrap()).read_line(&mut greeting).unwrap();
        let address = greeting.split(" on ").nth(1).and_then(|rest| rest.split(". ").next());
        server.address = address.unwrap_or_else(|| panic!("{}", server.log())).to_owned();
        server
    }

    /// Starts it, and does not wait.
    pub fn launch(folder: &Path, url: &str, arguments: &[&str]) -> Self {
        let all = [&["serve", "--listen", "127.0.0.1:0", "--database-url", url], arguments].concat();
        let mut command = command(folder, &all);
        // Stopping is to be short here; what is tested is that it has an end.
        command.env("AFISHA_STOP_SECONDS", "1").env("AFISHA_VIEWS_FLUSH_SECONDS", "1");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let log = Arc::new(Log::default());
        let (lines, stderr) = (Arc::clone(&log), BufReader::new(child.stderr.take().unwrap()));
        thread::spawn(move || {
            for line in stderr.lines() {
                lines.lines.lock().unwrap().push(line.unwrap());
                lines.more.notify_all();
            }
        });
        Self { child, address: String::new(), log }
    }

    /// Waits for a line of the log with this text, and returns its message.
    pub fn says(&self, text: &str) -> String {
        let lines = self.log.lines.lock().unwrap();
        let wait = |lines: &mut Vec<String>| !lines.iter().any(|line| line.contains(text));
        let (lines, waited) = self.log.more.wait_timeout_while(lines, PATIENCE, wait).unwrap();
        assert!(!waited.timed_out(), "the log never says {text:?}: {lines:#?}");
        let line = lines.iter().find(|line| line.contains(text)).unwrap();
        line.split_once("] ").unwrap().1.to_owned()
    }

    /// Returns how many lines of the log have this text.
    pub fn count(&self, text: &str) -> usize {
        self.log.lines.lock().unwrap().iter().filter(|line| line.contains(text)).count()
    }

    /// Returns the log so far.
    pub fn log(&self) -> String {
        self.log.lines.lock().unwrap().join("\n")
    }

    /// Asks the token service with a form.
    pub fn ask_for_token(&self, form: &str) -> Answer {
        let head = "POST /auth/2/token HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\
                    Content-Type: application/x-www-form-urlencoded";
        http::send(&self.address, &format!("{head}\r\nContent-Length: {}\r\n\r\n{form}", form.len()))
    }

    pub fn get(&self, url: &str) -> Answer {
        http::get(&self.address, url)
    }

    /// Waits until these films are served.
    pub fn serves(&self, films: &[u64]) {
        let found = || self.get("/list/?sort=title-a").list().1;
        eventually(|| found() == films, || format!("{:?} are served, not {films:?}: {}", found(), self.log()));
    }

    /// Waits until the token service grants what the form asks for.
    pub fn grants(&self, form: &str) {
        let status = || self.ask_for_token(form).status;
        eventually(|| status() == 200, || format!("no token is issued: {}", self.log()));
    }

    /// Waits until it says where its health is seen, and returns that.
    pub fn operations(&self) -> String {
        let said = self.says("health and metrics on ");
        format!("http://{}", said.rsplit(' ').next().unwrap())
    }

    /// Sends SIGTERM.
    pub fn terminate(&self) {
        signal("TERM", self.child.id());
    }

    /// Waits until it has ended, and returns how.
    pub fn ended(&mut self) -> ExitStatus {
        let mut ended = None;
        let mut has_ended = || {
            ended = self.child.try_wait().unwrap();
            ended.is_some()
        };
        let log = Arc::clone(&self.log);
        eventually(&mut has_ended, || format!("it never stops: {:#?}", log.lines.lock().unwrap()));
        ended.unwrap()
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Sends SIGTERM and returns how it ends.
    pub fn stop(&mut self) -> ExitStatus {
        self.terminate();
        self.ended()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Waits until it is so.
pub fn eventually(mut so: impl FnMut() -> bool, otherwise: impl Fn() -> String) {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < PATIENCE, "{}", otherwise());
        thread::sleep(Duration::from_millis(10));
    }
}

/// Sends a signal to one process.
pub fn signal(name: &str, process: u32) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {process}")]).status().unwrap();
    assert!(sent.success(), "kill -{name} {process}");
}

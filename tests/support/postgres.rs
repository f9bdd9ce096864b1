//! A PostgreSQL cluster of the test program's own, started when the first test asks for it.
//!
//! A shell script holds it and ends it when its standard input does. The other end of that pipe is ours and closes
//! with this program, so nothing is left running after a panic, an interrupt or `kill -9` either.

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use std::{env, fs};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryResult};

const SCRIPT: &str = include_str!("cluster.sh");
/// How long the server may take to accept connections.
const START: Duration = Duration::from_secs(60);
/// PostgreSQL refuses to run as root; these users, if there, run it then.
const OTHER_USERS: [&str; 2] = ["postgres", "nobody"];

pub(crate) struct Cluster {
    /// The folder of its socket, with its data in `data`.
    pub(crate) socket: PathBuf,
    /// Lives while its standard input, which is in here, is open.
    _holder: Child,
}

static CLUSTER: OnceLock<Result<Cluster, String>> = OnceLock::new();
static DATABASES: AtomicUsize = AtomicUsize::new(0);

/// Makes an empty database and returns its URL; `None`: there is no server here, which is said, once for each test.
pub(crate) fn database() -> Option<String> {
    cluster().map(Cluster::database)
}

/// Makes an empty database with these options and returns its URL; `None`: there is no server here, or none that has
/// them, which is said.
pub(crate) fn database_of(options: &str) -> Option<String> {
    let made = cluster()?.database_of(options);
    made.inspect_err(|error| say_skipped(&format!("no database {options}: {error}"))).ok()
}

/// Removes what [`database`] made, whoever may still be connected to it.
pub(crate) fn remove(url: &str) {
    let (_, name) = url.rsplit_once('/').unwrap();
    let removed = cluster().unwrap().execute(&format!("DROP DATABASE {name} WITH (FORCE)"));
    assert!(removed.is_ok() || thread::panicking(), "{removed:?}");
}

fn cluster() -> Option<&'static Cluster> {
    CLUSTER.get_or_init(start).as_ref().inspect_err(|reason| say_skipped(reason)).ok()
}

fn say_skipped(reason: &str) {
    let test = thread::current().name().unwrap_or("a test").to_owned();
    // Past `eprintln!`: what that prints is hidden while the test passes.
    io::stderr().write_all(format!("skipped: {reason}: {test}\n").as_bytes()).unwrap();
}

/// A cluster that one test has for itself, so that it may stop it; `None`: there is no server here, which is said.
pub(crate) fn own_cluster() -> Option<Cluster> {
    // The shared one says so.
    database().map(|_| start().unwrap())
}

impl Cluster {
    /// Makes an empty database and returns its URL.
    pub(crate) fn database(&self) -> String {
        self.database_of("").unwrap()
    }

    fn database_of(&self, options: &str) -> QueryResult<String> {
        let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        self.execute(&format!("CREATE DATABASE {name} {options}"))?;
        Ok(self.url(&name))
    }

    fn execute(&self, sql: &str) -> QueryResult<()> {
        PgConnection::establish(&self.url("postgres")).unwrap().batch_execute(sql)
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://afisha@{}/{database}", self.socket.to_str().unwrap().replace('/', "%2F"))
    }
}

/// Starts the cluster, or says why there is none on this machine. A server that is there but does not start is a
/// failure, not a reason to skip.
fn start() -> Result<Cluster, String> {
    let binaries = binaries().ok_or("no PostgreSQL server binaries (initdb, postgres) found")?;
    let mut command = shell()?;
    command.arg("-c").arg(SCRIPT).arg("cluster").arg(binaries);
    // A group of its own: an interrupt from the terminal is for us, and the script cleans up after us.
    command.process_group(0).current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut holder = command.spawn().unwrap();
    let mut answer = String::new();
    BufReader::new(holder.stdout.take().unwrap()).read_line(&mut answer).unwrap();
    assert!(answer.starts_with('/'), "the PostgreSQL cluster did not start: {answer}");
    let cluster = Cluster { socket: PathBuf::from(answer.trim_end()), _holder: holder };
    let until = Instant::now() + START;
    while let Err(error) = PgConnection::establish(&cluster.url("postgres")) {
        assert!(Instant::now() < until, "the PostgreSQL cluster does not answer: {error}");
        thread::sleep(Duration::from_millis(20));
    }
    Ok(cluster)
}

/// Finds the folder with the server's binaries: on the path, or where Debian and others keep them; the newest.
fn binaries() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    for (root, tail) in [("/usr/lib/postgresql", "bin"), ("/usr", "pgsql/bin"), ("/opt/homebrew/opt", "bin")] {
        let mut found: Vec<PathBuf> = fs::read_dir(root)
            .map(|entries| entries.flatten().map(|entry| entry.path().join(tail)).collect())
            .unwrap_or_default();
        found.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
        folders.extend(found);
    }
    folders.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
}

/// Reads the number in `/usr/lib/postgresql/15/bin`.
fn version(folder: &Path) -> Option<u32> {
    folder.parent()?.file_name()?.to_str()?.parse().ok()
}

/// Returns a shell that may run the server.
fn shell() -> Result<Command, String> {
    let Some(user) = other_user().ok_or("PostgreSQL does not run as root, and there is no other user here")? else {
        return Ok(Command::new("sh"));
    };
    let mut command = Command::new("runuser");
    command.args(["-u", user, "--", "sh"]);
    Ok(command)
}

/// Returns who may run what root is not to run, `Some(None)`: ourselves, who are not root; `None`: nobody.
pub(crate) fn other_user() -> Option<Option<&'static str>> {
    let output = |program: &str, arguments: &[&str]| Command::new(program).args(arguments).output();
    let root = output("id", &["-u"]).is_ok_and(|answer| answer.stdout.trim_ascii() == b"0");
    if !root {
        return Some(None);
    }
    let exists = |user: &&str| output("id", &["-u", user]).is_ok_and(|answer| answer.status.success());
    OTHER_USERS.into_iter().find(exists).map(Some)
}

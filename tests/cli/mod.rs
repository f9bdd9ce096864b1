//! The commands, as processes: what they print, what they leave behind, how they end.

mod btn;
mod evaluate;
mod exchange;
mod explain;
mod found;
mod operations;
mod peer_imdb;
mod peer_key;
mod peers;
mod peers_behind_nginx;
mod peers_mutual;
mod recipes;
pub(crate) mod serve;
mod settings;
mod viewer;
mod views;
mod way_in;

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder with a database of its own, and the program in it.
pub(crate) struct Desk(TempDir);

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path().join(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_afisha"));
        // Not the settings of the machine.
        command.args(arguments).current_dir(self.path()).env_clear().env("AFISHA_CONFIG", "/dev/null");
        // Many servers run at the same time.
        command.env("AFISHA_OPS_LISTEN", "");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        Done(self.command(arguments).output().unwrap())
    }
}

/// How a command ended.
pub(crate) struct Done(Output);

impl Done {
    pub(crate) fn code(&self) -> Option<i32> {
        self.0.status.code()
    }

    pub(crate) fn out(&self) -> &str {
        std::str::from_utf8(&self.0.stdout).unwrap()
    }

    /// Returns what was said on standard error, but for the line that names the database.
    pub(crate) fn err(&self) -> &str {
        self.all_err().split_once('\n').filter(|_| self.database().is_some()).map_or(self.all_err(), |(_, rest)| rest)
    }

    /// Returns the database that a command says it writes to, before all else.
    fn database(&self) -> Option<&str> {
        self.all_err().lines().next()?.strip_prefix("Database: ")
    }

    pub(crate) fn all_err(&self) -> &str {
        std::str::from_utf8(&self.0.stderr).unwrap()
    }
}

/// A file of one film that everybody may see.
const FILM: &str = concat!(
    r#"{"type":"tag","id":1,"name":"comedy","title":"Комедия","kind":"genre"}"#,
    "\n",
    r#"{"type":"film","id":301,"title":"Бриллиантовая рука","updated":"2012-05-01T10:00:00Z","#,
    r#""published":"2012-04-01T00:00:00Z","tags":["comedy"],"items":[{"title":"Фильм","url":"/301.avi","#,
    r#""size":3000000000,"published":"2012-04-01T00:00:00Z"},{"url":"/301-2.avi","published":"2035-01-01T00:00:00Z"}],"#,
    r#""trailers":[{"magnet":"magnet:?xt=urn:btih:0","published":"2012-04-01T00:00:00Z"}]}"#,
    "\n"
);

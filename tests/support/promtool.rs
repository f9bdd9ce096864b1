//! promtool, which comes with Prometheus.

use std::io::{self, Write};
use std::process::Command;
use std::thread;

/// Returns what runs it; `None`: it is not here, which is said.
pub(crate) fn path() -> Option<&'static str> {
    const NAME: &str = "promtool";
    if Command::new(NAME).arg("--version").output().is_ok_and(|done| done.status.success()) {
        return Some(NAME);
    }
    let test = thread::current().name().unwrap_or("a test").to_owned();
    // Past `eprintln!`: what that prints is hidden while the test passes.
    io::stderr().write_all(format!("skipped: there is no promtool: {test}\n").as_bytes()).unwrap();
    None
}

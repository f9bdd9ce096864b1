//! The program as a process, while what it depends on fails.

mod connections;
mod files;
mod health;
mod postgres;
mod process;
mod relay;
mod sentences;
mod stopping;

use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in a folder, without any settings but these arguments.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_afisha"));
    // Not the settings of the machine.
    command.args(arguments).current_dir(folder).env_clear().env("AFISHA_CONFIG", "/dev/null");
    // Many servers run at the same time.
    command.env("AFISHA_OPS_LISTEN", "");
    command
}

/// Runs a command to its end.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// Runs a command that does what it is told, and returns what it prints.
fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a command that is refused, and returns what it says.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
    said
}

/// Writes a file of films that everybody sees, with these ids, and imports it.
fn import(folder: &Path, url: &str, films: &[u64]) {
    let film = |id: &u64| {
        format!(
            "{{\"type\":\"film\",\"id\":{id},\"title\":\"Film {id}\",\"updated\":\"2012-05-01T10:00:00Z\",\
             \"published\":\"2012-04-01T00:00:00Z\",\"items\":[{{\"url\":\"/{id}.avi\",\
             \"published\":\"2012-04-01T00:00:00Z\"}}]}}\n"
        )
    };
    std::fs::write(folder.join("films.jsonl"), films.iter().map(film).collect::<String>()).unwrap();
    done(folder, &["import", "--database-url", url, "films.jsonl"]);
}

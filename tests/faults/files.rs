//! The files of a SQLite database: how they are made, and what happens when another file takes their place.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use super::process::{Server, eventually};
use super::{done, import};

const URL: &str = "sqlite:afisha.db";

fn rename(folder: &Path, from: &str, to: &str) {
    fs::rename(folder.join(from), folder.join(to)).unwrap();
}

#[test]
fn a_file_put_in_place_of_the_database_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    import(folder, URL, &[1]);
    // Of the same generation, so that the number alone tells nothing.
    import(folder, "sqlite:new.db", &[2, 3]);
    let token = done(folder, &["viewer", "add", "Anna", "--database-url", URL]);
    let with_token = format!("/list/recommended/?access_token={}", token.trim());
    let server = Server::start(folder, URL, &[]);
    server.serves(&[1]);
    assert_eq!(server.get(&with_token).status, 200);
    rename(folder, "new.db", "afisha.db");
    server.serves(&[2, 3]);
    let said = server.says("was replaced");
    let sentence = "the database file sqlite:afisha.db was replaced while in use";
    assert_eq!(said, format!("{sentence}; reloading everything"));
    // The viewers of the new database, too.
    eventually(|| server.get(&with_token).status == 401, || server.log());
    // What is edited there from now on is served as well, and the file is sound.
    import(folder, URL, &[4]);
    server.serves(&[2, 3, 4]);
    assert_eq!(server.count("was replaced"), 1, "{}", server.log());
    drop(server);
    assert!(done(folder, &["export", "--database-url", URL, "-"]).lines().count() == 3);
}

#[test]
fn an_older_backup_put_in_place_of_the_database_is_served_and_the_one_before_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    import(folder, URL, &[1]);
    fs::copy(folder.join("afisha.db"), folder.join("backup.db")).unwrap();
    import(folder, URL, &[2]);
    let server = Server::start(folder, URL, &[]);
    import(folder, URL, &[3]);
    server.serves(&[1, 2, 3]);
    rename(folder, "afisha.db", "old.db");
    rename(folder, "backup.db", "afisha.db");
    server.serves(&[1]);
    assert_eq!(done(folder, &["export", "--database-url", "sqlite:old.db", "-"]).lines().count(), 3);
}

#[test]
fn a_file_that_is_removed_is_said_once_and_one_made_anew_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    import(folder, URL, &[1]);
    let server = Server::start(folder, URL, &[]);
    fs::remove_file(folder.join("afisha.db")).unwrap();
    let said = server.says("the database cannot be read");
    assert!(
        said.ends_with("the database file sqlite:afisha.db was removed; put it back, or put another in its place"),
        "{said}"
    );
    server.serves(&[1]);
    assert!(!folder.join("afisha.db").exists(), "the server makes none");
    import(folder, URL, &[2, 3]);
    server.serves(&[2, 3]);
    server.says("the database is back");
    assert_eq!(server.count("the database cannot be read"), 1, "{}", server.log());
}

#[test]
fn what_is_put_in_place_and_is_no_database_is_said_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    import(folder, URL, &[1]);
    let mut server = Server::start(folder, URL, &[]);
    let text = "no database, but long enough to be taken for one at first sight. ".repeat(20);
    fs::write(folder.join("text"), &text).unwrap();
    rename(folder, "text", "afisha.db");
    let said = server.says("the database cannot be read");
    assert!(said.contains("the database file cannot be used: afisha.db: this is not a SQLite database; "), "{said}");
    server.serves(&[1]);
    assert_eq!(fs::read_to_string(folder.join("afisha.db")).unwrap(), text);
    assert!(server.is_running());
}

#[test]
fn the_files_of_a_database_are_for_its_owner_and_group_whatever_the_umask() {
    for (umask, expected) in [("000", 0o640), ("022", 0o640), ("077", 0o600)] {
        let folder = tempfile::tempdir().unwrap();
        let program = env!("CARGO_BIN_EXE_afisha");
        let script = format!("umask {umask}; exec '{program}' migrate");
        let migrated =
            Command::new("sh").args(["-c", &script]).current_dir(folder.path()).env_clear().status().unwrap();
        assert!(migrated.success());
        // The files beside it are there while a server runs.
        let _server = Server::start(folder.path(), URL, &[]);
        for name in ["afisha.db", "afisha.db-wal", "afisha.db-shm"] {
            let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, expected, "{name} under umask {umask}: {mode:o}");
        }
    }
}

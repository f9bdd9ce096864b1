//! Stopping has an end, whatever the database does, and no view is lost by it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use afisha::store::{DatabaseUrl, Store};
use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};

use super::process::{Server, eventually};
use super::relay::Relay;
use super::{done, import};
use crate::support::postgres;

/// Returns the films of every view on record.
fn on_record(url: &str) -> Vec<u64> {
    let store = Store::create(&DatabaseUrl::parse(url).unwrap()).unwrap();
    let mut films = Vec::new();
    store.views(&mut |view| films.push(view.film.get())).unwrap();
    films
}

fn open_films(server: &Server, token: &str, films: &[u64]) {
    for film in films {
        assert_eq!(server.get(&format!("/film/{film}/?access_token={token}")).status, 200);
    }
}

fn token(folder: &Path, url: &str) -> String {
    done(folder, &["viewer", "add", "Anna", "--database-url", url]).trim().to_owned()
}

/// Starts a server that writes what was kept, twice, and looks at what comes of it.
fn assert_written_once(folder: &Path, url: &str, spool: &Path, films: &[u64]) {
    for kept in [true, false] {
        let mut server = Server::start(folder, url, &[]);
        // Whoever is answered can be sure that signals are heard.
        assert_eq!(server.get("/tags/").status, 200);
        eventually(|| !spool.exists(), || server.log());
        assert_eq!(on_record(url), films);
        assert!(server.stop().success(), "{}", server.log());
        server.says("] stopped");
        assert_eq!(server.count(" views kept in "), usize::from(kept), "{}", server.log());
    }
}

#[test]
fn while_another_program_writes_to_the_file_views_are_kept_for_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let (url, spool) = ("sqlite:afisha.db", folder.path().join("afisha.db-views"));
    import(folder.path(), url, &[1, 2, 3]);
    let token = token(folder.path(), url);
    let mut server = Server::start(folder.path(), url, &[]);
    let path = folder.path().join("afisha.db");
    let mut writer = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    // The server may be writing as it starts.
    writer.batch_execute("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE").unwrap();
    open_films(&server, &token, &[1, 3]);
    assert!(server.stop().success(), "{}", server.log());
    server.says("2 views could not be written; they are kept in afisha.db-views until the next start");
    assert_eq!(fs::metadata(&spool).unwrap().permissions().mode() & 0o777, 0o600);
    // Stopped again before they could be written, with one more.
    let mut server = Server::start(folder.path(), url, &[]);
    open_films(&server, &token, &[2]);
    assert!(server.stop().success(), "{}", server.log());
    server.says("3 views could not be written");
    writer.batch_execute("ROLLBACK").unwrap();
    drop(writer);
    let absolute = format!("sqlite:{}", path.display());
    assert_eq!(on_record(&absolute), [0; 0]);
    assert_written_once(folder.path(), &absolute, &spool, &[1, 2, 3]);
}

#[test]
fn while_postgresql_is_silent_views_are_kept_for_the_next_start() {
    let Some(url) = postgres::database() else { return };
    let (folder, relay) = (tempfile::tempdir().unwrap(), Relay::to(&url));
    let spool = folder.path().join("afisha-views");
    import(folder.path(), &url, &[1, 2]);
    let token = token(folder.path(), &url);
    let mut server = Server::start(folder.path(), &relay.url(&url), &[]);
    relay.set_silent(true);
    open_films(&server, &token, &[2]);
    assert!(server.stop().success(), "{}", server.log());
    server.says("1 views could not be written; they are kept in afisha-views until the next start");
    assert_written_once(folder.path(), &url, &spool, &[2]);
}

#[test]
fn views_kept_in_a_file_that_is_damaged_do_not_stop_the_start() {
    let folder = tempfile::tempdir().unwrap();
    import(folder.path(), "sqlite:afisha.db", &[1]);
    fs::write(folder.path().join("afisha.db-views"), "afisha views 1 0\nrubbish").unwrap();
    let server = Server::start(folder.path(), "sqlite:afisha.db", &[]);
    server.serves(&[1]);
    let said = server.says("are ignored");
    assert_eq!(
        said,
        "the views kept in afisha.db-views are ignored: it is damaged; the file was renamed to afisha.db-views.damaged-1"
    );
    assert_eq!(fs::read(folder.path().join("afisha.db-views.damaged-1")).unwrap(), b"afisha views 1 0\nrubbish");
}

#[test]
fn starting_and_stopping_are_said_once_each() {
    let folder = tempfile::tempdir().unwrap();
    import(folder.path(), "sqlite:afisha.db", &[1, 2]);
    let mut server = Server::start(folder.path(), "sqlite:afisha.db", &[]);
    server.serves(&[1, 2]);
    assert!(server.stop().success());
    server.says("] stopped");
    for text in [
        "loading 2 films from sqlite:afisha.db",
        "loaded 2 films in ",
        "listening on 127.0.0.1:",
        "draining: ",
        "] stopped",
    ] {
        assert_eq!(server.count(text), 1, "{text}: {}", server.log());
    }
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_str().unwrap().starts_with("afisha.db-")), "{left:?}");
}

//! PostgreSQL that goes silent, is away, and comes back.

use std::fs;
use std::path::Path;

use super::process::{Server, signal};
use super::relay::Relay;
use super::{import, refused};
use crate::support::postgres::{self, own_cluster};

#[test]
fn a_network_that_swallows_what_is_sent_is_noticed_and_edits_are_served_once_it_is_back() {
    let Some(url) = postgres::database() else { return };
    let (folder, relay) = (tempfile::tempdir().unwrap(), Relay::to(&url));
    import(folder.path(), &url, &[1]);
    let server = Server::start(folder.path(), &relay.url(&url), &[]);
    relay.set_silent(true);
    assert_silent(&server);
    server.serves(&[1]);
    import(folder.path(), &url, &[2]);
    relay.set_silent(false);
    server.says("the database is back");
    server.serves(&[1, 2]);
    assert_eq!(server.count("the database cannot be read"), 1, "{}", server.log());
}

#[test]
fn tokens_asked_for_while_a_network_swallows_everything_are_put_off_and_reads_go_on() {
    let Some(url) = postgres::database() else { return };
    let (folder, relay) = (tempfile::tempdir().unwrap(), Relay::to(&url));
    let server = Server::start(folder.path(), &relay.url(&url), &["--demo"]);
    // Until whoever follows the database is connected, a connection that is being made would be waited for.
    import(folder.path(), &url, &[9_001]);
    server.says("reloaded ");
    let client = "client_id=demo&client_secret=demo-secret";
    let anonymous = format!("grant_type=inetra:anonymous&{client}");
    let given = server.ask_for_token(&anonymous);
    let given: serde_json::Value = serde_json::from_slice(&given.body).unwrap();
    let token = |name: &str| given[name].as_str().unwrap().to_owned();
    let refresh = format!("grant_type=refresh_token&refresh_token={}&{client}", token("refresh_token"));
    relay.set_silent(true);
    for form in [&anonymous, &refresh] {
        let refused = server.ask_for_token(form);
        assert_eq!((refused.status, refused.header("retry-after")), (503, Some("5")), "{}", refused.text());
        assert!(refused.text().starts_with("{\"error\":\"temporarily_unavailable\","), "{}", refused.text());
    }
    assert_eq!(server.get("/list/").status, 200);
    assert_eq!(server.get(&format!("/list/recommended/?access_token={}", token("access_token"))).status, 200);
    server.says("the database cannot be read");
    relay.set_silent(false);
    server.says("the database is back");
    // It was not used up.
    server.grants(&refresh);
    server.grants(&anonymous);
}

/// Waits until the server says that the database is silent: on a connection that was there, or on one that was to be made.
fn assert_silent(server: &Server) {
    let said = server.says("the database cannot be read");
    let said =
        said.strip_prefix("the database cannot be read; requests are answered from the last snapshot: ").unwrap();
    let silent = said.ends_with(" has not answered within 2 s; check whether the server or the network hangs");
    let unconnected = said.contains("failed: timeout expired; the server does not answer: check whether it hangs");
    assert!(said.contains("postgres://afisha@") && (silent || unconnected), "{said}");
}

#[test]
fn a_start_against_a_silent_server_ends_in_a_sentence() {
    let Some(url) = postgres::database() else { return };
    let (folder, relay) = (tempfile::tempdir().unwrap(), Relay::to(&url));
    relay.set_silent(true);
    let said = refused(folder.path(), &["serve", "--database-url", &relay.url(&url)]);
    assert!(said.contains("cannot connect to the database: postgres://afisha@127.0.0.1:"), "{said}");
    assert!(said.contains("timeout expired; the server does not answer: "), "{said}");
}

/// Returns the server's process and those it has started.
fn processes(socket: &Path) -> Vec<u32> {
    let file = fs::read_to_string(socket.join("data/postmaster.pid")).unwrap();
    let server: u32 = file.lines().next().unwrap().parse().unwrap();
    let parent = |process: u32| -> Option<u32> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        stat.rsplit(") ").next()?.split(' ').nth(1)?.parse().ok()
    };
    let numbers = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    [server].into_iter().chain(numbers.filter(|process| parent(*process) == Some(server))).collect()
}

#[test]
fn a_server_whose_processes_are_stopped_is_noticed_and_holds_up_no_stop() {
    let Some(cluster) = own_cluster() else { return };
    let (folder, url) = (tempfile::tempdir().unwrap(), cluster.database());
    import(folder.path(), &url, &[1]);
    let mut server = Server::start(folder.path(), &format!("{url}?connect_timeout=2"), &[]);
    // The postmaster first, so that no process is missed.
    let stopped = processes(&cluster.socket);
    stopped.iter().for_each(|process| signal("STOP", *process));
    assert_silent(&server);
    server.serves(&[1]);
    assert!(server.stop().success(), "{}", server.log());
    assert!(server.log().ends_with("] stopped"), "{}", server.log());
    stopped.iter().rev().for_each(|process| signal("CONT", *process));
}

#[test]
fn a_server_that_goes_away_is_said_with_its_cause_and_once() {
    let Some(cluster) = own_cluster() else { return };
    let (folder, url) = (tempfile::tempdir().unwrap(), cluster.database());
    import(folder.path(), &url, &[1]);
    let server = Server::start(folder.path(), &url, &[]);
    drop(cluster);
    let said = server.says("the database cannot be read");
    assert!(said.contains("cannot connect to the database: postgres://afisha@%2Ftmp%2F"), "{said}");
    assert!(!said.contains("timed out"), "{said}");
    server.serves(&[1]);
    assert_eq!(server.count("the database cannot be read"), 1, "{}", server.log());
}

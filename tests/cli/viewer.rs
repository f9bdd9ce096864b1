//! `viewer`

use std::time::{Duration, Instant};

use super::serve::Running;
use super::{Desk, FILM};

/// Issues a token and returns it.
fn add(desk: &Desk, name: &str) -> String {
    let done = desk.run(&["viewer", "add", name]);
    assert_eq!(done.code(), Some(0), "{}", done.err());
    done.out().trim_end().to_owned()
}

#[test]
fn a_token_is_printed_once_and_alone() {
    let desk = Desk::new();
    let token = add(&desk, "Анна");
    assert!(token.starts_with("afisha_") && token.len() == "afisha_".len() + 64, "{token}");
    let list = desk.run(&["viewer", "list"]);
    assert_eq!(list.code(), Some(0));
    assert!(list.out().starts_with("Анна: since ") && list.out().contains(" valid until "), "{}", list.out());
    assert!(!list.out().contains(&token) && !list.err().contains(&token));
    let database = std::fs::read(desk.path().join("afisha.db")).unwrap();
    assert!(!database.windows(token.len()).any(|window| window == token.as_bytes()));
}

#[test]
fn what_was_said_beside_the_token_names_it_by_its_id_alone() {
    let desk = Desk::new();
    let done = desk.run(&["viewer", "add", "Анна", "--days", "1"]);
    let list = desk.run(&["viewer", "list"]);
    let id = list.out().split("token ").nth(1).unwrap().split(':').next().unwrap();
    assert!(done.err().contains(&format!("issued token {id} to a new viewer")), "{}", done.err());
    assert!(!done.err().contains(done.out().trim_end()));
}

#[test]
fn tokens_are_revoked_by_their_id_or_by_the_name_of_the_viewer() {
    let desk = Desk::new();
    add(&desk, "Анна");
    add(&desk, "Анна");
    let list = desk.run(&["viewer", "list"]);
    let id = list.out().split("token ").nth(1).unwrap().split(':').next().unwrap().to_owned();
    assert_eq!(desk.run(&["viewer", "revoke", &id]).out(), "tokens revoked: 1\n");
    assert_eq!(desk.run(&["viewer", "revoke", "Анна"]).out(), "tokens revoked: 1\n");
    assert_eq!(desk.run(&["viewer", "revoke", "Анна"]).out(), "tokens revoked: 0\n");
    assert_eq!(desk.run(&["viewer", "list"]).out().matches(", revoked ").count(), 2);
    let again = desk.run(&["viewer", "revoke", &id]);
    assert_eq!((again.code(), again.out()), (Some(1), ""));
    assert_eq!(again.err(), format!("afisha: there is no viewer and no valid token called {id}\n"));
    assert_eq!(desk.run(&["viewer", "revoke", "Вера"]).err(), "afisha: there is no viewer Вера\n");
}

#[test]
fn a_forgotten_viewer_is_gone() {
    let desk = Desk::new();
    add(&desk, "Анна");
    desk.write("views.csv", "Анна;301;1577836800\nБорис;301;1577836800\n");
    assert_eq!(desk.run(&["views", "import", "views.csv"]).code(), Some(0));
    assert_eq!(desk.run(&["viewer", "forget", "Анна"]).out(), "deleted the viewer, tokens: 1, views: 1\n");
    assert!(!desk.run(&["viewer", "list"]).out().contains("Анна"));
    let again = desk.run(&["viewer", "forget", "Анна"]);
    assert_eq!((again.code(), again.err()), (Some(1), "afisha: there is no viewer Анна\n"));
}

/// Waits until it is so.
fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_running_server_follows_tokens_and_writes_down_what_is_opened() {
    let desk = Desk::new();
    desk.write("films.jsonl", FILM);
    desk.run(&["import", "films.jsonl"]);
    desk.write("afisha.toml", "views_flush_seconds = 1\n");
    let running = Running::start(&desk, &["--config", "afisha.toml"]);
    let token = add(&desk, "Анна");
    let recommended = format!("/list/recommended/?device-version=R9&access_token={token}");
    wait_until("the token is never known", || running.get(&recommended).status == 200);
    assert_eq!(running.get(&recommended).list().1, [301]);
    let film = format!("/film/301/?device-version=R9&access_token={token}");
    assert_eq!(running.get(&film).status, 200);
    assert_eq!(running.get(&recommended).list().1, [0; 0]);
    wait_until("the view is never written", || desk.run(&["viewer", "list"]).out().contains(", 1 views"));
    desk.run(&["viewer", "revoke", "Анна"]);
    wait_until("the revoked token holds for ever", || running.get(&recommended).status == 401);
    assert_eq!(running.get(&film).status, 200);
}

#[test]
fn what_is_no_name_or_no_number_of_days_is_refused_as_usage() {
    let desk = Desk::new();
    for arguments in [["viewer", "add", " "].as_slice(), &["viewer", "add", "Анна", "--days", "0"], &["viewer"]] {
        assert_eq!(desk.run(arguments).code(), Some(2), "{arguments:?}");
    }
    assert!(!desk.path().join("afisha.db").exists());
}

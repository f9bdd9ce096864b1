//! Clients that stall and hang-ups of terminals.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::cli::Desk;
use crate::cli::serve::Running;
use crate::support::connection::Connection;

fn connect(running: &Running) -> Connection {
    Connection::to(running.address())
}

fn get(connection: &mut Connection, url: &str) {
    let answer = connection.get(url);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn connections_that_stall_are_closed_and_others_are_answered_meanwhile() {
    let desk = Desk::new();
    let running = Running::start(&desk, &["--demo"]);
    // Each kind of stalled client many times over, all at once, so that the test waits for one deadline.
    let mut stalled: Vec<(Connection, bool)> = Vec::new();
    for _ in 0..20 {
        let (silent, mut half, mut second, mut behind) =
            (connect(&running), connect(&running), connect(&running), connect(&running));
        half.send(b"GET /list/ HTTP/1.1\r\nHost:");
        get(&mut second, "/tags/?kind=age");
        second.send(b"G");
        get(&mut behind, "/tags/?kind=age");
        behind.send(b"GET /film/4294967295/ HTTP/1.1\r\nHost: a\r\n\r\nGET /");
        stalled.extend([(silent, false), (half, true), (second, true), (behind, true)]);
    }
    get(&mut connect(&running), "/list/?max=1");
    for (connection, was_asking) in &mut stalled {
        let last_words = String::from_utf8(connection.rest()).unwrap();
        assert_eq!(last_words.contains("<Code>408</Code>"), *was_asking);
    }
    get(&mut connect(&running), "/list/?max=1");
}

#[test]
fn a_hangup_does_not_end_the_server() {
    let desk = Desk::new();
    let running = Running::start(&desk, &[]);
    for _ in 0..2 {
        let sent = Command::new("sh").args(["-c", &format!("kill -HUP {}", running.id())]).status().unwrap();
        assert!(sent.success());
        get(&mut connect(&running), "/list/");
    }
    let began = Instant::now();
    while began.elapsed() < Duration::from_millis(100) {
        get(&mut connect(&running), "/list/");
    }
}

#[test]
fn a_taken_port_is_told_before_anything_is_written() {
    let desk = Desk::new();
    let running = Running::start(&desk, &[]);
    let other = Desk::new();
    let taken = other.run(&["serve", "--demo", "--listen", running.address()]);
    assert_eq!(taken.code(), Some(1));
    let told = taken.err();
    assert!(told.contains(running.address()) && told.contains("--listen"), "{told}");
    assert_eq!(std::fs::read_dir(other.path()).unwrap().count(), 0, "there is no database yet");
}

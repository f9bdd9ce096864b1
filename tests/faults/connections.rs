//! Clients that stall and hang-ups of terminals.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::cli::Desk;
use crate::cli::serve::Running;

/// Far more than the program's deadlines: whoever waits so long has found a connection that is held for good.
const PATIENCE: Duration = Duration::from_secs(60);

fn connect(running: &Running) -> TcpStream {
    let stream = TcpStream::connect(running.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Sends a request and reads its answer of known length.
fn get(stream: &mut TcpStream, url: &str) {
    write!(stream, "GET {url} HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
    stream.read_exact(&mut vec![0; length]).unwrap();
}

/// Reads to the end of the connection.
fn last_words(stream: &mut TcpStream) -> String {
    let mut words = Vec::new();
    match stream.read_to_end(&mut words) {
        Ok(_) => {}
        Err(fault) => assert_eq!(fault.kind(), ErrorKind::ConnectionReset, "the connection is never closed"),
    }
    String::from_utf8_lossy(&words).into_owned()
}

#[test]
fn connections_that_stall_are_closed_and_others_are_answered_meanwhile() {
    let desk = Desk::new();
    let running = Running::start(&desk, &["--demo"]);
    // Each kind of stalled client many times over, all at once, so that the test waits for one deadline.
    let mut stalled: Vec<(TcpStream, bool)> = Vec::new();
    for _ in 0..20 {
        let (silent, mut half, mut second, mut behind) =
            (connect(&running), connect(&running), connect(&running), connect(&running));
        half.write_all(b"GET /list/ HTTP/1.1\r\nHost:").unwrap();
        get(&mut second, "/tags/?kind=age");
        second.write_all(b"G").unwrap();
        get(&mut behind, "/tags/?kind=age");
        behind.write_all(b"GET /film/4294967295/ HTTP/1.1\r\nHost: a\r\n\r\nGET /").unwrap();
        stalled.extend([(silent, false), (half, true), (second, true), (behind, true)]);
    }
    get(&mut connect(&running), "/list/?max=1");
    for (stream, was_asking) in &mut stalled {
        assert_eq!(last_words(stream).contains("<Code>408</Code>"), *was_asking);
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

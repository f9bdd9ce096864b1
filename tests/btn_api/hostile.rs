//! Thousands of hostile requests against the program, the same ones each time: every one is refused or answered, nothing of
//! it comes back, and the program goes on.

use std::collections::BTreeMap;
use std::thread;

use afisha::btn::AppCredentials;
use afisha::clock::Clock;

use super::hostile_requests::{Hostile, MARK, Maker};
use super::program::{Place, Program};
use crate::store::btn::sum;
use crate::support::btn_server::{chunked, gzip, headers};
use crate::support::connection::Connection;
use crate::support::database::Database;
use crate::support::dice::Dice;
use crate::support::http::Answer;

/// How many requests are sent, unless the variable says.
const REQUESTS: usize = 3_000;
const VARIABLE: &str = "AFISHA_HOSTILE_REQUESTS";
/// How many clients send them.
const CLIENTS: usize = 4;
/// How many begin a body and never end it.
const SLOW: usize = 20;
/// How many requests one application may send before others are refused by its limit.
const EACH: usize = 400;
/// What is sent whole before the server can have closed.
const SMALL: usize = 4_096;
/// The most memory that the program may ever have had, in kilobytes: 64 bodies that wait, and two that are read.
const MEMORY: u64 = 1_024 * 1_024;

/// Sends a request; returns the answers, none where the server closed without one, and more than one where what was sent
/// is more than one request to it.
fn answers(program: &Program, hostile: &Hostile) -> Vec<Answer> {
    let mut connection = Connection::to(program.address);
    connection.send(&hostile.bytes);
    if hostile.is_whole && hostile.bytes.len() <= SMALL {
        let answer = connection.receive(hostile.method);
        if answer.header("connection") != Some("close") {
            // What comes next is taken for what it is.
            connection.send(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            let next = Answer::parse(&connection.rest());
            assert_eq!((next.status, next.text()), (200, "Reports are kept for a month.\n"));
        } else {
            assert_eq!(connection.rest(), b"");
        }
        return vec![answer];
    }
    connection.finish();
    let answers = taken_apart(hostile.method, &connection.rest());
    // What was sent on after the answer may have swept it away.
    assert!(!answers.is_empty() || !hostile.is_whole || hostile.bytes.len() > SMALL);
    answers
}

/// Finds the answers in what came.
fn taken_apart(method: &str, mut bytes: &[u8]) -> Vec<Answer> {
    let mut answers = Vec::new();
    while !bytes.is_empty() {
        // A client that asks for leave gets an answer after that.
        bytes = bytes.strip_prefix(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap_or(bytes);
        let mut answer = Answer::parse(bytes);
        let body = answer.body.len();
        let said = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        let length = if method == "HEAD" && answers.is_empty() { 0 } else { said };
        assert!(length <= body, "half of an answer: {answer:?}");
        answer.body.truncate(length);
        answers.push(answer);
        bytes = &bytes[bytes.len() - (body - length)..];
    }
    answers
}

fn check(answer: &Answer, hostile: &Hostile) {
    let sent = || hostile.bytes[..hostile.bytes.len().min(2_000)].escape_ascii().to_string();
    let is_declared = answer.status < 500 || answer.status == 503 && answer.header("retry-after").is_some();
    assert!(is_declared && answer.status != 401 && !(300..400).contains(&answer.status), "{answer:?}: {}", sent());
    let all = format!("{:?} {}", answer.headers, String::from_utf8_lossy(&answer.body)).to_lowercase();
    assert!(!all.contains(&MARK.to_lowercase()), "{answer:?}: {}", sent());
    if answer.status >= 400 && answer.status != 431 {
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"), "{answer:?}: {}", sent());
        assert!(answer.body.len() < 120, "{answer:?}: {}", sent());
    }
    if answer.status == 429 {
        assert!(answer.header("retry-after").is_some_and(|seconds| seconds != "0"), "{answer:?}");
    }
}

/// A report that comes with the requests of others, and is to be taken.
fn good(now: i64, credentials: &AppCredentials, number: usize) -> Vec<u8> {
    let body = format!(
        r#"{{"populate_time":{now},"peers":[{{"ip_address":"60.1.0.{number}","peer_port":7,"peer_id":"","client_name":"",
        "torrent_identifier":"52fa13494a4571a951b46b1a04be19ab9d8089c3d3761956c99f5435e6f2c8ad","torrent_size":9,
        "downloaded":1,"rt_download_speed":1,"uploaded":2,"rt_upload_speed":1,"peer_progress":0.5,
        "downloader_progress":1,"peer_flag":""}}]}}"#
    );
    chunked("POST", "/ping/peers/submit", &headers(credentials), &gzip(body.as_bytes()))
}

#[test]
fn hostile_requests_cause_no_fault_and_nothing_of_them_comes_back() {
    let count = std::env::var(VARIABLE).map_or(REQUESTS, |count| count.parse().unwrap());
    let (database, now) = (Database::sqlite(), Clock::system().now());
    let store = database.btn_store();
    let applications: Vec<AppCredentials> = (0..=count / EACH + CLIENTS)
        .map(|number| {
            let owner = store.add_owner(&number.to_string(), now).unwrap().unwrap();
            let credentials = AppCredentials::random();
            store.add_application(owner, &credentials, "", now).unwrap().unwrap();
            credentials
        })
        .collect();
    let (honest, others) = applications.split_first().unwrap();
    let maker = Maker::new(others.to_vec(), now.0 * 1000);
    let mut program = Place::new(&database).start();
    let before = program.memory();
    let slow: Vec<Connection> = (0..SLOW)
        .map(|number| {
            let whole = good(now.0 * 1000, honest, 0);
            let mut connection = Connection::to(program.address);
            connection.send(&whole[..whole.len() - 30 - number]);
            connection
        })
        .collect();
    let mut statuses = BTreeMap::new();
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (maker, program) = (&maker, &program);
                scope.spawn(move || {
                    let (mut dice, mut statuses) = (Dice::new(20_260_801 + client as u64), BTreeMap::new());
                    for _ in 0..count / CLIENTS {
                        let hostile = maker.request(&mut dice);
                        let answers = answers(program, &hostile);
                        answers.iter().for_each(|answer| check(answer, &hostile));
                        *statuses.entry(answers.first().map_or(0, |answer| answer.status)).or_insert(0) += 1;
                    }
                    statuses
                })
            })
            .collect();
        for (number, client) in clients.into_iter().enumerate() {
            client
                .join()
                .unwrap()
                .into_iter()
                .for_each(|(status, count)| *statuses.entry(status).or_insert(0) += count);
            let mut connection = Connection::to(program.address);
            connection.send(&good(now.0 * 1000, honest, number + 1));
            assert_eq!(connection.receive("POST").status, 200);
        }
    });
    let after = program.memory();
    println!("{count} requests: {statuses:?}; kB of memory, now and at most: {before:?}, then {after:?}");
    for status in [200, 400, 403, 404, 405, 413, 415] {
        assert!(statuses.contains_key(&status), "nothing was answered {status}: {statuses:?}");
    }
    assert!(after.is_none_or(|(_, most)| most < MEMORY), "{after:?}");
    drop(slow);
    program.stop();
    let log = program.log();
    let faults: Vec<&String> =
        log.iter().filter(|line| [" ERROR ", "panicked", MARK].iter().any(|fault| line.contains(fault))).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let of_honest = "count(*) FILTER (WHERE application_id = 1)";
    assert_eq!(sum(&database, "snapshots", of_honest), i64::try_from(CLIENTS).unwrap());
}

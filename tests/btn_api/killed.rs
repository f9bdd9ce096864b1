//! The program killed at any moment while clients report: what was answered with 200 is there, and once.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use afisha::btn::AppCredentials;
use afisha::catalog::Moment;
use afisha::clock::Clock;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::program::Place;
use crate::store::btn::days;
use crate::support::btn_server::{chunked, gzip, headers};
use crate::support::database::{Database, on_both_databases};
use crate::support::dice::Dice;

const KILLS: usize = 30;
const CLIENTS: usize = 4;
/// How many records a report has.
const RECORDS: usize = 3;
/// The most milliseconds of load before a kill.
const LOAD: usize = 150;

/// How often a report is sent before the test has failed.
const MOST_TRIES: usize = 20_000;

/// The paths of reports, the lists in their bodies, and the tables they go to.
const REPORTS: [(&str, &str, &str); 5] = [
    ("/ping/peers/submit", "peers", "snapshots"),
    ("/ping/bans/submit", "bans", "bans"),
    ("/ping/histories/submit", "peers", "histories"),
    ("/ping/syncBanHistory", "bans", "bans"),
    ("/ping/syncSwarm", "swarms", "swarms"),
];

/// A record of which `to_peer` is the number, by which it is known again.
pub(super) fn record(number: usize, now: Moment) -> String {
    let (at, high, middle, low) = (now.0 * 1000, number >> 16, number >> 8 & 0xff, number & 0xff);
    format!(
        r#"{{"peer_ip":"60.{high}.{middle}.{low}","peer_port":7,"peer_id":"-XX0001-","peer_client_name":"x","peer_flag":"u",
        "torrent_identifier":"52fa13494a4571a951b46b1a04be19ab9d8089c3d3761956c99f5435e6f2c8ad","torrent_size":9,
        "from_peer_traffic":1,"to_peer_traffic":{number},"peer_progress":0.5,"downloader_progress":1,"ban_at":{at},
        "module":"m","rule":"r","downloader":"a","first_time_seen":{at},"last_time_seen":{at}}}"#
    )
}

/// A report of these numbers.
fn report(numbers: &[usize], kind: usize, now: Moment) -> Vec<u8> {
    let records: Vec<String> = numbers.iter().map(|number| record(*number, now)).collect();
    let list = REPORTS[kind].1;
    format!(r#"{{"populate_time":{},"{list}":[{}]}}"#, now.0 * 1000, records.join(",")).into_bytes()
}

/// Sends a request over a connection of its own; returns the status of the answer.
pub(super) fn status(address: SocketAddr, request: &[u8]) -> io::Result<u16> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.write_all(request)?;
    let (mut stream, mut line) = (BufReader::new(stream), String::new());
    stream.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::UnexpectedEof)?;
    // Half of an answer is none.
    let mut byte = [0];
    let mut end = Vec::new();
    while !end.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        end.push(byte[0]);
    }
    Ok(status)
}

/// What clients have in common.
struct Load {
    address: Mutex<SocketAddr>,
    is_over: AtomicBool,
    next: AtomicUsize,
    /// The numbers of records whose reports were answered with 200.
    answered: Mutex<Vec<usize>>,
    /// How many reports were sent again, because they were not.
    repeated: AtomicUsize,
}

/// Ends the load when it is dropped, also by a test that fails.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Load {
    /// Waits until one more report is answered.
    fn wait_for_an_answer(&self) {
        let answered = || self.answered.lock().unwrap().len();
        let before = answered();
        for tries in 0.. {
            if answered() > before {
                return;
            }
            assert!(tries < MOST_TRIES, "nothing is answered");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Reports until it is over; each report again until it is answered with 200, as clients do.
    fn report(&self, client: usize, credentials: &AppCredentials, now: Moment) {
        for kind in (0..REPORTS.len()).cycle() {
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
            let first = self.next.fetch_add(RECORDS, Ordering::SeqCst);
            let numbers: Vec<usize> = (first..first + RECORDS).collect();
            let from = format!("{}X-Forwarded-For: 203.0.113.{client}\r\n", headers(credentials));
            let request = chunked("POST", REPORTS[kind].0, &from, &gzip(&report(&numbers, kind, now)));
            for tries in 0.. {
                assert!(tries < MOST_TRIES, "the program never comes back");
                let address = *self.address.lock().unwrap();
                match status(address, &request) {
                    Ok(200) => break,
                    // The database may still be at work on what the last process began.
                    Ok(status) => assert!(matches!(status, 429 | 503), "{status}"),
                    Err(_) => thread::sleep(Duration::from_millis(5)),
                }
                self.repeated.fetch_add(1, Ordering::SeqCst);
            }
            self.answered.lock().unwrap().extend(numbers);
        }
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// The numbers of all records of a table that is kept by days, in order.
pub(super) fn stored(database: &Database, table: &str) -> Vec<usize> {
    let of_day = |day: i64| -> Vec<Number> {
        let question = format!("SELECT to_peer AS number FROM {table}_{day}");
        diesel::sql_query(question).load(&mut database.raw()).unwrap()
    };
    days(database, table).into_iter().flat_map(of_day).map(|row| usize::try_from(row.number).unwrap()).collect()
}

on_both_databases! {
    fn what_was_answered_is_there_and_once_wherever_the_program_is_killed(database) {
        let now = Clock::system().now();
        let store = database.btn_store();
        let applications: Vec<AppCredentials> = (0..CLIENTS)
            .map(|number| {
                let owner = store.add_owner(&number.to_string(), now).unwrap().unwrap();
                let credentials = AppCredentials::random();
                store.add_application(owner, &credentials, "", now).unwrap().unwrap();
                credentials
            })
            .collect();
        let (place, mut dice) = (Place::new(database), Dice::new(9));
        let mut program = Some(place.start());
        let load = Load {
            address: Mutex::new(program.as_ref().unwrap().address),
            is_over: AtomicBool::new(false),
            next: AtomicUsize::new(1),
            answered: Mutex::default(),
            repeated: AtomicUsize::new(0),
        };
        let mut waits = 0;
        thread::scope(|scope| {
            for (client, credentials) in applications.iter().enumerate() {
                let load = &load;
                scope.spawn(move || load.report(client, credentials, now));
            }
            let _over = Over(&load.is_over);
            for _ in 0..KILLS {
                if dice.once_in(2) {
                    load.wait_for_an_answer();
                    waits += 1;
                }
                thread::sleep(Duration::from_millis(dice.below(LOAD) as u64));
                program.take().unwrap().kill();
                let next = place.start();
                *load.address.lock().unwrap() = next.address;
                program = Some(next);
            }
        });
        program.unwrap().stop();
        let mut answered = load.answered.into_inner().unwrap();
        let repeated = load.repeated.into_inner();
        eprintln!("{KILLS} kills, {} reports, {repeated} tries that failed", answered.len() / RECORDS);
        assert!(answered.len() >= waits * RECORDS && waits > 0 && repeated > 0);
        let tables = ["snapshots", "bans", "histories", "swarms"];
        let mut found: Vec<usize> = tables.into_iter().flat_map(|table| stored(database, table)).collect();
        answered.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, answered);
    }
}

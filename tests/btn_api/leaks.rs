//! The log at its most talkative, while reports are taken, refused and put off: nobody is in it.

use afisha::btn::AppCredentials;
use afisha::clock::Clock;
use afisha::store::DatabaseUrl;

use super::program::{Place, Program};
use crate::store::btn::{days, sum};
use crate::support::btn_server::{chunked, gzip, headers};
use crate::support::connection::Connection;
use crate::support::database::on_both_databases;
use crate::support::http::Answer;

/// Whom reports are about, from where they come, and what they say.
const PEERS: [&str; 2] = ["203.0.113.77", "2001:db8:77::7"];
const PARTICIPANTS: [&str; 2] = ["198.51.100.201", "2001:db8:ffff::201"];
const TORRENT: &str = "52fa13494a4571a951b46b1a04be19ab9d8089c3d3761956c99f5435e6f2c8ad";
const WRONG: &str = "a-secret-that-is-wrong";
const NAME: &str = "eChO7f3a";

const PATHS: [(&str, &str); 5] = [
    ("/ping/peers/submit", "peers"),
    ("/ping/bans/submit", "bans"),
    ("/ping/histories/submit", "peers"),
    ("/ping/syncBanHistory", "bans"),
    ("/ping/syncSwarm", "swarms"),
];

/// A report of both peers, and of one that cannot be taken.
fn report(list: &str, to_peer: u64) -> Vec<u8> {
    let at = Clock::system().now().0 * 1000;
    // Bans are told apart by when they were made.
    let banned = at + to_peer as i64;
    let record = |address: &str| {
        format!(
            r#"{{"peer_ip":"{address}","peer_port":7,"peer_id":"-XX0001-","peer_client_name":"{NAME}","peer_flag":"u",
            "torrent_identifier":"{TORRENT}","torrent_size":9,"from_peer_traffic":1,"to_peer_traffic":{to_peer},
            "peer_progress":0.5,"downloader_progress":1,"ban_at":{banned},"module":"m","rule":"{NAME}","downloader":"a",
            "first_time_seen":{at},"last_time_seen":{at}}}"#
        )
    };
    let records = [record(PEERS[0]), record(PEERS[1]), record(NAME)].join(",");
    format!(r#"{{"populate_time":{at},"{list}":[{records}]}}"#).into_bytes()
}

fn send(program: &Program, request: &[u8]) -> Answer {
    let mut connection = Connection::to(program.address);
    connection.send(request);
    connection.receive("POST")
}

/// The headers of a client at one of the addresses.
fn from(credentials: &AppCredentials, place: usize) -> String {
    format!("{}X-Forwarded-For: {}\r\n", headers(credentials), PARTICIPANTS[place % PARTICIPANTS.len()])
}

/// Sends a report of each kind; returns the statuses of the answers.
fn reports(program: &Program, credentials: &AppCredentials, to_peer: u64) -> Vec<u16> {
    let send_one = |(place, (path, list)): (usize, (&str, &str))| {
        let body = gzip(&report(list, to_peer + place as u64));
        send(program, &chunked("POST", path, &from(credentials, place), &body)).status
    };
    PATHS.into_iter().enumerate().map(send_one).collect()
}

fn refusals(program: &Program, credentials: &AppCredentials) {
    let wrong = AppCredentials { secret: WRONG.into(), ..credentials.clone() };
    let get = |path: &str, headers: &str| {
        send(program, format!("GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n").as_bytes())
    };
    let asked = |path: &str, credentials: &AppCredentials| get(path, &from(credentials, 0)).status;
    assert_eq!(asked("/ping/config", &wrong), 403);
    assert_eq!(asked(&format!("/ping/{TORRENT}"), credentials), 404);
    assert_eq!(asked(&format!("/ping/ruleIpDenylist?rev={TORRENT}&ip={}", PEERS[0]), credentials), 200);
    assert_eq!(asked("/ping/heartbeat", credentials), 405);
    assert_eq!(
        get(&format!("/ping/queryIp/widget?appId={}&appSecret={}", credentials.id, credentials.expose()), "").status,
        404
    );
    let broken =
        |bytes: &[u8]| send(program, &chunked("POST", "/ping/peers/submit", &from(credentials, 1), bytes)).status;
    assert_eq!(broken(&report("peers", 1)), 400);
    assert_eq!(broken(&gzip(&report("bans", 1))), 400);
    let mut connection = Connection::to(program.address);
    connection.send(format!("GET {TORRENT} HTTP/9\r\nAuthorization: Bearer a@{WRONG}\r\n\r\n").as_bytes());
    connection.finish();
    assert!(connection.rest().starts_with(b"HTTP/1.1 4"));
}

on_both_databases! {
    fn nobody_is_in_the_log(database) {
        let (store, now) = (database.btn_store(), Clock::system().now());
        let owner = store.add_owner("anna", now).unwrap().unwrap();
        let credentials = AppCredentials::random();
        store.add_application(owner, &credentials, "", now).unwrap().unwrap();
        // Everything that any part of the program says.
        let mut program = Place::new(database).logging("debug").start();
        assert_eq!(reports(&program, &credentials, 10), [200; 5]);
        let beat = r#"{"ifaddr":"192.168.1.77"}"#;
        let head = format!("POST /ping/heartbeat HTTP/1.1\r\nHost: x\r\n{}", from(&credentials, 0));
        let answer = send(&program, format!("{head}Content-Length: {}\r\n\r\n{beat}", beat.len()).as_bytes());
        assert_eq!((answer.status, answer.text()), (200, r#"{"external_ip":"198.51.100.201"}"#));
        refusals(&program, &credentials);
        assert_eq!(sum(database, "bans", "count(*)"), 4);
        // The database refuses a row in words of its own.
        for day in days(database, "bans") {
            database.execute(&match database.url {
                DatabaseUrl::Sqlite(_) => format!(
                    "CREATE TRIGGER no_{day} BEFORE INSERT ON bans_{day} BEGIN SELECT RAISE(ABORT, 'no'); END"
                ),
                DatabaseUrl::Postgres(_) => format!("ALTER TABLE bans_{day} ADD CHECK (to_peer < 100)"),
            });
        }
        // What waits while something fails is refused with it.
        let statuses = reports(&program, &credentials, 100);
        assert_eq!((statuses[0], statuses[1], statuses[3]), (200, 503, 503), "{statuses:?}");
        database.execute("ALTER TABLE applications RENAME TO elsewhere");
        assert_eq!(reports(&program, &credentials, 200), [503; 5]);
        program.says("the participants of the threat network cannot be read");
        program.stop();
        let log = program.log();
        for said in ["reports cannot be written and are refused: ", "POST /ping/syncSwarm 200 ", " GET /ping/config 403 "] {
            assert!(log.iter().any(|line| line.contains(said)), "{said}: {log:#?}");
        }
        let secrets = [TORRENT, WRONG, NAME, "-XX0001-", "192.168.1.77", &credentials.id, credentials.expose()];
        for hidden in PEERS.into_iter().chain(PARTICIPANTS).chain(secrets) {
            let told: Vec<&String> = log.iter().filter(|line| line.contains(hidden)).collect();
            assert!(told.is_empty(), "{hidden}: {told:#?}");
        }
    }
}

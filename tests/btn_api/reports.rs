//! Reports: taken once, on the disk before they are answered.

use std::thread::sleep;
use std::time::Duration;

use afisha::btn::ProfileChoice;

use super::{NOW, peer, report_of};
use crate::store::btn::{ask, sum};
use crate::support::btn_server::{BtnServer, chunked, gzip, headers};
use crate::support::connection::Connection;
use crate::support::database::{Database, on_both_databases};

/// The paths of reports, the lists in their bodies, and the tables they go to.
const REPORTS: [(&str, &str, &str); 5] = [
    ("/ping/peers/submit", "peers", "snapshots"),
    ("/ping/bans/submit", "bans", "bans"),
    ("/ping/histories/submit", "peers", "histories"),
    ("/ping/syncBanHistory", "bans", "bans"),
    ("/ping/syncSwarm", "swarms", "swarms"),
];

on_both_databases! {
    fn a_report_is_stored_once_and_answered_with_nothing(database) {
        let server = BtnServer::new(database, NOW, ProfileChoice::Auto);
        let (credentials, _) = server.application("anna");
        for (path, list, table) in REPORTS {
            let before = sum(database, table, "count(*)");
            // Bans are told apart by when they were made.
            let later = format!(r#","ban_at":{},"peer_port":{}"#, NOW.0 * 1000, path.len());
            let report = report_of(list, &[peer("203.0.113.1", &later), peer("10.0.0.1", ""), peer("203.0.113.2", &later)]);
            for _ in 0..2 {
                let answer = server.submit(&credentials, path, &report);
                assert_eq!((answer.status, answer.text()), (200, ""), "{path}");
                assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
                assert_eq!(sum(database, table, "count(*)"), before + 2, "{path}");
            }
        }
        assert_eq!(server.api.taken.taken(), 20);
        let refused: Vec<_> = server.api.taken.refused().filter(|(_, count)| *count > 0).collect();
        assert_eq!(refused, [(afisha::btn::report::RecordFault::Address, 10)]);
        assert_eq!(ask(database, "(SELECT count(*) FROM active_days)"), 1);
    }

    fn plain_bodies_and_get_are_taken_too(database) {
        let server = BtnServer::new(database, NOW, ProfileChoice::Auto);
        let (credentials, _) = server.application("anna");
        let report = report_of("peers", &[peer("203.0.113.1", "")]);
        let report = String::from_utf8(report).unwrap();
        let length = report.len();
        for (number, method) in ["GET", "POST"].into_iter().enumerate() {
            let report = report.replacen("203.0.113.1", &format!("203.0.113.{}", number + 1), 1);
            let request = format!(
                "{method} /ping/peers/submit HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}@{}\r\n\
                 Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{report}",
                credentials.id,
                credentials.expose()
            );
            let answer = server.send(request.as_bytes());
            assert_eq!((answer.status, answer.text()), (200, ""), "{method}");
        }
        assert_eq!(sum(database, "snapshots", "count(*)"), 2);
    }

    fn what_is_answered_otherwise_leaves_nothing(database) {
        let server = BtnServer::new(database, NOW, ProfileChoice::Auto);
        let (credentials, _) = server.application("anna");
        let good = report_of("peers", &[peer("203.0.113.1", "")]);
        let many = report_of("peers", &vec![peer("203.0.113.1", ""); 20_001]);
        let bomb = gzip(&vec![b' '; 33 * 1024 * 1024]);
        let two = [gzip(&good), gzip(&good)].concat();
        let plain = |body: &[u8]| gzip(body);
        for (sent, status) in [
            (plain(b"[]"), 400),
            (plain(b"{}"), 400),
            (plain(br#"{"populate_time":"x","peers":[]}"#), 400),
            (plain(br#"{"populate_time":1,"peers":{}}"#), 400),
            (plain(br#"{"populate_time":1,"peers":[1]}"#), 400),
            (plain(&good[..good.len() - 1]), 400),
            (good.clone(), 400),
            (two, 400),
            (gzip(&good)[..30].to_vec(), 400),
            (bomb, 413),
            (plain(&many), 413),
            (vec![b' '; 8 * 1024 * 1024 + 1], 413),
        ] {
            let request = chunked("POST", "/ping/peers/submit", &headers(&credentials), &sent);
            let answer = server.send(&request);
            assert_eq!(answer.status, status, "{} of {} bytes", answer.text(), sent.len());
            assert!(answer.text().len() < 100 && !answer.text().is_empty());
        }
        let coded = format!(
            "POST /ping/peers/submit HTTP/1.1\r\nHost: x\r\n{}Content-Encoding: br\r\nContent-Length: 1\r\n\r\nx",
            headers(&credentials)
        );
        assert_eq!(server.send(coded.as_bytes()).status, 415);
        assert_eq!(sum(database, "snapshots", "count(*)"), 0);
    }
}

#[test]
fn a_report_may_come_slowly_but_not_go_silent() {
    let database = Database::sqlite();
    let server = BtnServer::new(&database, NOW, ProfileChoice::Auto);
    let (credentials, _) = server.application("anna");
    let report = gzip(&report_of("peers", &[peer("203.0.113.1", "")]));
    let request = chunked("POST", "/ping/peers/submit", &headers(&credentials), &report);
    let (mut slow, mut silent) = (Connection::to(server.address), Connection::to(server.address));
    let (begun, rest) = request.split_at(request.len() - 40);
    slow.send(begun);
    silent.send(begun);
    // Longer than a head may take.
    for piece in rest.chunks(10) {
        sleep(Duration::from_secs(2));
        slow.send(piece);
    }
    assert_eq!(slow.receive("POST").status, 200);
    assert_eq!(silent.receive("POST").status, 400);
    assert_eq!(sum(&database, "snapshots", "count(*)"), 1);
}

//! Who is let in, and what everybody else is told.

use afisha::btn::{AppCredentials, ProfileChoice};

use super::{NOW, peer, report_of};
use crate::support::btn_server::{BtnServer, headers};
use crate::support::database::Database;

/// Paths that want credentials, with a method.
const PATHS: [(&str, &str); 12] = [
    ("GET", "/ping/config"),
    ("GET", "/ping/peers/submit"),
    ("POST", "/ping/peers/submit"),
    ("POST", "/ping/bans/submit"),
    ("POST", "/ping/histories/submit"),
    ("GET", "/ping/rules/retrieve?rev=initial"),
    ("POST", "/ping/syncBanHistory"),
    ("POST", "/ping/syncSwarm"),
    ("GET", "/ping/ruleIpDenylist"),
    ("GET", "/ping/rulePeerIdentity"),
    ("POST", "/ping/heartbeat"),
    ("GET", "/ping/queryIp?ip=203.0.113.1"),
];

fn server() -> (Database, BtnServer) {
    let database = Database::sqlite();
    let server = BtnServer::new(&database, NOW, ProfileChoice::Auto);
    (database, server)
}

#[test]
fn a_refusal_is_403_and_says_what_to_do() {
    let (_database, server) = server();
    let (credentials, _) = server.application("anna");
    let wrong = AppCredentials { secret: "wrong".into(), ..credentials.clone() };
    let example = AppCredentials { id: "example-app-id".to_owned(), secret: "example-app-secret".into() };
    for (number, (method, path)) in PATHS.into_iter().enumerate() {
        for (given, told) in [
            (String::new(), "send the AppID and the AppSecret of your application"),
            (headers(&wrong), "the AppID is unknown, or the AppSecret is not its own"),
            (
                headers(&example),
                "the AppID is still the example: set your own AppID and AppSecret, which the operator gives you",
            ),
            ("Authorization: Basic eA==\r\n".to_owned(), "send the AppID and the AppSecret of your application"),
        ] {
            // Each from an address of its own, for guesses are counted.
            let from = format!("X-Forwarded-For: 203.0.113.{number}\r\n");
            let answer = server.send(format!("{method} {path} HTTP/1.1\r\nHost: x\r\n{given}{from}\r\n").as_bytes());
            assert_eq!((answer.status, answer.text()), (403, told), "{method} {path}");
        }
    }
}

#[test]
fn credentials_are_found_in_every_header() {
    let (_database, server) = server();
    let (credentials, _) = server.application("anna");
    let (id, secret) = (&credentials.id, credentials.expose());
    for given in [
        format!("Authorization: Bearer {id}@{secret}"),
        format!("authentication: bearer {id}@{secret}"),
        format!("X-BTN-AppID: {id}\r\nX-BTN-AppSecret: {secret}"),
        format!("BTN-AppID: {id}\r\nBTN-AppSecret: {secret}"),
        format!("Authorization: Bearer\r\nBTN-AppID: {id}\r\nBTN-AppSecret: {secret}"),
    ] {
        let answer = server.send(format!("GET /ping/ruleIpDenylist HTTP/1.1\r\nHost: x\r\n{given}\r\n\r\n").as_bytes());
        assert_eq!((answer.status, answer.text()), (200, ""), "{given}");
    }
}

#[test]
fn other_methods_and_paths_are_told_so() {
    let (_database, server) = server();
    let (credentials, _) = server.application("anna");
    for (method, path, status, allow) in [
        ("POST", "/ping/config", 405, Some("GET, HEAD")),
        ("PUT", "/ping/peers/submit", 405, Some("GET, POST")),
        ("GET", "/ping/syncSwarm", 405, Some("POST")),
        ("GET", "/ping/heartbeat", 405, Some("POST")),
        ("GET", "/ping/config/", 404, None),
        ("GET", "/ping", 404, None),
        ("GET", "/list/", 404, None),
    ] {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\n{}\r\n", headers(&credentials));
        let answer = server.send(request.as_bytes());
        assert_eq!((answer.status, answer.header("allow")), (status, allow), "{method} {path}");
    }
}

#[test]
fn a_client_that_is_banned_or_broken_is_refused() {
    let (_database, server) = server();
    let (credentials, _) = server.application("anna");
    let report = report_of("peers", &[peer("203.0.113.1", "")]);
    for (release, status) in [("5.0.1", 200), ("5.0.2", 403), ("5.0.5", 403), ("5.0.6", 200)] {
        let headers =
            format!("{}User-Agent: PeerBanHelper/{release} BTN-Protocol/0.0.0-dev\r\n", headers(&credentials));
        let sent = crate::support::btn_server::gzip(&report);
        let request = crate::support::btn_server::chunked("POST", "/ping/peers/submit", &headers, &sent);
        assert_eq!(server.send(&request).status, status, "{release}");
    }
    assert!(server.store.ban_application(&credentials.id, Some(NOW)).unwrap());
    server.wait_until(|server| !server.api.gate.knows(Some(&credentials)));
    let answer = server.get(&credentials, "/ping/config");
    assert_eq!((answer.status, answer.text()), (403, "this application is banned; ask the operator"));
}

#[test]
fn rules_are_sent_again_only_when_they_changed() {
    let (_database, server) = server();
    let (credentials, _) = server.application("anna");
    for (path, content_type) in [
        ("/ping/rules/retrieve", "application/json; charset=utf-8"),
        ("/ping/rulePeerIdentity", "application/json; charset=utf-8"),
        ("/ping/ruleIpDenylist", "text/plain; charset=utf-8"),
        ("/ping/ruleIpAllowlist", "text/plain; charset=utf-8"),
    ] {
        let answer = server.get(&credentials, &format!("{path}?rev=initial"));
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(content_type)), "{path}");
        let version = answer.header("x-btn-contentversion").unwrap();
        assert_eq!(version.len(), 16);
        if content_type.contains("json") {
            let document: serde_json::Value = serde_json::from_str(answer.text()).unwrap();
            assert_eq!(document["version"], version);
            for key in ["ip", "port", "peer_id", "client_name", "script"] {
                assert!(document[key].is_object(), "{path} {key}");
            }
        }
        let same = server.get(&credentials, &format!("{path}?rev={version}"));
        assert_eq!((same.status, same.text()), (204, ""), "{path}");
        assert_eq!(server.get(&credentials, &format!("{path}?rev=other")).status, 200, "{path}");
    }
}

#[test]
fn a_heartbeat_tells_the_address_and_notes_it() {
    let (database, server) = server();
    let (credentials, _) = server.application("anna");
    let body = r#"{"ifaddr":"192.168.1.7"}"#;
    for (address, expected) in [("203.0.113.9", "203.0.113.9"), ("2001:db8::7", "2001:db8::7")] {
        let request = format!(
            "POST /ping/heartbeat HTTP/1.1\r\nHost: x\r\n{}X-Forwarded-For: {address}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            headers(&credentials),
            body.len()
        );
        let answer = server.send(request.as_bytes());
        assert_eq!((answer.status, answer.text()), (200, format!(r#"{{"external_ip":"{expected}"}}"#).as_str()));
        let address = afisha::btn::PeerAddress::parse(address).unwrap();
        server.wait_until(|server| server.store.is_participant(address, NOW).unwrap());
    }
    drop(database);
}

#[test]
fn whoever_looks_reads_the_notice() {
    let (_database, server) = server();
    let answer = server.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!((answer.status, answer.text()), (200, "Reports are kept for a month.\n"));
}

#[test]
fn who_reports_is_told_what_is_known_of_an_address() {
    let (_database, server) = server();
    let (credentials, _) = server.application("anna");
    let answer = server.get(&credentials, "/ping/queryIp?ip=203.0.113.1");
    assert_eq!((answer.status, answer.text()), (403, "only applications that report may ask: report first"));
    let report = report_of("bans", &[peer("203.0.113.1", "")]);
    assert_eq!(server.submit(&credentials, "/ping/syncBanHistory", &report).status, 200);
    let report = report_of("swarms", &[peer("203.0.113.1", ""), peer("203.0.113.77", r#","peer_progress":1"#)]);
    assert_eq!(server.submit(&credentials, "/ping/syncSwarm", &report).status, 200);
    let ask = |ip: &str| -> serde_json::Value {
        let answer = server.get(&credentials, &format!("/ping/queryIp?ip={ip}"));
        assert_eq!(answer.status, 200, "{}", answer.text());
        serde_json::from_str(answer.text()).unwrap()
    };
    let known = ask("203.0.113.1");
    assert_eq!(
        (&known["color"], &known["bans"]["total"], &known["swarms"]["total"]),
        (&"orange".into(), &1.into(), &1.into())
    );
    let (ban, swarm) = (&known["bans"]["records"][0], &known["swarms"]["records"][0]);
    assert_eq!((&ban["peer_ip"], &ban["populate_time"]), (&"203.0.113.1".into(), &(NOW.0 * 1000).into()));
    assert_eq!(
        (&ban["module_name"], &ban["structured_data"], &ban["torrent"]),
        (&"m".into(), &serde_json::json!({}), &"1".into())
    );
    assert_eq!((&swarm["peer_id"], &swarm["last_time_seen"]), (&"-XX0001-".into(), &(NOW.0 * 1000).into()));
    assert_eq!(known["traffic"]["share_ratio"], 0.5);
    let known = ask("203.0.113.0/24");
    assert_eq!((&known["swarms"]["total"], &known["torrents"]["count"]), (&2.into(), &1.into()));
    assert_eq!(known["swarms"]["concurrent_seeding_torrents_count"], 1);
    assert_eq!(ask("2001:db8::1")["color"], "gray");
    let noted =
        server.store.audit().unwrap().into_iter().map(|noted| (noted.deed.action, noted.deed.subject, noted.times));
    let asked = |what: &str, times| ("address.asked".to_owned(), what.to_owned(), times);
    assert_eq!(noted.collect::<Vec<_>>(), [asked("a network", 1), asked("an address", 2)]);
    for wide in ["203.0.113.0/23", "2001:db8::/47", "x", ""] {
        assert_eq!(server.get(&credentials, &format!("/ping/queryIp?ip={wide}")).status, 400, "{wide}");
    }
    server.store.ban_application(&credentials.id, Some(NOW)).unwrap();
    let (other, _) = server.application("boris");
    assert_eq!(server.submit(&other, "/ping/syncSwarm", &report_of("swarms", &[peer("203.0.113.9", "")])).status, 200);
    let answer = server.get(&other, "/ping/queryIp?ip=203.0.113.1");
    let known: serde_json::Value = serde_json::from_str(answer.text()).unwrap();
    assert_eq!((&known["color"], &known["swarms"]["total"]), (&"gray".into(), &0.into()), "of whoever is banned");
}

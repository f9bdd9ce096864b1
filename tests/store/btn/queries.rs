//! Queries of bans, snapshots and programs.

use afisha::btn::query::{AskedPage, AskedReports, ClientQuery, ReportQuery};
use afisha::catalog::Moment;
use afisha::store::{BtnStore, FoundClient, MOST_LOOKED_AT};
use serde_json::{Value, json};

use super::{Kind, NOW, TORRENTS, application, ask, peer};
use crate::support::database::on_both_databases;

const DAY: i64 = 86_400_000;

/// A peer of this port that differs from the usual one by these members.
fn nth(port: i64, others: &str) -> String {
    let address = format!("198.51.{}.{}", 100 + port / 2, port);
    peer(&address, &format!(r#","peer_port":{port},"ban_unique_id":"{port}"{others}"#))
}

/// Seven bans of six days, of which the last two are of one moment, and two peers of an earlier snapshot and one of a later.
fn fill(store: &BtnStore) {
    let anna = application(store, "anna");
    let at = |days: i64| NOW.0 * 1000 - days * DAY;
    let ban = |port: i64, days: i64, others: &str| nth(port, &format!(r#","ban_at":{}{others}"#, at(days)));
    let bans = [
        ban(0, 6, r#","peer_client_name":"a%b_c\\d""#),
        ban(1, 5, r#","peer_client_name":"axbyc","module":"progress""#),
        ban(2, 4, &format!(r#","torrent_identifier":"{}","torrent_size":11"#, TORRENTS[1])),
        ban(3, 3, r#","torrent_is_private":true,"peer_progress":0.1"#),
        ban(4, 2, r#","from_peer_traffic":9000000000,"btn_ban":true"#),
        ban(5, 1, r#","peer_id":"-qB4650-abc""#),
        ban(6, 1, r#","peer_id":"-qb4650-abc""#),
    ];
    store.take_in(&[Kind::Bans.report(anna, &bans, NOW)], NOW).unwrap();
    let earlier = Moment(NOW.0 - 86_400);
    store.take_in(&[Kind::Snapshot.report(anna, &[nth(0, ""), nth(1, "")], earlier)], earlier).unwrap();
    store.take_in(&[Kind::Snapshot.report(anna, &[nth(2, r#","to_peer_speed":7"#)], NOW)], NOW).unwrap();
}

/// The ports of the page that is asked for, and how many rows there are.
fn found(store: &BtnStore, kind: AskedReports, query: Value) -> (Vec<i64>, i64) {
    let query = ReportQuery::read(kind, query.to_string().as_bytes()).unwrap();
    let found = store.find_reports(&query, MOST_LOOKED_AT, NOW).unwrap();
    (found.rows.iter().map(|row| row.port).collect(), found.total)
}

on_both_databases! {
    fn what_a_client_adds_up_from_day_to_day_is_known_once(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        for (days, bytes) in [(8, 50), (1, 100), (0, 250)] {
            let at = Moment(NOW.0 - days * 86_400);
            let seen = format!(
                r#","to_peer_traffic":{bytes},"first_time_seen":{0},"last_time_seen":{0}"#,
                at.0 * 1000
            );
            store.take_in(&[Kind::Swarm.report(anna, &[nth(1, &seen), nth(2, &seen)], at)], at).unwrap();
        }
        let known = store.known_address("198.51.100.1/32".parse().unwrap(), NOW).unwrap();
        assert_eq!((known.swarms, known.to_peer, known.swarm_records.len()), (1, 250, 1));
    }

    fn the_newest_come_first_page_after_page(database) {
        let store = database.btn_store();
        fill(&store);
        let bans = |query| found(&store, AskedReports::Bans, query);
        let (all, total) = bans(json!({}));
        assert_eq!((&all[2..], total), (&[4, 3, 2, 1, 0][..], 7));
        let pages: Vec<i64> = (0..3).flat_map(|page| bans(json!({ "page": page, "pageSize": 3 })).0).collect();
        assert_eq!(pages, all);
        assert_eq!(bans(json!({ "page": 3, "pageSize": 3 })), (vec![], 7));
        let upwards = bans(json!({ "sortOrder": "ASC" })).0;
        assert_eq!(upwards, all.iter().rev().copied().collect::<Vec<_>>());
        assert_eq!(found(&store, AskedReports::Snapshots, json!({})), (vec![2, 1, 0], 3));
        let query = ReportQuery::recent(AskedReports::Snapshots, AskedPage::default());
        let rows = store.find_reports(&query, MOST_LOOKED_AT, NOW).unwrap().rows;
        let numbers: std::collections::BTreeSet<i64> = rows.iter().map(|row| row.number).collect();
        assert!(numbers.len() == 3 && rows.iter().all(|row| row.ban.is_none()));
    }

    fn every_condition_chooses_on_both_databases(database) {
        let store = database.btn_store();
        fill(&store);
        let at = |days: i64| NOW.0 * 1000 - days * DAY;
        for (query, expected) in [
            (json!({ "peerClientName": "a%b_c\\d" }), vec![0]),
            (json!({ "peerClientName": "%b_", "peerClientNameCompareMethod": "CONTAINS" }), vec![0]),
            (json!({ "peerClientName": "a", "peerClientNameCompareMethod": "STARTS_WITH" }), vec![0, 1]),
            (json!({ "peerClientName": "\\d", "peerClientNameCompareMethod": "ENDS_WITH" }), vec![0]),
            (json!({ "peerClientName": "x", "peerClientNameCompareMethod": "NOT_ENDS_WITH" }), vec![0, 1]),
            (json!({ "peerClientName": "x", "peerClientNameCompareMethod": "NOT_CONTAINS" }), vec![0]),
            (json!({ "peerClientName": "a", "peerClientNameCompareMethod": "NOT_STARTS_WITH" }), vec![2, 3, 4, 5, 6]),
            (json!({ "peerId": "-qB", "peerIdCompareMethod": "STARTS_WITH" }), vec![5]),
            (json!({ "module": "m", "moduleCompareMethod": "NOT_EQUALS" }), vec![1]),
            (json!({ "peerPort": 3, "peerPortCompareMethod": "GREATER_THAN_EQUAL" }), vec![3, 4, 5, 6]),
            (json!({ "peerPort": 3, "peerPortCompareMethod": "GREATER_THAN" }), vec![4, 5, 6]),
            (json!({ "peerPort": 1.5, "peerPortCompareMethod": "LESS_THAN" }), vec![0, 1]),
            (json!({ "peerPort": 1, "peerPortCompareMethod": "LESS_THAN_EQUAL" }), vec![0, 1]),
            (json!({ "peerProgress": 0.1 }), vec![3]),
            (json!({ "fromPeerTraffic": 9_000_000_000_i64 }), vec![4]),
            (json!({ "toPeerTrafficSpeed": 1, "toPeerTrafficSpeedCompareMethod": "LESS_THAN", "btnBan": true }), vec![4]),
            (json!({ "btnBan": false, "peerPort": 4, "peerPortCompareMethod": "GREATER_THAN_EQUAL" }), vec![5, 6]),
            (json!({ "torrentSize": 11 }), vec![2]),
            (json!({ "torrentIdentifier": TORRENTS[1].to_uppercase() }), vec![2]),
            (json!({ "torrentIdentifier": TORRENTS[0], "torrentIdentifierCompareMethod": "NOT_EQUALS" }), vec![2, 3]),
            (json!({ "torrentIdentifier": "456e", "torrentIdentifierCompareMethod": "STARTS_WITH" }), vec![2]),
            (json!({ "torrentIdentifier": "456e" }), vec![]),
            (json!({ "peerIp": "198.51.102.0/24" }), vec![4, 5]),
            (json!({ "peerIp": "198.51.102.5" }), vec![5]),
            (json!({ "peerIp": "198.51.100.0/22", "peerIpCompareMethod": "NOT_EQUALS" }), vec![]),
            (json!({ "peerIp": "::/0" }), vec![]),
            (json!({ "timeFrom": at(4), "timeTo": at(2) }), vec![2, 3, 4]),
            (json!({ "timeFrom": at(4) + 1, "timeTo": at(2) - 1 }), vec![3]),
            (json!({ "peerPort": 0, "peerId": "-qB4650-abc", "orConnector": true }), vec![0, 5]),
            (json!({ "peerPort": 0, "peerId": "-qB4650-abc" }), vec![]),
            (json!({ "peerPort": 0, "module": "progress", "orConnector": true, "timeTo": at(6) }), vec![0]),
        ] {
            let mut asked = query.clone();
            asked["sortBy"] = json!(["peerPort"]);
            asked["sortOrder"] = json!("ASC");
            let total = i64::try_from(expected.len()).unwrap();
            assert_eq!(found(&store, AskedReports::Bans, asked), (expected.clone(), total), "{query}");
            let (mut by_time, total_by_time) = found(&store, AskedReports::Bans, query.clone());
            by_time.sort_unstable();
            assert_eq!((by_time, total_by_time), (expected, total), "{query}");
        }
    }

    fn conditions_hold_for_snapshots_too(database) {
        let store = database.btn_store();
        fill(&store);
        let peers = |query| found(&store, AskedReports::Snapshots, query);
        assert_eq!(peers(json!({ "timeFrom": NOW.0 * 1000 })), (vec![2], 1));
        assert_eq!(peers(json!({ "timeTo": NOW.0 * 1000 - 1 })), (vec![1, 0], 2));
        assert_eq!(peers(json!({ "peerPort": 1, "torrentIdentifier": TORRENTS[0] })), (vec![1], 1));
        assert_eq!(peers(json!({ "sortBy": ["toPeerTrafficSpeed", "peerPort"] })).1, 3);
    }

    fn rows_are_sorted_by_what_is_asked_and_then_by_time(database) {
        let store = database.btn_store();
        fill(&store);
        let bans = |by: Value| found(&store, AskedReports::Bans, json!({ "sortBy": by, "sortOrder": "ASC", "pageSize": 3 })).0;
        assert_eq!(bans(json!(["torrentSize"])), [3, 0, 1]);
        assert_eq!(bans(json!(["peerClientName"])), [0, 1, 2]);
        assert_eq!(bans(json!(["peerProgress", "peerPort"])), [3, 0, 1]);
        for by in ["peerId", "fromPeerTraffic", "toPeerTraffic", "downloaderProgress", "btnBan", "module", "rule", "populateTime"] {
            assert_eq!(bans(json!([by, "peerPort"])).len(), 3, "{by}");
        }
    }

    fn what_no_index_leads_to_is_looked_for_among_the_newest(database) {
        let store = database.btn_store();
        fill(&store);
        let at = |days: i64| NOW.0 * 1000 - days * DAY;
        let found = |kind, query: &Value, most| {
            let query = ReportQuery::read(kind, query.to_string().as_bytes()).unwrap();
            let found = store.find_reports(&query, most, NOW).unwrap();
            let mut ports: Vec<i64> = found.rows.iter().map(|row| row.port).collect();
            ports.sort_unstable();
            (ports, found.total, found.since)
        };
        let bans = |query: Value, most| found(AskedReports::Bans, &query, most);
        let any = json!({ "peerPort": 99, "peerPortCompareMethod": "LESS_THAN" });
        for (query, most, expected) in [
            (any.clone(), 7, (vec![0, 1, 2, 3, 4, 5, 6], 7, None)),
            (any.clone(), 4, (vec![2, 3, 4, 5, 6], 5, Some(at(4)))),
            (any.clone(), 1, (vec![5, 6], 2, Some(at(1)))),
            (json!({ "sortBy": ["peerPort"] }), 3, (vec![3, 4, 5, 6], 4, Some(at(3)))),
            (json!({ "timeTo": at(2) }), 2, (vec![2, 3, 4], 3, Some(at(4)))),
            (json!({ "timeTo": at(2), "timeFrom": at(3) }), 2, (vec![3, 4], 2, None)),
            (json!({ "peerPort": 5, "btnBan": true, "orConnector": true }), 3, (vec![4, 5], 2, Some(at(3)))),
            // A page that is deep, too.
            (json!({ "pageSize": 2, "page": 2 }), 6, (vec![1, 2], 7, None)),
            (json!({ "pageSize": 2, "page": 2 }), 4, (vec![2], 5, Some(at(4)))),
            // To these an index leads, but not to too many.
            (json!({ "peerIp": "198.51.100.0/24" }), 2, (vec![0, 1], 2, None)),
            (json!({ "peerIp": "198.51.100.0/24", "peerPort": 1 }), 2, (vec![1], 1, None)),
            (json!({ "peerIp": "198.51.100.0/24", "timeTo": at(6) }), 2, (vec![0], 1, None)),
            (json!({ "peerIp": "198.51.100.0/24" }), 1, (vec![], 0, Some(at(1)))),
            (json!({ "torrentIdentifier": TORRENTS[1] }), 1, (vec![2], 1, None)),
            (json!({ "torrentIdentifier": TORRENTS[1], "peerPort": 5, "orConnector": true }), 1, (vec![5], 1, Some(at(1)))),
            (json!({ "torrentIdentifier": TORRENTS[1], "torrentIdentifierCompareMethod": "NOT_EQUALS" }), 1,
                (vec![5, 6], 2, Some(at(1)))),
        ] {
            assert_eq!(bans(query.clone(), most), expected, "{query}, {most}");
        }
        let peers = |query: Value, most| found(AskedReports::Snapshots, &query, most);
        assert_eq!(peers(any.clone(), 3), (vec![0, 1, 2], 3, None));
        assert_eq!(peers(any, 1), (vec![0, 1, 2], 3, Some(at(1))), "reports are not parted");
        assert_eq!(peers(json!({ "peerIp": "198.51.100.1" }), 1), (vec![1], 1, None));
        assert_eq!(peers(json!({ "peerIp": "198.51.100.0/24", "timeTo": at(1) - 1 }), 2), (vec![], 0, None));
        assert_eq!(peers(json!({ "torrentIdentifier": TORRENTS[0], "sortBy": ["peerPort"] }), 3), (vec![0, 1, 2], 3, None));
    }

    fn only_the_last_fourteen_days_are_found(database) {
        let store = database.btn_store();
        fill(&store);
        for (later, expected) in [(7, 7), (8, 6), (13, 0)] {
            let query = ReportQuery::recent(AskedReports::Bans, AskedPage::default());
            let found = store.find_reports(&query, MOST_LOOKED_AT, Moment(NOW.0 + later * 86_400)).unwrap();
            assert_eq!((found.total, found.rows.len() as i64), (expected, expected), "after {later} days");
        }
    }

    fn how_many_rows_there_are_is_known_when_reports_come_again_and_days_go(database) {
        let store = database.btn_store();
        fill(&store);
        fill_again(&store);
        let counted = |kind: &str| ask(database, &format!("(SELECT coalesce(sum(rows), 0) FROM day_counts WHERE kind = '{kind}')"));
        assert_eq!((counted("bans"), counted("snapshots"), counted("swarms")), (7, 3, 0));
        store.keep_days(Moment(NOW.0 + 4 * 86_400)).unwrap();
        assert_eq!((counted("bans"), counted("snapshots")), (7, 0));
        assert_eq!(ask(database, "(SELECT count(*) FROM snapshot_reports)"), 0);
    }

    fn programs_are_noted_once_and_found_again(database) {
        let store = database.btn_store();
        let anna = application(&store, "anna");
        let named = |id: &str, name: &str| peer("198.51.100.7", &format!(r#","peer_id":"{id}","peer_client_name":"{name}""#));
        let peers = [named("-qB4650-abcdef", "qB"), named("-qB4650-ghijkl", "qB"), named("-UT0000-", ""), named("", "")];
        let later = Moment(NOW.0 + 86_400);
        store.take_in(&[Kind::Snapshot.report(anna, &peers, NOW)], NOW).unwrap();
        store.take_in(&[Kind::Swarm.report(anna, &peers[..1], later)], later).unwrap();
        let found = |query: ClientQuery| store.find_clients(&query).unwrap();
        let page = found(ClientQuery::read(br#"{"sortBy":["peerId"],"sortOrder":"ASC"}"#).unwrap());
        let told = |client: &FoundClient| (client.peer_id.clone(), client.client_name.clone(), client.found, client.seen);
        let expected = [
            ("-UT0000-".to_owned(), String::new(), NOW, NOW),
            ("-qB4650-".to_owned(), "qB".to_owned(), NOW, later),
        ];
        assert_eq!((page.rows.iter().map(told).collect::<Vec<_>>(), page.total), (expected.to_vec(), 2));
        let total = |body: String| found(ClientQuery::read(body.as_bytes()).unwrap()).total;
        assert_eq!(total(format!(r#"{{"lastSeenAtTimeFrom":{}}}"#, NOW.0 * 1000 + 1)), 1);
        assert_eq!(total(format!(r#"{{"foundAtTimeTo":{}}}"#, NOW.0 * 1000)), 2);
        assert_eq!(total(format!(r#"{{"foundAtTimeTo":{}}}"#, NOW.0 * 1000 - 1)), 0);
        assert_eq!(total(r#"{"peerId":"-UT0000-","peerClientName":"qB","orConnector":true}"#.to_owned()), 2);
        store.keep_days(Moment(NOW.0 + 365 * 86_400 + 1)).unwrap();
        assert_eq!(found(ClientQuery::recent(AskedPage::default())).total, 1);
    }
}

/// The same bans once more, when their report is not known any more.
fn fill_again(store: &BtnStore) {
    let anna = store.applications().unwrap()[0].id;
    let again = nth(5, &format!(r#","ban_at":{}"#, NOW.0 * 1000));
    let taken = store.take_in(&[Kind::Bans.report(anna, &[again], NOW)], NOW).unwrap();
    assert_eq!(taken.rows, 0);
}

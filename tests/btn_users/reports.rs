//! What is reported, as people see it.

use afisha::btn::{OwnerId, Permission};
use serde_json::{Value, json};

use super::Site;
use crate::store::btn::{Kind, NOW, TORRENTS, peer};
use crate::support::database::on_both_databases;

/// A site with a ban and a snapshot of anna's.
fn filled(database: &crate::support::database::Database) -> Site {
    let site = Site::new(database);
    site.enter("anna");
    let credentials = afisha::btn::AppCredentials::random();
    let application = site.store.add_application(OwnerId(1), &credentials, "", NOW).unwrap().unwrap();
    let one = peer(
        "198.51.100.7",
        r#","rule":"198.51.100.7 leeches","ban_unique_id":"x","structured_data":{"ip":"198.51.100.7"}"#,
    );
    let reports = [
        Kind::Bans.report(application, &[one], NOW),
        Kind::Snapshot.report(application, &[peer("2001:db8:1:2::3", "")], NOW),
    ];
    site.store.take_in(&reports, NOW).unwrap();
    site
}

fn rows(told: &Value) -> &Vec<Value> {
    told["data"]["results"].as_array().unwrap()
}

on_both_databases! {
    fn ordinary_people_see_networks_and_no_applications_of_others(database) {
        let site = filled(database);
        let boris = site.enter("boris");
        let (status, told) = site.ask_as(&boris, "GET /api/banhistory?page=0&pageSize=5", "");
        assert_eq!(status, 200, "{told}");
        let mut data = told["data"].clone();
        let id = data["results"][0]["id"].take();
        assert!((0..1_i64 << 53).contains(&id.as_i64().unwrap()));
        let expected = json!({
            "page": 0, "size": 5, "total": 1, "results": [{
                "id": null, "appId": null, "submitId": null, "insertTime": NOW.0 * 1000, "populateTime": NOW.0 * 1000,
                "peerIp": "198.51.100.0/24", "peerPort": 7, "peerId": "-XX0001-", "peerClientName": "x",
                "torrent": { "id": 1, "identifier": null, "size": 9, "privateTorrent": false },
                "fromPeerTraffic": 1, "fromPeerTrafficSpeed": 0, "toPeerTraffic": 2, "toPeerTrafficSpeed": 0,
                "peerProgress": 0.5, "downloaderProgress": 1.0, "flags": "u", "btnBan": false, "module": "m",
                "rule": "… leeches", "banUniqueId": null, "structuredData": null,
            }],
        });
        assert_eq!(data, expected);
        let (_, told) = site.ask_as(&boris, "GET /api/snapshot", "");
        let row = &rows(&told)[0];
        assert_eq!((&row["peerIp"], row.get("module")), (&json!("2001:db8:1::/48"), None));
        assert!(site.store.audit().unwrap().is_empty());
        for body in [r#"{"peerIp":"198.51.100.250"}"#, r#"{"peerIp":"198.51.0.0/16"}"#] {
            assert_eq!(rows(&site.ask_as(&boris, "POST /api/banhistory/query", body).1).len(), 1, "{body}");
        }
        assert!(site.store.audit().unwrap().is_empty());
        let of_torrent = format!(r#"{{"torrentIdentifier":"{}"}}"#, TORRENTS[0]);
        assert_eq!(rows(&site.ask_as(&boris, "POST /api/banhistory/query", &of_torrent).1).len(), 1);
        let noted = &site.store.audit().unwrap()[0].deed;
        assert_eq!((noted.action.as_str(), noted.subject.as_str()), ("peers.by-torrent", "bans, page 0 of 100, conditions: 1"));
        let bit_by_bit = r#"{"torrentIdentifier":"5","torrentIdentifierCompareMethod":"STARTS_WITH"}"#;
        assert_eq!(site.ask_as(&boris, "POST /api/banhistory/query", bit_by_bit).0, 403);
    }

    fn who_may_see_everything_does_and_it_is_noted(database) {
        let site = filled(database);
        let boris = site.enter("boris");
        site.store.permit_owner(OwnerId(2), &[Permission::ReadReports].into_iter().collect()).unwrap();
        let query = r#"{"peerIp":"198.51.100.7","rule":"leeches","ruleCompareMethod":"ENDS_WITH"}"#;
        let (_, told) = site.ask_as(&boris, "POST /api/banhistory/query", query);
        let row = &rows(&told)[0];
        assert_eq!((&row["peerIp"], &row["torrent"]["identifier"]), (&json!("198.51.100.7"), &json!(TORRENTS[0])));
        assert_eq!(row["structuredData"], json!({ "ip": "198.51.100.7" }));
        assert!(row["appId"].is_string() && row["banUniqueId"].is_string() && row["submitId"].is_string(), "{row}");
        let noted = &site.store.audit().unwrap()[0].deed;
        assert_eq!((noted.action.as_str(), noted.subject.as_str()), ("peers.read-full", "bans, page 0 of 100, conditions: 2"));
        assert!(rows(&site.ask_as(&boris, "POST /api/banhistory/query", r#"{"peerIp":"198.51.100.8"}"#).1).is_empty());
    }

    fn people_see_which_reports_are_their_own(database) {
        let site = filled(database);
        let anna = site.store.begin_session(OwnerId(1), NOW).unwrap();
        let (_, told) = site.ask_as(&anna, "GET /api/banhistory", "");
        let row = &rows(&told)[0];
        assert!(row["appId"].is_string() && row["peerIp"] == "198.51.100.0/24", "{row}");
    }

    fn programs_that_were_met_are_listed(database) {
        let site = filled(database);
        let boris = site.enter("boris");
        let (_, told) = site.ask_as(&boris, "GET /api/clientdiscovery", "");
        let mut row = rows(&told)[0].clone();
        assert!(row["hash"].take().is_i64());
        let at = NOW.0 * 1000;
        let expected = json!({ "hash": null, "clientName": "x", "peerId": "-XX0001-", "foundAt": at, "lastSeenAt": at });
        assert_eq!((row, &told["data"]["total"]), (expected, &json!(1)));
        let asked = |body: &str| site.ask_as(&boris, "POST /api/clientdiscovery/query", body).1["data"]["total"].clone();
        assert_eq!(asked(r#"{"peerClientName":"x","peerId":"-XX","peerIdCompareMethod":"STARTS_WITH"}"#), 1);
        assert_eq!(asked(r#"{"peerClientName":"-XX0001-"}"#), 0);
    }

    fn what_cannot_be_asked_is_refused_in_a_sentence(database) {
        let site = Site::new(database);
        let boris = site.enter("boris");
        for (line, body, said) in [
            ("GET /api/banhistory?pageSize=3001", "", "pageSize must be a whole number from 1 to 3000"),
            ("GET /api/snapshot?page=x", "", "page must be a whole number from 0 to 1000000"),
            ("POST /api/snapshot/query", "[]", "the body must be a JSON object"),
            ("POST /api/clientdiscovery/query", r#"{"sortOrder":1}"#, "sortOrder must be one of ASC, DESC"),
        ] {
            let (status, told) = site.ask_as(&boris, line, body);
            assert_eq!((status, &told["message"], &told["data"]), (400, &json!(said), &Value::Null), "{line}");
        }
    }
}

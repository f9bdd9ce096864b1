//! Pages of the private base.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::support::bases::{PlainBases, torrent};
use crate::support::peering::{PeerServer, SignedAsk, key, opened};

const EXPORT: &str = "/api/peer/private/export";

#[test]
fn the_pages_of_the_vectors_are_answered() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/peer-vectors.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: there are no vectors at {}", path.display());
        return;
    };
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let paging = &vectors["export_paging"];
    let rows = paging["rows"].as_array().unwrap().iter();
    let rows = rows.map(|row| torrent(row["info_hash"].as_str().unwrap(), "x", row["created_at"].as_i64().unwrap()));
    let server = PeerServer::new(key(), PlainBases { private: rows.collect(), ..PlainBases::default() });
    for page in paging["pages"].as_array().unwrap() {
        let body = json!({ "since": page["since"], "cursor": page["cursor"], "limit": page["limit"] }).to_string();
        let answer = opened(&server.ask(&SignedAsk::new(EXPORT, &body)));
        let hashes: Vec<&Value> = answer["items"].as_array().unwrap().iter().map(|item| &item["info_hash"]).collect();
        assert_eq!(json!(hashes), page["expect_hashes"], "{page}");
        assert_eq!(answer["next_cursor"], page["expect_next_cursor"], "{page}");
        assert_eq!(answer["count"], page["expect_count"], "{page}");
    }
}

#[test]
fn pages_that_follow_each_other_have_every_torrent_once() {
    let hash = |number: u32| format!("{:08x}{:032x}", number.wrapping_mul(2_654_435_761), number);
    let mut private: Vec<_> = (0..100).map(|number| torrent(&hash(number), "x", i64::from(number))).collect();
    let server = PeerServer::new(key(), PlainBases { private: private.clone(), ..PlainBases::default() });
    private.sort_by_key(|torrent| torrent.hash);
    for since in [-1, 49] {
        let (mut cursor, mut found) = (Value::Null, Vec::new());
        loop {
            let body = json!({ "since": since, "cursor": cursor, "limit": 7 }).to_string();
            let answer = opened(&server.ask(&SignedAsk::new(EXPORT, &body)));
            found.extend(answer["items"].as_array().unwrap().clone());
            cursor = answer["next_cursor"].clone();
            if cursor.is_null() {
                break;
            }
            cursor = json!(cursor.as_str().unwrap().to_uppercase());
        }
        let expected = private.iter().filter(|torrent| torrent.created.0 > since);
        assert_eq!(found, expected.map(|torrent| torrent.document()).collect::<Vec<_>>());
    }
}

//! What the endpoints answer.

use afisha::catalog::{InfoHash, Text};
use afisha::limiting::RateLimit;
use afisha::peer::PeerKey;
use afisha::peer::answer::{ImdbTitle, PublicHit};
use serde_json::{Value, json};

use crate::support::bases::{PlainBases, PlainTorrent, torrent};
use crate::support::peering::{PeerServer, SignedAsk, key, opened};

fn hash(digit: &str) -> String {
    digit.repeat(40)
}

fn bases() -> PlainBases {
    let parsed_data = json!({ "parsed_title": "Брат 2", "title": "Брат 2", "languages": ["ru"], "year": 2000 });
    let full = PlainTorrent {
        size: 8_589_934_592,
        kind: Some("movie"),
        imdb_id: Some("tt0238883".to_owned()),
        tmdb_id: Some(20992),
        parsed_data,
        ..torrent(&hash("a"), "Брат.2.2000.BDRip.1080p", 200)
    };
    let group = Some(Text::new("city").unwrap());
    let hidden = PlainTorrent { group, ..torrent(&hash("c"), "Брат.1997.DVDRip", 300) };
    let public = PublicHit {
        hash: InfoHash::from_hex(&hash("d")).unwrap(),
        raw_title: "Jaws.1975.1080p".to_owned(),
        kind: None,
        size: Some(7),
        year: Some(1975),
        resolution: Some("1080p".to_owned()),
        languages: None,
        imdb_id: Some("tt0073195".to_owned()),
        tmdb_id: None,
        hash_source: Some("Peer - test".to_owned()),
        quality: None,
        codec: None,
        audio: None,
        hdr: None,
    };
    let title = |imdb_id: &str, title: &str, votes| ImdbTitle {
        imdb_id: imdb_id.to_owned(),
        title_type: Some("movie".to_owned()),
        primary_title: title.to_owned(),
        original_title: None,
        start_year: None,
        average_rating: Some(8.0),
        num_votes: votes,
        tmdb_id: None,
    };
    PlainBases {
        private: vec![hidden, torrent(&hash("b"), "untagged_release 100%", 100), full],
        public: vec![public],
        titles: vec![title("tt3", "Saw", None), title("tt2", "Jaws", Some(5)), title("tt1", "Jaws 2", Some(5))],
    }
}

fn server(key: PeerKey) -> PeerServer {
    let limit = RateLimit { requests: 1000, window_seconds: 60 };
    PeerServer::new(PeerKey { limit, ..key }, bases())
}

fn ask(server: &PeerServer, path: &str, body: &Value) -> Value {
    opened(&server.ask(&SignedAsk::new(path, &body.to_string())))
}

fn item(digit: &str) -> Value {
    let full = json!({
        "info_hash": hash("a"), "raw_title": "Брат.2.2000.BDRip.1080p", "size": 8_589_934_592_u64, "languages": ["ru"],
        "seeders": 0, "indexer": null, "type": "movie", "imdb_id": "tt0238883", "tmdb_id": 20992, "created_at": 200,
    });
    let bare = json!({
        "info_hash": hash("b"), "raw_title": "untagged_release 100%", "size": 0, "languages": [], "seeders": 0,
        "indexer": null, "type": null, "imdb_id": null, "tmdb_id": null, "created_at": 100,
    });
    if digit == "a" { full } else { bare }
}

#[test]
fn items_are_found_by_their_hashes_in_either_case() {
    let server = server(key());
    let body = json!({ "hashes": [hash("B"), hash("a"), hash("e"), "x", hash("a"), hash("c")] });
    let expected = json!({ "torrent_items": { hash("a"): item("a"), hash("b"): item("b") } });
    assert_eq!(ask(&server, "/api/peer/private/items", &body), expected);
    let old = ask(&server, "/api/peer/items", &body);
    let expected = json!({
        "raw_title": "untagged_release 100%", "size": 0, "file_name": null, "files": null, "languages": [],
        "seeders": 0, "parsed_data": null, "full_index": null,
    });
    assert_eq!(old["torrent_items"][hash("b")], expected);
    assert_eq!(old["torrent_items"][hash("a")]["parsed_data"]["year"], 2000);
    assert_eq!(old["torrent_items"].as_object().unwrap().len(), 2);
}

#[test]
fn the_private_base_is_searched_by_pieces_and_ids() {
    let server = server(key());
    let found = |body: Value| ask(&server, "/api/peer/private/search", &body);
    for body in [
        json!({ "query": "БРАТ 1080P" }),
        json!({ "tmdb_id": 20992 }),
        json!({ "imdb_id": "tt0238883", "query": null }),
        json!({ "info_hash": hash("A") }),
    ] {
        assert_eq!(found(body.clone()), json!({ "items": [item("a")], "total": 1 }), "{body}");
    }
    assert_eq!(found(json!({ "query": "0" })), json!({ "items": [item("a"), item("b")], "total": 2 }), "latest first");
    assert_eq!(found(json!({ "query": "0", "limit": 1 })), json!({ "items": [item("a")], "total": 2 }));
    assert_eq!(found(json!({ "query": "0", "offset": 1 })), json!({ "items": [item("b")], "total": 2 }));
    assert_eq!(found(json!({ "query": "%" })), json!({ "items": [item("b")], "total": 1 }));
    assert_eq!(found(json!({ "query": "_" })), json!({ "items": [item("b")], "total": 1 }));
    assert_eq!(found(json!({ "info_hash": "x" })), json!({ "items": [], "total": 0 }));
}

#[test]
fn the_export_has_the_reduced_shape() {
    let server = server(key());
    let answer = ask(&server, "/api/peer/private/export", &json!({}));
    let expected: Vec<Value> = [&bases().private[2], &bases().private[1]].map(|torrent| torrent.document()).into();
    assert_eq!(answer, json!({ "items": expected, "next_cursor": null, "count": 2 }));
}

#[test]
fn what_a_group_may_see_is_told_only_to_a_key_that_names_it() {
    let everybody = server(key());
    let member = server(PeerKey { groups: [Text::new("city").unwrap()].into(), ..key() });
    for (server, seen) in [(&everybody, 0), (&member, 1)] {
        let items = ask(server, "/api/peer/private/items", &json!({ "hashes": [hash("c")] }));
        assert_eq!(items["torrent_items"].as_object().unwrap().len(), seen);
        assert_eq!(ask(server, "/api/peer/private/search", &json!({ "query": "1997" }))["total"], seen);
        assert_eq!(ask(server, "/api/peer/private/export", &json!({}))["count"], 2 + seen);
    }
}

#[test]
fn the_public_base_and_titles_are_searched() {
    let server = server(key());
    let hit = json!({
        "hash": hash("d"), "raw_title": "Jaws.1975.1080p", "type": null, "size": 7, "year": 1975, "resolution": "1080p",
        "languages": null, "imdb_id": "tt0073195", "tmdb_id": null, "hash_source": "Peer - test", "quality": null,
        "codec": null, "audio": null, "hdr": null,
    });
    for body in [json!({ "query": "jaws" }), json!({ "imdb_id": "tt0073195" })] {
        assert_eq!(ask(&server, "/api/peer/public/search", &body), json!({ "hits": [hit], "total_hits": 1 }), "{body}");
    }
    let titles = |body: Value| {
        let answer = ask(&server, "/api/peer/imdb/lookup", &body);
        let ids: Vec<Value> =
            answer["results"].as_array().unwrap().iter().map(|title| title["imdb_id"].clone()).collect();
        json!(ids)
    };
    assert_eq!(titles(json!({ "query": "aw" })), json!(["tt1", "tt2", "tt3"]));
    assert_eq!(titles(json!({ "query": "aw", "limit": 1 })), json!(["tt1"]));
    assert_eq!(titles(json!({ "query": "aw", "imdb_id": "tt3" })), json!(["tt3"]));
}

#[test]
fn no_debrid_service_holds_anything() {
    let server = server(key());
    for path in ["/api/peer/debrid/check", "/api/peer/check"] {
        let body = json!({ "hashes": [hash("a")], "service": "alldebrid" });
        assert_eq!(ask(&server, path, &body), json!({ "service": "alldebrid", "debrid_cache": {} }));
    }
}

#[test]
fn unknown_members_null_and_repeated_ones_are_forgiven() {
    let server = server(key());
    let answer = server.ask(&SignedAsk::new(
        "/api/peer/private/export",
        r#"{"limit":"x","x":[{"y":1e999}],"limit":1,"since":null,"cursor":null}"#,
    ));
    assert_eq!(opened(&answer)["count"], 1);
}

#[test]
fn an_answer_is_compact_utf8_in_the_order_of_the_contract() {
    let server = server(key());
    let answer = server.ask(&SignedAsk::new("/api/peer/private/search", r#"{"query":"untagged"}"#));
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    let key = afisha::peer::FernetKey::of_answers(&afisha::peer::PeerSecret::new(crate::support::peering::SECRET));
    let text = key.open(body["payload"].as_str().unwrap(), &(0..=u64::MAX)).unwrap().text;
    let expected = format!(
        r#"{{"items":[{{"info_hash":"{}","raw_title":"untagged_release 100%","size":0,"languages":[],"seeders":0,"indexer":null,"type":null,"imdb_id":null,"tmdb_id":null,"created_at":100}}],"total":1}}"#,
        hash("b")
    );
    assert_eq!(String::from_utf8(text).unwrap(), expected);
}

//! The documents of the Registry, made of settings.

mod door;

use std::net::IpAddr;

use afisha::catalog::Moment;
use afisha::config::{Config, Sources};
use afisha::registry::{Own, Registry};
use serde_json::{Value, json};

/// Settings with everything that can be said.
const ALL: &str = r#"
public_url = "http://films.example/"
[registry]
contractor_id = 2
contractor_name = "Inetra"
logo = "http://films.example/logo.png"
films_name = "Фильмы"
[[registry.territory]]
id = 17
name = "Академгородок"
time_zone = "Asia/Novosibirsk"
networks = ["10.54.7.0/24"]
[[registry.territory]]
id = 16
name = "Новосибирск"
time_zone = "Asia/Novosibirsk"
networks = ["10.54.0.0/16", "2001:db8:54::/48"]
[[registry.service]]
type = "iptv"
name = "IP-телевидение"
versions = { 10 = "http://iptv.example/10/", 2 = "http://iptv.example/playlist.m3u" }
[[registry.service]]
type = "iptv"
name = "Другое"
contractor_id = 1
versions = { 1 = "udp://239.0.0.1:1234" }
"#;

fn registry(settings: &str, own: &Own) -> Registry {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("afisha.toml");
    std::fs::write(&file, settings).unwrap();
    let config = Config::load(&Sources { file: Some(file), ..Sources::default() }).unwrap();
    Registry::new(&config.way_in.registry.unwrap(), own)
}

fn own(public_url: &str) -> Own {
    let film_paths = [(1, "/films/1".to_owned()), (2, "/films/2".to_owned())].into();
    Own { public_url: public_url.parse().unwrap(), film_paths, issues_tokens: true }
}

fn whereami(registry: &Registry, address: &str) -> Value {
    let address: IpAddr = address.parse().unwrap();
    let now = Moment::parse_rfc3339("2020-01-01T00:00:00Z").unwrap();
    serde_json::from_slice(&registry.whereami(Some(address), address, now)).unwrap()
}

#[test]
fn a_client_is_told_where_it_is_and_where_everything_else_is() {
    let films = json!([
        {"majorVersion": 1, "location": "http://films.example/films/1/"},
        {"majorVersion": 2, "location": "http://films.example/films/2/"},
    ]);
    let auth = json!([{"majorVersion": 2, "location": "http://films.example/auth/2/"}]);
    let iptv = json!([
        {"majorVersion": 2, "location": "http://iptv.example/playlist.m3u"},
        {"majorVersion": 10, "location": "http://iptv.example/10/"},
    ]);
    let other = json!([{"majorVersion": 1, "location": "udp://239.0.0.1:1234"}]);
    let ours = json!({"contractorId": 2});
    let expected = json!({
        "territories": [{"territoryId": 16, "name": "Новосибирск", "timezone": 25_200}],
        "contractor": {
            "contractorId": 2,
            "name": "Inetra",
            "images": [
                {"profile": 1, "URL": "http://films.example/logo.png"},
                {"profile": 2, "URL": "http://films.example/logo.png"},
            ],
        },
        "services": [
            {"type": "films", "name": "Фильмы", "contractor": ours, "apiVersions": films},
            {"type": "auth", "name": "Sign-in", "contractor": ours, "apiVersions": auth},
            {"type": "iptv", "name": "IP-телевидение", "contractor": ours, "apiVersions": iptv},
            {"type": "iptv", "name": "Другое", "contractor": {"contractorId": 1}, "apiVersions": other},
        ],
        "apis": [
            {"apiType": "films", "name": "Фильмы", "apiVersions": films},
            {"apiType": "auth", "name": "Sign-in", "apiVersions": auth},
            {"apiType": "iptv", "name": "IP-телевидение", "apiVersions": iptv},
            {"apiType": "iptv", "name": "Другое", "apiVersions": other},
        ],
        "ipAddress": "10.54.0.1",
    });
    assert_eq!(whereami(&registry(ALL, &own("http://films.example/")), "::ffff:10.54.0.1"), expected);
}

#[test]
fn the_first_territory_that_has_the_address_counts_and_there_may_be_none() {
    let registry = registry(ALL, &own("http://films.example"));
    for (address, expected) in [
        ("10.54.7.1", json!(["Академгородок"])),
        ("10.54.8.1", json!(["Новосибирск"])),
        ("2001:db8:54::1", json!(["Новосибирск"])),
        ("192.0.2.1", json!([])),
    ] {
        let told = whereami(&registry, address);
        let names: Vec<_> = told["territories"].as_array().unwrap().iter().map(|place| place["name"].clone()).collect();
        assert_eq!((Value::from(names), &told["ipAddress"]), (expected, &json!(address)));
    }
    let seen: IpAddr = "10.54.7.1".parse().unwrap();
    let unplaced: Value = serde_json::from_slice(&registry.whereami(None, seen, Moment(0))).unwrap();
    assert_eq!((&unplaced["territories"], &unplaced["ipAddress"]), (&json!([]), &json!("10.54.7.1")));
}

#[test]
fn what_is_not_known_is_left_out() {
    let own = Own { film_paths: [].into(), issues_tokens: false, ..own("https://tv.example/films/") };
    let registry = registry("public_url = 'https://tv.example/films/'\n[registry]", &own);
    let versions = json!([
        {"majorVersion": 1, "location": "https://tv.example/films/"},
        {"majorVersion": 2, "location": "https://tv.example/films/"},
    ]);
    let expected = json!({
        "territories": [],
        "services": [{"type": "films", "name": "Films", "apiVersions": versions}],
        "apis": [{"apiType": "films", "name": "Films", "apiVersions": versions}],
        "ipAddress": "192.0.2.1",
    });
    assert_eq!(whereami(&registry, "192.0.2.1"), expected);
    assert_eq!(registry.contractors(None), br#"{"contractors":[]}"#);
}

#[test]
fn contractors_are_told_by_their_ids_and_unknown_ones_are_left_out() {
    let registry = registry(ALL, &own("http://films.example/"));
    let names = |ids: Option<&[u32]>| {
        let told: Value = serde_json::from_slice(&registry.contractors(ids)).unwrap();
        told["contractors"].as_array().unwrap().iter().map(|one| one["name"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(None), ["\"Inetra\""]);
    assert_eq!(names(Some(&[3, 2])), ["\"Inetra\""]);
    assert_eq!(names(Some(&[1, 3])), [""; 0]);
    assert_eq!(names(Some(&[])), [""; 0]);
}

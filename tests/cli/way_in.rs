//! A box's way in with the program itself, and what of it is logged and shown.

use std::fs::File;

use afisha::viewers::{ClearToken, RefreshToken};
use serde_json::Value;

use super::Desk;
use super::serve::Running;
use crate::support::http::Answer;

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

fn post(running: &Running, form: &str) -> Answer {
    let length = form.len();
    running.send(&format!(
        "POST /auth/2/token HTTP/1.0\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}"
    ))
}

#[test]
fn the_demo_shows_a_box_its_whole_way_in_and_no_secret_is_logged_at_any_level() {
    let desk = Desk::new();
    let mut command = desk.command(&["serve", "--listen", "127.0.0.1:0", "--demo"]);
    command.env("RUST_LOG", "trace").stderr(File::create(desk.path().join("log")).unwrap());
    let running = Running::of(command);
    let whereami = json(&running.get("/registry/2/whereami.json"));
    assert_eq!((&whereami["contractor"]["name"], &whereami["ipAddress"]), (&"Demo".into(), &"127.0.0.1".into()));
    assert_eq!(whereami["territories"][0]["name"], "Новосибирск");
    let location = |service: usize| {
        whereami["services"][service]["apiVersions"].as_array().unwrap().last().unwrap()["location"].clone()
    };
    let host = format!("http://{}", running.address());
    assert_eq!((location(0), location(1)), (format!("{host}/films/2/").into(), format!("{host}/auth/2/").into()));
    let client = "client_id=demo&client_secret=demo-secret";
    let given = json(&post(&running, &format!("grant_type=inetra:anonymous&{client}")));
    let token = |given: &Value, name: &str| given[name].as_str().unwrap().to_owned();
    let (access, refresh) = (token(&given, "access_token"), token(&given, "refresh_token"));
    let ask =
        |url: &str, token: &str| running.send(&format!("GET {url} HTTP/1.0\r\nAuthorization: Bearer {token}\r\n\r\n"));
    let listed = ask("/films/2/list/?sort=popularity-d&max=1", &access).list().1;
    assert_eq!(ask(&format!("/films/2/film/{}/", listed[0]), &access).status, 200);
    let recommended = ask("/films/2/list/recommended/", &access).list().1;
    assert!(!recommended.is_empty() && !recommended.contains(&listed[0]));
    let next = json(&post(&running, &format!("grant_type=refresh_token&refresh_token={refresh}&{client}")));
    let (next_access, next_refresh) = (token(&next, "access_token"), token(&next, "refresh_token"));
    assert_eq!(ask(&format!("/list/recommended/?access_token={next_access}"), "").status, 400);
    assert_eq!(running.get(&format!("/list/recommended/?access_token={next_access}")).status, 200);
    let number = json(&ask("/auth/2/account/", &next_access))["id"].to_string();
    assert_eq!(post(&running, &format!("grant_type=refresh_token&refresh_token={refresh}&{client}")).status, 400);
    assert_eq!(post(&running, "grant_type=inetra:anonymous&client_id=demo&client_secret=wrong-secret").status, 401);
    drop(running);
    let log = desk.read("log");
    assert!(log.contains("POST /auth/2/token") && log.contains("/films/2/film/{id}"), "requests are logged");
    let hashes =
        [ClearToken::given(&access).hash(), RefreshToken::given(&refresh).unwrap().hash()].map(|hash| hash.to_hex());
    let secrets =
        [&access, &refresh, &next_access, &next_refresh, &hashes[0], &hashes[1], &refresh[..16].to_owned(), &number];
    for secret in secrets.into_iter().map(String::as_str).chain(["demo-secret", "wrong-secret", "grant_type"]) {
        assert!(!log.contains(secret), "{:?}", log.lines().find(|line| line.contains(secret)));
    }
    let database =
        ["afisha.db", "afisha.db-wal"].map(|name| std::fs::read(desk.path().join(name)).unwrap_or_default()).concat();
    for secret in [&access, &refresh, &next_access, &next_refresh] {
        assert!(!database.windows(secret.len()).any(|window| window == secret.as_bytes()), "it is kept in clear");
    }
}

#[test]
fn anonymous_viewers_are_counted_listed_revoked_and_forgotten() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["viewer", "add", "Анна"]).code(), Some(0));
    assert!(!desk.run(&["viewer", "list"]).out().contains("anonymous"));
    desk.write("afisha.toml", "[[auth.client]]\nid = 'box'\nsecret = 'hush'\n");
    let running = Running::start(&desk, &["--config", "afisha.toml"]);
    let form = "grant_type=inetra:anonymous&client_id=box&client_secret=hush";
    let tokens = [0, 1].map(|_| json(&post(&running, form))["access_token"].as_str().unwrap().to_owned());
    let numbers = tokens
        .each_ref()
        .map(|token| json(&running.get(&format!("/auth/2/account/?access_token={token}")))["id"].to_string());
    let list = desk.run(&["viewer", "list"]);
    assert!(list.out().starts_with("Анна: since "), "{}", list.out());
    assert!(list.out().ends_with("anonymous viewers: 2; list them with --anonymous\n"), "{}", list.out());
    let list = desk.run(&["viewer", "list", "--anonymous"]);
    assert_eq!(list.out().lines().count(), 2);
    for number in &numbers {
        let line = list.out().lines().find(|line| line.starts_with(&format!("anonymous-{number}: since "))).unwrap();
        assert!(line.contains(", last token ") && line.ends_with(", 0 views"), "{line}");
    }
    let [one, other] = numbers.map(|number| format!("anonymous-{number}"));
    assert_eq!(desk.run(&["viewer", "revoke", &one]).out(), "tokens revoked: 2\n");
    assert_eq!(desk.run(&["viewer", "forget", &one]).out(), "deleted the viewer, tokens: 0, views: 0\n");
    assert_eq!(desk.run(&["viewer", "forget", &other]).out(), "deleted the viewer, tokens: 2, views: 0\n");
    assert!(!desk.run(&["viewer", "list"]).out().contains("anonymous"));
    let reserved = desk.run(&["viewer", "add", "anonymous-7"]);
    assert_eq!(reserved.code(), Some(2));
    assert!(reserved.all_err().contains("reserved for anonymous viewers"), "{}", reserved.all_err());
}

#[test]
fn a_registry_without_a_public_url_does_not_start() {
    let desk = Desk::new();
    desk.write("afisha.toml", "[registry]\n");
    let refused = desk.run(&["serve", "--config", "afisha.toml"]);
    assert_eq!(refused.code(), Some(1));
    assert!(refused.all_err().contains("registry needs public_url"), "{}", refused.all_err());
    assert!(!desk.path().join("afisha.db").exists());
}

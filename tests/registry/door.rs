//! The Registry over a real socket.

use serde_json::Value;

use super::{ALL, own, registry};
use crate::support::app::{App, Options};
use crate::support::catalogue::playable;
use crate::support::http::Answer;

fn served(base_path: &str) -> App {
    let registry = Some(registry(ALL, &own("http://films.example/")));
    let options = Options { registry, base_path: base_path.to_owned(), ..Options::default() };
    App::with(&options, vec![], &[playable(1, "Ф")])
}

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn a_client_is_told_where_it_is_by_its_address() {
    let app = served("/");
    for (address, territory) in [("10.54.7.9", Some(17)), ("10.54.0.9", Some(16)), ("192.0.2.9", None)] {
        let answer = app.get_as(address, "/registry/2/whereami.json");
        assert_eq!((answer.status, answer.header("cache-control")), (200, Some("private, no-cache")));
        assert!(answer.header("date").is_some());
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("access-control-expose-headers"), Some("Date, ETag"));
        let told = json(&answer);
        assert_eq!((told["territories"][0]["territoryId"].as_i64(), &told["ipAddress"]), (territory, &address.into()));
    }
    let unplaced = json(&app.get_with("/registry/2/whereami.json", &[("X-Forwarded-For", "unknown")]));
    assert_eq!((&unplaced["territories"], &unplaced["ipAddress"]), (&Value::Array(vec![]), &"127.0.0.1".into()));
}

#[test]
fn a_client_that_knows_the_answer_is_not_sent_it_again() {
    let app = served("/");
    let first = app.get_as("10.54.0.9", "/registry/2/whereami.json");
    let tag = first.header("etag").unwrap();
    let headers = [("X-Forwarded-For", "10.54.0.9"), ("If-None-Match", tag)];
    let again = app.get_with("/registry/2/whereami.json", &headers);
    assert_eq!((again.status, again.body.len()), (304, 0));
    let elsewhere =
        app.get_with("/registry/2/whereami.json", &[("X-Forwarded-For", "10.54.7.9"), ("If-None-Match", tag)]);
    assert_eq!(elsewhere.status, 200);
}

#[test]
fn contractors_are_told() {
    let app = served("/films");
    let names = |url: &str| json(&app.get(url))["contractors"].as_array().unwrap().len();
    assert_eq!(names("/films/registry/2/contractors.json?id=2,3"), 1);
    assert_eq!(names("/films/registry/2/contractors.json?id=3"), 0);
    assert_eq!(names("/films/registry/2/contractors.json"), 1);
    let bad = app.get("/films/registry/2/contractors.json?id=x");
    assert_eq!((bad.status, &json(&bad)["error"]), (400, &"invalid_request".into()));
}

#[test]
fn what_there_is_not_is_refused_in_json_and_the_neighbours_are_left_alone() {
    let app = served("/");
    let send = |request: &str| app.send(&format!("{request} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
    for (request, status, allow) in [
        ("POST /registry/2/whereami.json", 405, Some("GET, HEAD")),
        ("DELETE /registry/2/contractors.json/", 405, Some("GET, HEAD")),
        ("GET /registry/", 404, None),
        ("GET /registry/1/whereami.json", 404, None),
    ] {
        let answer = send(request);
        assert_eq!((answer.status, answer.header("allow")), (status, allow), "{request}");
        assert!(json(&answer)["error_description"].is_string());
    }
    assert_eq!(send("GET /registryx/").error().0, 404);
    assert_eq!(app.get("/list/").list().1, [1]);
    let with_body =
        app.send("GET /registry/2/whereami.json HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\nGET / HTT");
    assert_eq!((with_body.status, with_body.header("connection")), (200, Some("close")));
}

#[test]
fn a_registry_that_is_off_is_a_path_that_there_is_not() {
    let app = App::new(vec![], &[playable(1, "Ф")]);
    for url in ["/registry/2/whereami.json", "/registry/2/contractors.json", "/auth/2/token", "/auth/2/account/"] {
        let (off, other) = (app.get(url), app.get("/nowhere/"));
        assert_eq!((off.status, &off.body), (404, &other.body), "{url}");
    }
}

//! HTTP itself, whichever route it is.

use super::a_few_films;
use crate::support::app::{App, Options};
use crate::support::catalogue::{tags_of_every_kind, whole};
use crate::support::connection::Connection;
use crate::support::http::Answer;

const ROUTES: [&str; 8] =
    ["/tags", "/list", "/list/similar", "/list/recommended", "/search", "/film/7", "/upnext/7/1", "/getfilmsfile"];
const UNKNOWN: [&str; 11] = [
    "/",
    "/lists/",
    "/list/other/",
    "/film/",
    "/film",
    "/film/7/8/",
    "/upnext/7/",
    "/upnext/",
    "/upnext/7/1/2/",
    "/LIST/",
    "/index.html",
];

fn head(app: &App, url: &str) -> Answer {
    let mut connection = Connection::open(app);
    connection.send(format!("HEAD {url} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").as_bytes());
    let answer = connection.receive("HEAD");
    assert_eq!(connection.rest(), b"", "HEAD {url} has a body");
    answer
}

/// The headers but `Date`, which may differ by a second.
fn headers(answer: &Answer) -> Vec<(String, String)> {
    let mut headers = answer.headers.clone();
    headers.retain(|(name, _)| name != "date");
    headers.sort();
    headers
}

#[test]
fn head_answers_as_get_would_without_the_body() {
    let app = a_few_films();
    let mut urls: Vec<String> = ROUTES.iter().map(|route| format!("{route}/")).collect();
    urls.extend(["/list/?max=0", "/film/9/", "/nowhere/", "/list/recommended/?access_token=x"].map(str::to_owned));
    for url in urls {
        let (head, get) = (head(&app, &url), app.get(&url));
        assert_eq!((head.status, headers(&head)), (get.status, headers(&get)), "{url}");
    }
}

#[test]
fn the_slash_at_the_end_is_optional_and_never_redirected() {
    let app = a_few_films();
    for route in ROUTES {
        for parameters in ["", "?p=1", "?device=x"] {
            let [with, without] = ["/", ""].map(|slash| app.get(&format!("{route}{slash}{parameters}")));
            assert_eq!((with.status, &with.body), (without.status, &without.body), "{route}{parameters}");
            let redirected = with.status / 100 == 3;
            assert_eq!(redirected, route == "/getfilmsfile" && parameters != "?device=x", "{route}{parameters}");
        }
    }
}

#[test]
fn unknown_paths_are_404() {
    let app = a_few_films();
    for path in UNKNOWN {
        let (code, parameter, message) = app.get(path).error();
        assert_eq!((code, parameter), (404, None), "{path}");
        assert!(!message.is_empty());
    }
}

#[test]
fn the_base_is_configurable() {
    for base in ["/films", "/a/b", "/films/"] {
        let options = Options { base_path: base.to_owned(), ..Options::default() };
        let app = App::with(&options, tags_of_every_kind(), &[whole(7)]);
        let base = base.trim_end_matches('/');
        for route in ROUTES {
            for slash in ["/", ""] {
                assert!(app.get(&format!("{base}{route}{slash}")).status < 400, "{base}{route}{slash}");
                assert_eq!(app.get(&format!("{route}{slash}")).error().0, 404, "{route}{slash}");
            }
        }
        assert_eq!(app.get(&format!("{base}/nowhere")).error().0, 404);
    }
}

#[test]
fn other_methods_are_405_and_told_what_is_allowed() {
    let app = a_few_films();
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "BREW"] {
        for route in ROUTES {
            let answer = app.send(&format!("{method} {route}/ HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
            assert_eq!(answer.error().0, 405, "{method} {route}");
            let mut allowed: Vec<_> = answer.header("allow").unwrap().split(',').map(str::trim).collect();
            allowed.sort_unstable();
            allowed.retain(|method| *method != "OPTIONS");
            assert_eq!(allowed, ["GET", "HEAD"], "{method} {route}");
        }
        let unknown = app.send(&format!("{method} /nowhere/ HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
        assert_eq!(unknown.error().0, 404, "{method}");
    }
}

#[test]
fn bodies_are_refused() {
    let app = a_few_films();
    for (status, request) in [
        (413, "GET /list/ HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc"),
        (413, "GET /list/ HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000000\r\n\r\n"),
        (413, "GET /list/ HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        (405, "POST /list/ HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc"),
        (405, "PUT /film/1/ HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000000\r\n\r\n"),
        (404, "POST /nowhere/ HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc"),
    ] {
        let mut connection = Connection::open(&app);
        connection.send(request.as_bytes());
        let answer = connection.receive("GET");
        assert_eq!(answer.error().0, status, "{request}: {}", answer.text());
        assert_eq!(connection.rest(), b"", "nothing of the body is taken for a request: {request}");
    }
    assert_eq!(
        app.send("GET /list/ HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").status,
        200
    );
}

#[test]
fn http_1_0_is_answered_with_a_length_and_never_in_chunks() {
    let app = a_few_films();
    let get = app.get("/list/");
    for request in ["GET /list/ HTTP/1.0\r\n\r\n", "GET /list HTTP/1.0\r\nHost: test\r\n\r\n"] {
        let answer = app.send(request);
        answer.xml();
        assert_eq!((answer.status, &answer.body), (200, &get.body), "{request}");
        assert_eq!(answer.header("transfer-encoding"), None);
    }
    for request in ["GET /nowhere HTTP/1.0\r\n\r\n", "GET /list/?p=0 HTTP/1.0\r\n\r\n"] {
        let answer = app.send(request);
        assert!(answer.error().0 >= 400);
        assert_eq!(answer.header("transfer-encoding"), None);
    }
}

#[test]
fn http_1_0_keeps_a_connection_that_asks_to_be_kept() {
    let app = a_few_films();
    let mut connection = Connection::open(&app);
    for _ in 0..3 {
        connection.send(b"GET /film/7/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        let answer = connection.receive("GET");
        answer.xml();
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("connection").map(str::to_ascii_lowercase).as_deref(), Some("keep-alive"));
        assert_eq!(answer.header("transfer-encoding"), None);
    }
    connection.send(b"GET /film/7/ HTTP/1.0\r\n\r\n");
    assert_eq!(connection.receive("GET").status, 200);
    assert_eq!(connection.rest(), b"", "the server closes");
}

#[test]
fn http_1_1_keeps_connections_by_itself_errors_included() {
    let app = a_few_films();
    let mut connection = Connection::open(&app);
    for (url, status) in
        [("/list/", 200), ("/film/9/", 404), ("/list/?p=0", 400), ("/nowhere", 404), ("/tags/", 200), ("/list/", 200)]
    {
        let answer = connection.get(url);
        answer.xml();
        assert_eq!(answer.status, status, "{url}");
    }
}

#[test]
fn requests_in_one_packet_are_answered_in_order() {
    let app = a_few_films();
    let mut connection = Connection::open(&app);
    let requests = ["/film/7/", "/film/8/", "/film/9/"].map(|url| format!("GET {url} HTTP/1.1\r\nHost: a\r\n\r\n"));
    connection.send(requests.concat().as_bytes());
    assert_eq!(connection.receive("GET").texts("Film/Id"), ["7"]);
    assert_eq!(connection.receive("GET").texts("Film/Id"), ["8"]);
    assert_eq!(connection.receive("GET").error().0, 404);
}

#[test]
fn every_answer_has_a_date_a_length_and_cors() {
    let app = a_few_films();
    let mut urls: Vec<String> = ROUTES.iter().map(|route| format!("{route}/")).collect();
    urls.extend(["/list/?p=0", "/film/9/", "/nowhere", "/list/recommended/?access_token=x"].map(str::to_owned));
    for url in urls {
        let answer = app.get_with(&url, &[("Origin", "https://tv.example")]);
        let date = answer.header("date").unwrap_or_else(|| panic!("{url} has no Date"));
        assert!(date.ends_with(" GMT") && date.len() == "Sun, 06 Nov 1994 08:49:37 GMT".len(), "{date}");
        assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()), "{url}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{url}");
        assert_eq!(answer.header("transfer-encoding"), None, "{url}");
    }
    let answer = app.send("POST /list/ HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    assert!(answer.header("date").is_some() && answer.header("access-control-allow-origin") == Some("*"));
}

#[test]
fn a_preflight_is_told_what_is_allowed() {
    let app = a_few_films();
    for url in ["/list/", "/film/7", "/nowhere/"] {
        let answer = app.send(&format!(
            "OPTIONS {url} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nOrigin: https://tv.example\r\n\
             Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: if-none-match\r\n\r\n"
        ));
        assert!(answer.status == 200 || answer.status == 204, "{url}: {}", answer.status);
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        let allowed = answer.header("access-control-allow-methods").unwrap();
        assert!(allowed.contains("GET") && allowed.contains("HEAD") && !allowed.contains("POST"), "{allowed}");
        assert!(answer.header("access-control-allow-headers").unwrap().to_ascii_lowercase().contains("if-none-match"));
    }
}

#[test]
fn the_absolute_form_of_a_url_is_answered_too() {
    let app = a_few_films();
    let answer = app.send("GET http://test/list/?max=1 HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    assert_eq!(answer.list(), (2, vec![7]));
}

#[test]
fn percent_encoded_letters_of_a_path_are_those_letters() {
    let app = a_few_films();
    assert_eq!(app.get("/film/%37/").status, 200);
    let answer = app.get("/l%69st/");
    assert!(answer.status == 200 || answer.error().0 == 404);
}

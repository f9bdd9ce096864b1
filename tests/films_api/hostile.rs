//! Whatever is sent: never the server's fault, never the end of it.

use super::{a_few_films, ids};
use crate::support::app::App;
use crate::support::catalogue::{tags_of_every_kind, whole};
use crate::support::connection::Connection;
use crate::support::dice::Dice;

const PATHS: [&str; 10] = [
    "/list/",
    "/list/similar/",
    "/list/recommended/",
    "/search/",
    "/tags/",
    "/film/7/",
    "/upnext/7/1/",
    "/getfilmsfile/",
    "/getfilmsfile/x",
    "/",
];

const NAMES: [&str; 26] = [
    "p",
    "q",
    "max",
    "limit",
    "exclude_film",
    "exclude_film[]",
    "begin",
    "end",
    "ids",
    "age_filter",
    "published_before",
    "tag",
    "tag_any",
    "tag_exclude",
    "year",
    "from_year",
    "to_year",
    "sort",
    "seed",
    "device",
    "device-version",
    "api-version",
    "kind",
    "access_token",
    "",
    "%00",
];

const VALUES: [&str; 24] = [
    "",
    "0",
    "-1",
    "1",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "1e308",
    "NaN",
    "0000-01-01",
    "9999-12-31",
    "%00",
    "%FF",
    "%F0%9F%98%80",
    "random",
    "year-a,year-a,random",
    ",",
    "%D1%8F%D0%81%CC%88",
    "%EF%BF%BE",
    "stb820",
    "a%0D%0AX:1",
    "%252525",
];

#[test]
fn a_url_of_16_kib_is_answered_and_a_longer_one_is_414() {
    let app = a_few_films();
    let url = |bytes: usize| format!("/list/?{}", "x".repeat(bytes - "/list/?".len()));
    assert_eq!(app.get(&url(16 * 1024)).status, 200);
    for bytes in [16 * 1024 + 1, 20_000, 60_000] {
        assert_eq!(app.get(&url(bytes)).error().0, 414, "{bytes}");
    }
}

#[test]
fn a_url_of_any_length_gets_a_4xx_and_the_server_goes_on() {
    let app = a_few_films();
    for bytes in [65_534, 65_535, 70_000, 131_072, 200 * 1024, 5_000_000] {
        let mut connection = Connection::open(&app);
        connection.send(format!("GET /list/?{} HTTP/1.1\r\nHost: test\r\n\r\n", "x".repeat(bytes)).as_bytes());
        let answer = connection.rest();
        // Beyond what the server reads at all, its answer may be lost with the rest of the request.
        let lost = bytes > 128 * 1024 && answer.is_empty();
        assert!(lost || answer.starts_with(b"HTTP/1.1 4"), "{bytes}: {:?}", String::from_utf8_lossy(&answer));
    }
    assert_eq!(ids(&app, "/list/"), [7, 8]);
}

#[test]
fn requests_that_are_no_http_get_a_4xx_or_nothing() {
    let app = a_few_films();
    for request in [
        &b"\r\n\r\n\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET /list/\r\n\r\n",
        b"GET /list/ HTTP/9.9\r\nHost: a\r\n\r\n",
        b"GET /list/ HTTP/1.1\r\nbad header\r\n\r\n",
        b"GET /list/ HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n",
        b"GET /li st/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /\xff/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET /list/ HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET /list/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET list/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT test:80 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"* * HTTP/1.1\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    ] {
        let mut connection = Connection::open(&app);
        connection.send(request);
        connection.finish();
        let answer = connection.rest();
        let shown = String::from_utf8_lossy(&answer);
        let refused = answer.is_empty() || answer.starts_with(b"HTTP/1.1 4") || answer.starts_with(b"HTTP/1.0 4");
        assert!(refused, "{}: {shown}", request.escape_ascii());
    }
    assert_eq!(ids(&app, "/list/"), [7, 8]);
}

#[test]
fn paths_that_are_no_utf_8_are_errors_like_any_other() {
    let app = a_few_films();
    for path in
        ["/film/%FF/", "/upnext/%C0%80/1/", "/upnext/7/%FF", "/getfilmsfile/%FF", "/%FF/", "/film/%00/", "/film/%2F/"]
    {
        let code = app.get(path).error().0;
        assert!(code == 400 || code == 404, "{path}: {code}");
    }
}

/// Anything but what ends the request line.
fn noise(dice: &mut Dice) -> Vec<u8> {
    let printable = dice.once_in(2);
    let byte = |dice: &mut Dice| if printable { b'!' + dice.below(94) as u8 } else { 1 + dice.below(255) as u8 };
    (0..dice.below(60)).map(|_| byte(dice)).filter(|byte| !b" \r\n".contains(byte)).collect()
}

#[test]
fn garbage_is_never_the_servers_fault() {
    let app = App::new(tags_of_every_kind(), &[whole(7)]);
    let mut dice = Dice::new(4);
    let mut client = Connection::open(&app);
    for _ in 0..1500 {
        let pairs: Vec<_> =
            (0..dice.below(4)).map(|_| format!("{}={}", dice.pick(&NAMES), dice.pick(&VALUES))).collect();
        let url = format!("{}?{}", dice.pick(&PATHS), pairs.join("&"));
        let answer = client.get(&url);
        assert!(answer.status < 500, "{url}: {}", answer.status);
        if answer.header("content-type").is_some_and(|kind| kind.contains("xml")) {
            answer.xml();
        }
    }
    for _ in 0..500 {
        let method = *dice.pick(&["GET", "GET", "GET", "HEAD", "POST", "X", "ge\tt"]);
        let mut request = format!("{method} {}", dice.pick(&PATHS)).into_bytes();
        request.extend(noise(&mut dice));
        request.extend_from_slice(if dice.once_in(2) { b"?q=" } else { b"" });
        request.extend(noise(&mut dice));
        request.extend_from_slice(b" HTTP/1.1\r\nHost: test\r\nConnection: close\r\n");
        if dice.once_in(3) {
            let name =
                *dice.pick(&["X-Forwarded-For", "Forwarded", "If-None-Match", "Accept-Encoding", "Range", "Origin"]);
            request.extend_from_slice(name.as_bytes());
            request.extend_from_slice(b": ");
            request.extend(noise(&mut dice));
            request.extend_from_slice(b"\r\n");
        }
        request.extend_from_slice(b"\r\n");
        let mut connection = Connection::open(&app);
        connection.send(&request);
        connection.finish();
        let answer = connection.rest();
        assert!(!answer.starts_with(b"HTTP/1.1 5"), "{}", request.escape_ascii());
    }
    assert_eq!(app.get("/list/").list().1, [7]);
}

#[test]
fn clients_that_never_end_their_request_hold_nobody_up() {
    let app = a_few_films();
    let slow: Vec<Connection> = (0..100)
        .map(|n| {
            let mut connection = Connection::open(&app);
            connection.send(&b"GET /list/?q=x HTTP/1.1\r\nHost: test\r\nX: "[..n % 40]);
            connection
        })
        .collect();
    assert_eq!(ids(&app, "/list/"), [7, 8]);
    assert_eq!(slow.len(), 100);
}

#[test]
fn ranges_and_dates_of_the_client_change_nothing() {
    let app = a_few_films();
    let plain = app.get("/list/");
    for header in [
        ("Range", "bytes=0-1"),
        ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"),
        ("If-Match", "\"x\""),
        ("Accept", "text/html"),
    ] {
        let answer = app.get_with("/list/", &[header]);
        assert_eq!((answer.status, &answer.body), (200, &plain.body), "{header:?}");
    }
}

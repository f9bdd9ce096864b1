//! Requests that are not to the letter and are read as they were meant.

use super::{a_few_films, ids};
use crate::support::app::{App, Options, group};
use crate::support::catalogue::{playable, tags_of_every_kind, text, whole};
use crate::support::connection::Connection;

/// Asks with bytes as they are.
fn raw(app: &App, target: &[u8]) -> crate::support::http::Answer {
    let mut connection = Connection::open(app);
    connection.send(&[b"GET ", target, b" HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"].concat());
    connection.receive("GET")
}

/// Films 1 and 2, of which 2 is for a group at 10.0.0.0/8 alone.
fn restricted_app() -> App {
    let options = Options { groups: vec![group("city", "10.0.0.0/8")], ..Options::default() };
    let mut film = playable(2, "Для города");
    film.access = [text("city")].into_iter().collect();
    App::with(&options, vec![], &[playable(1, "Для всех"), film])
}

#[test]
fn proxy_headers_with_empty_members_and_quoted_text_mean_who_they_name() {
    let app = restricted_app();
    let seen = |name: &str, value: &str| app.get_with("/list/?sort=title-a", &[(name, value)]).list().1.contains(&2);
    for (name, value) in [
        ("X-Forwarded-For", "10.1.2.3,"),
        ("X-Forwarded-For", ", ,10.1.2.3 ,,"),
        ("Forwarded", "for=10.1.2.3;ext=\"a,b\""),
        ("Forwarded", "for=192.0.2.1, , for=\"10.1.2.3:80\";host=\"x;for=192.0.2.1\" ,"),
    ] {
        assert!(seen(name, value), "{name}: {value}");
    }
}

#[test]
fn quoted_text_of_a_proxy_header_joins_no_access_group() {
    let app = restricted_app();
    for value in [
        "for=192.0.2.1;host=\"a, for=10.1.2.3\"",
        "for=192.0.2.1;host=\"a\\\", for=10.1.2.3\"",
        "for=192.0.2.1;host=\";for=10.1.2.3\"",
        "for=192.0.2.1;host=\"a, for=10.1.2.3",
        "for=192.0.2.1;for=10.1.2.3",
        "for=10.1.2.3 for=192.0.2.1",
        "for=[10.1.2.3]",
    ] {
        assert_eq!(app.get_with("/list/", &[("Forwarded", value)]).list().1, [1], "{value}");
    }
}

#[test]
fn raw_letters_and_signs_in_a_url_are_read_as_if_they_were_percent_encoded() {
    let app = App::new(vec![], &[playable(1, "Мама"), playable(2, "Папа {|} дочка")]);
    for (target, expected) in [
        ("/list/?q=мама", 1),
        ("/list?q=МАМА&max=24", 1),
        ("/list/?q=%D0%BC\u{430}м%D0%B0", 1),
        ("/list/?q=\"мама\"", 1),
        ("/list/?q=<папа>\\^`{|}", 2),
        ("http://test/list/?q=папа", 2),
    ] {
        assert_eq!(raw(&app, target.as_bytes()).list().1, [expected], "{target}");
    }
    // Bytes that are no UTF-8 come from boxes that write windows-1251: «мама», «ПАПА».
    for (target, expected) in [
        (&b"/list/?q=\xEC\xE0\xEC\xE0"[..], 1),
        (b"/list/?q=%EC%E0%EC%E0", 1),
        (b"/list/?q=\xCF\xC0\xCF\xC0", 2),
        (b"/search/?q=%cf\xC0\xCF\xC0", 2),
    ] {
        assert_eq!(raw(&app, target).list().1, [expected], "{}", target.escape_ascii());
    }
    assert_eq!(raw(&app, "/film/№7/".as_bytes()).error().0, 404);
}

#[test]
fn lists_as_php_writes_them_are_lists() {
    let app = App::new(vec![], &[playable(1, "а"), playable(2, "б"), playable(3, "в"), playable(4, "г")]);
    for url in [
        "/list/?exclude_film[0]=1&exclude_film[1]=2",
        "/list/?exclude_film%5B0%5D=1&exclude_film%5B12%5D=2",
        "/list/?exclude_film[a]=1&exclude_film[]=2",
        "/list/?exclude_film=1&exclude_film[7]=2",
    ] {
        assert_eq!(ids(&app, url), [3, 4], "{url}");
    }
    assert_eq!(app.get("/list/?exclude_film[0]=x").error().0, 400);
    assert_eq!(ids(&app, "/list/?exclude_films[0]=1&exclude_film[0=2"), [1, 2, 3, 4]);
}

#[test]
fn doubled_slashes_of_a_path_are_one() {
    let app = App::new(tags_of_every_kind(), &[whole(7)]);
    for (doubled, single) in [
        ("//list//", "/list/"),
        ("/list///similar//?ids=7", "/list/similar/?ids=7"),
        ("//film//7", "/film/7"),
        ("///upnext/7//1/", "/upnext/7/1/"),
        ("/list//?q=a//b", "/list/?q=a//b"),
    ] {
        let (doubled_answer, answer) = (app.get(doubled), app.get(single));
        assert_eq!((doubled_answer.status, doubled_answer.body), (200, answer.body), "{doubled}");
    }
    let options = Options { base_path: "/films".to_owned(), ..Options::default() };
    assert_eq!(App::with(&options, vec![], &[]).get("//films//list//").status, 200);
}

#[test]
fn a_direction_of_the_random_order_means_nothing() {
    let app = a_few_films();
    let plain = app.get("/list/?sort=random&seed=1").body;
    for sort in ["random-a", "random-d"] {
        assert_eq!(app.get(&format!("/list/?sort={sort}&seed=1")).body, plain, "{sort}");
    }
    assert_eq!(app.get("/list/?sort=random-x").error().1.as_deref(), Some("sort"));
}

#[test]
fn heads_beyond_the_limits_are_answered_431_with_a_document() {
    let app = a_few_films();
    let ask = |headers: String| {
        let mut connection = Connection::open(&app);
        connection.send(format!("GET /list/ HTTP/1.1\r\nHost: test\r\n{headers}\r\n").as_bytes());
        let answer = connection.receive("GET");
        assert_eq!(connection.rest(), b"", "the connection is closed");
        answer
    };
    for headers in [
        "X: y\r\n".repeat(96),
        format!("X: {}\r\n", "y".repeat(64 * 1024)),
        format!("{}: y\r\n", "x".repeat(64 * 1024)),
        format!("{}: y\r\n", "x".repeat(257)),
    ] {
        let (code, _, message) = ask(headers).error();
        assert_eq!(code, 431);
        assert!(message.contains("65536 bytes") && message.contains("96 header lines"), "{message}");
    }
    assert_eq!(ids(&app, "/list/"), [7, 8]);
}

#[test]
fn what_is_no_http_is_answered_400_with_a_document() {
    let app = a_few_films();
    for request in [
        &b"GET\r\n\r\n"[..],
        b"GET / HTTP/2.0\r\n\r\n",
        b"GET /li st/ HTTP/1.1\r\n\r\n",
        b"GET list/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nno header\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut connection = Connection::open(&app);
        connection.send(request);
        assert_eq!(connection.receive("GET").error().0, 400, "{}", request.escape_ascii());
        assert_eq!(connection.rest(), b"", "the connection is closed");
    }
}

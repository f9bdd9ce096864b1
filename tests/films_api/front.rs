//! `/` and errors, as people see them who look with a browser.

use afisha::catalog::{ByteSize, Film, Moment, Serie, TagKind};
use afisha::query::snapshot::SnapshotBuilder;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::support::app::{App, Options};
use crate::support::catalogue::{NOW, film, playable, playables, serie, series, tag, tags_of_every_kind, text};
use crate::support::connection::Connection;
use crate::support::http::Answer;

/// What browsers encode in a link: the letters beyond ASCII.
const NON_ASCII: &AsciiSet = CONTROLS;

/// What a browser sends.
const BROWSER: (&str, &str) = ("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

fn browse(app: &App, url: &str) -> Answer {
    app.get_with(url, &[BROWSER])
}

/// Reads a page. It is written so that it is XML too, which shows that every text in it is escaped and every tag closed.
fn page(answer: &Answer) -> roxmltree::Document<'_> {
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline';"), "{policy}");
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    let varies = answer.headers.iter().filter(|(name, _)| name == "vary");
    assert!(varies.into_iter().any(|(_, value)| value == "Accept"), "{:?}", answer.headers);
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let page = roxmltree::Document::parse_with_options(answer.text(), options).unwrap_or_else(|fault| {
        panic!("{fault}: {}", answer.text());
    });
    assert!(answer.text().starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
    let outside = ["script", "img", "link", "iframe"];
    assert!(!page.descendants().any(|node| outside.contains(&node.tag_name().name())), "a page asks for nothing else");
    page
}

/// Returns the text of a page, without its style.
fn shown(answer: &Answer) -> String {
    let page = page(answer);
    let main = page.descendants().find(|node| node.has_tag_name("main")).unwrap();
    main.descendants().filter_map(|node| node.is_text().then(|| node.text()).flatten()).collect::<String>()
}

fn links(answer: &Answer) -> Vec<String> {
    let page = page(answer);
    page.descendants().filter_map(|node| node.attribute("href")).map(str::to_owned).collect()
}

#[test]
fn a_browser_is_shown_what_is_served() {
    let app = App::new(tags_of_every_kind(), &playables(1..=30));
    let answer = browse(&app, "/");
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("public, no-cache")));
    let told = shown(&answer);
    for fact in
        ["30, as shown to your address on the device stb820", "Tags\n7\n", "2020-01-01T00:00:00Z, 0 seconds ago"]
    {
        assert!(told.contains(fact), "{fact}: {told}");
    }
    for document in ["README.md", "docs/API.md", "docs/CONFIG.md", "docs/OPERATIONS.md"] {
        assert!(told.contains(document), "{told}");
    }
    app.clock.set(Moment(NOW.0 + 7_200));
    assert!(shown(&browse(&app, "/")).contains("2020-01-01T00:00:00Z, 2 hours ago"));
}

#[test]
fn every_link_of_the_front_page_leads_to_an_answer() {
    for base in ["/", "/films", "/a/b"] {
        let options = Options { base_path: base.to_owned(), ..Options::default() };
        let app = App::with(&options, tags_of_every_kind(), &playables(5..=9));
        let base = base.trim_end_matches('/');
        let answer = browse(&app, &format!("{base}/"));
        let links = links(&answer);
        for route in ["/tags/", "/list/", "/list/similar/?ids=5", "/list/recommended/", "/film/5/", "/getfilmsfile/"] {
            assert!(links.contains(&format!("{base}{route}")), "{route}: {links:?}");
        }
        for link in &links {
            let answer = app.get(&utf8_percent_encode(link, NON_ASCII).to_string());
            assert!(answer.status == 200 || answer.status == 302, "{link}: {}", answer.status);
        }
        if !base.is_empty() {
            assert_eq!(browse(&app, base).body, answer.body, "with and without the slash");
            assert_eq!(browse(&app, "/").status, 404, "the front page stands at the base path");
        }
    }
    let links = links(&browse(&App::new(vec![], &[]), "/"));
    assert!(!links.iter().any(|link| link.contains("/film/")), "an empty catalogue has no film to link to: {links:?}");
}

#[test]
fn programs_are_told_at_the_front_page_that_there_is_none() {
    let app = App::new(vec![], &playables(1..=3));
    for accept in ["", "*/*", "application/xml", "application/xml, text/html;q=0.9, */*;q=0.5", "text/html;q=0"] {
        let answer = app.get_with("/", &[("Accept", accept)]);
        assert_eq!(answer.error().0, 404, "{accept}");
        assert!(answer.headers.contains(&("vary".to_owned(), "Accept".to_owned())), "{accept}");
        assert_eq!(answer.body, app.get("/nowhere/").body, "{accept}");
    }
    assert_eq!(app.get("/").error().0, 404);
    assert_eq!(app.get("/?device=unknown").error().0, 404);
    let posted = app.send("POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
    assert_eq!((posted.error().0, posted.header("allow")), (405, Some("GET, HEAD")));
}

#[test]
fn answers_are_xml_for_browsers_too() {
    let app = App::new(tags_of_every_kind(), &playables(1..=3));
    for url in ["/list/", "/tags/", "/film/1/", "/upnext/1/1/", "/search/?q=x", "/list/similar/?ids=1"] {
        let (seen, read) = (browse(&app, url), app.get(url));
        assert_eq!((seen.status, &seen.body), (200, &read.body), "{url}");
        assert_eq!(seen.header("content-security-policy"), None, "{url}");
    }
}

#[test]
fn nothing_hidden_is_counted_on_the_front_page() {
    let shown = playables(2..=4);
    let large = Serie { size: ByteSize::new(9_000_000_000), ..serie(1) };
    let hidden = [
        Film { published: None, ..playable(1, "Черновик") },
        Film { published: Some(Moment(NOW.0 + 60)), ..playable(10, "Завтра") },
        Film { access: [text("city")].into(), ..playable(11, "Для города") },
        Film { items: series([large]), ..film(12, "Большой") },
        film(13, "Без файлов"),
    ];
    // Both name an access group, so that both are for the client alone.
    let restricted = Film { access: [text("region")].into(), ..playable(20, "Для области") };
    let tags = || vec![tag(1, "genre-1", TagKind::Genre)];
    let with: Vec<Film> = shown.iter().chain(&hidden).chain([&restricted]).cloned().collect();
    let without: Vec<Film> = shown.iter().chain([&restricted]).cloned().collect();
    let (with, without) = (App::new(tags(), &with), App::new(tags(), &without));
    let ask = |app: &App, address: &str| app.get_with("/", &[BROWSER, ("X-Forwarded-For", address)]);
    let (seen, expected) = (ask(&with, "192.0.2.1"), ask(&without, "192.0.2.1"));
    assert_eq!(seen.text(), expected.text());
    assert_eq!(seen.header("etag"), expected.header("etag"));
    assert_eq!(seen.header("cache-control"), Some("private, no-cache"));
    assert!(self::shown(&seen).contains("Films\n3, as shown"));
    // Who is in the group is shown its film.
    assert!(self::shown(&ask(&with, "10.54.0.1")).contains("Films\n5, as shown"));
    assert!(self::shown(&with.get_with("/?device-version=R9", &[BROWSER])).contains("Films\n4, as shown"));
    // What the clock publishes for others does not tell of itself.
    for app in [&with, &without] {
        app.clock.set(Moment(NOW.0 + 30));
        let served = app.live.get();
        app.live.set(served.next(served.snapshot.at(Moment(NOW.0 + 30)), Moment(NOW.0 + 30)));
    }
    assert_eq!(ask(&with, "192.0.2.1").text(), ask(&without, "192.0.2.1").text());
}

#[test]
fn the_age_is_that_of_the_last_edit() {
    let app = App::new(vec![], &playables(1..=3));
    app.clock.set(Moment(NOW.0 + 90));
    let mut builder = SnapshotBuilder::from_snapshot(&app.live.get().snapshot);
    builder.put(&playable(4, "Новый"));
    app.live.set(app.live.get().next(builder.build(2, Moment(NOW.0 + 60)).unwrap(), Moment(NOW.0 + 60)));
    assert!(shown(&browse(&app, "/")).contains("2020-01-01T00:01:00Z, 30 seconds ago"));
}

#[test]
fn head_of_the_front_page_answers_as_get_would() {
    let app = App::new(vec![], &playables(1..=3));
    for (url, status) in [("/", 200), ("/nowhere/", 404), ("/list/?p=0", 400)] {
        let mut connection = Connection::open(&app);
        connection
            .send(format!("HEAD {url} HTTP/1.1\r\nHost: test\r\n{}: {}\r\n\r\n", BROWSER.0, BROWSER.1).as_bytes());
        let head = connection.receive("HEAD");
        connection.send(format!("GET {url} HTTP/1.1\r\nHost: test\r\n{}: {}\r\n\r\n", BROWSER.0, BROWSER.1).as_bytes());
        let get = connection.receive("GET");
        assert_eq!((head.status, get.status), (status, status), "{url}");
        let headers = |answer: &Answer| {
            let mut headers = answer.headers.clone();
            headers.retain(|(name, _)| name != "date");
            headers.sort();
            headers
        };
        assert_eq!(headers(&head), headers(&get), "{url}");
        page(&get);
    }
}

#[test]
fn the_front_page_is_known_again() {
    let app = App::new(vec![], &playables(1..=3));
    let tag = browse(&app, "/").header("etag").unwrap().to_owned();
    let again = app.get_with("/", &[BROWSER, ("If-None-Match", &tag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[test]
fn every_error_is_a_page_for_browsers_with_the_same_status_headers_and_message() {
    let app = App::new(vec![], &playables(1..=3));
    let long = format!("/list/?q={}", "a".repeat(17_000));
    let raw = |method: &str, url: &str, more: &str, accept: &str| {
        format!("{method} {url} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAccept: {accept}\r\n{more}\r\n")
    };
    for (method, url, more, status) in [
        ("GET", "/list/?p=0", "", 400),
        ("GET", "/film/1/?device=unknown", "", 400),
        ("GET", "/list/recommended/?access_token=x", "", 401),
        ("GET", "/film/99/", "", 404),
        ("GET", "/nowhere/", "", 404),
        ("DELETE", "/list/", "", 405),
        ("GET", "/list/", "Content-Length: 3\r\n", 413),
        ("GET", long.as_str(), "", 414),
    ] {
        let (seen, read) = (app.send(&raw(method, url, more, BROWSER.1)), app.send(&raw(method, url, more, "*/*")));
        let (code, parameter, message) = read.error();
        assert_eq!((seen.status, code), (status, status), "{url:.50}");
        let told = shown(&seen);
        assert!(told.contains(&message) && told.starts_with(&format!("\n{status} ")), "{told}");
        assert_eq!(told.contains("Parameter: "), parameter.is_some(), "{told}");
        assert_eq!(links(&seen), ["/"], "{url:.50}");
        let others = |answer: &Answer| {
            let of_the_face = [
                "date",
                "content-type",
                "content-length",
                "content-security-policy",
                "referrer-policy",
                "x-content-type-options",
            ];
            let mut headers = answer.headers.clone();
            headers.retain(|(name, _)| !of_the_face.contains(&name.as_str()));
            headers.sort();
            headers
        };
        assert_eq!(others(&seen), others(&read), "{url:.50}");
    }
}

#[test]
fn what_was_typed_is_quoted_as_text() {
    let app = App::new(vec![], &[]);
    let script = "%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%27%26amp;%01";
    for url in [
        format!("/list/?sort={script}"),
        format!("/list/?device={script}"),
        format!("/?device={script}"),
        format!("/list/?exclude_film[]={script}"),
        format!("/list/?{script}=%FF"),
        "/list/?q=%FF&%3Cb%3E=%FF".to_owned(),
    ] {
        let answer = browse(&app, &url);
        if answer.status == 400 {
            let page = page(&answer);
            let element = |name: &str| page.descendants().any(|node| node.has_tag_name(name));
            assert!(!element("script") && !element("b"), "{}", answer.text());
            assert!(!answer.text().contains('\u{1}'));
        } else {
            assert_eq!(answer.status, 200, "{url}");
        }
    }
    let quoted = shown(&browse(&app, &format!("/list/?sort={script}")));
    assert!(quoted.contains("<script>alert(1)</script>\"'&amp;"), "{quoted}");
}

#[test]
fn errors_of_a_browser_lead_back_to_the_base_path() {
    let options = Options { base_path: "/films".to_owned(), ..Options::default() };
    let app = App::with(&options, vec![], &[]);
    for url in ["/films/list/?p=0", "/nowhere/", "/films/"] {
        let answer = browse(&app, url);
        if answer.status != 200 {
            assert_eq!(links(&answer), ["/films/"], "{url}");
        }
    }
}

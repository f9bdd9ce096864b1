//! What is answered before the routes see it is what the routes would answer, header by header.

use afisha::catalog::{Film, TagKind};
use afisha::query::snapshot::SnapshotBuilder;

use crate::support::app::{App, Options};
use crate::support::catalogue::{NOW, id, playable, serie, series, tag, tags_of_every_kind, text, whole};
use crate::support::connection::Connection;
use crate::support::http::Answer;

/// What an answer says, whichever way it took: `Date` is the moment, and an order by chance is another one each time.
fn said(answer: &Answer) -> (u16, Vec<(&str, &str)>, &[u8]) {
    let is_by_chance = answer.header("cache-control") == Some("no-store");
    let headers = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let is_told = |name: &str| name != "date" && !(is_by_chance && name == "content-length");
    let mut headers: Vec<_> = headers.filter(|(name, _)| is_told(name)).collect();
    headers.sort_unstable();
    (answer.status, headers, if is_by_chance { &[] } else { &answer.body })
}

/// Asks for the URL so that it may take the fast path, and so that it may not; returns whether it took it, which the order of
/// the headers tells.
pub fn ask_both_ways(client: &mut Connection, url: &str) -> bool {
    let (fast, usual) = (client.get(url), client.get_as("127.0.0.1", url));
    assert_eq!(said(&fast), said(&usual), "{url}");
    let names = |answer: &Answer| answer.headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let date = fast.header("date").unwrap();
    assert!(date.len() == 29 && date.ends_with(" GMT"), "{date}");
    names(&fast)[..2] == ["content-length", "date"] && names(&usual)[..2] != ["content-length", "date"]
}

#[test]
fn both_ways_say_the_same_wherever_the_door_begins() {
    let films =
        [whole(7), playable(8, "Восемь"), Film { items: series([serie(1), serie(2)]), ..playable(9, "Сериал") }];
    for base_path in ["/", "/api"] {
        let options = Options { base_path: base_path.to_owned(), ..Options::default() };
        let app = App::with(&options, tags_of_every_kind(), &films);
        let mut client = Connection::open(&app);
        let base = base_path.trim_end_matches('/');
        for (path, is_fast) in [
            ("/list/", true),
            ("/list", true),
            ("/films/1/list/?sort=title-a&p=2&max=1", true),
            ("/films/2/film/7", true),
            ("/list/?sort=random", true),
            ("/list/?sort=random&seed=1", true),
            ("/list/?q=%D0%B2%D0%BE%D1%81%D0%B5%D0%BC%D1%8C", true),
            ("/list/?max=200", true),
            ("/list/?device=samsung-tv-c&api-version=2&age_filter=6", true),
            ("/list/?p=0", false),
            ("/list/?device=nothing", false),
            ("/list//", false),
            ("/lists/", false),
            ("//list/", false),
            ("/list/similar/?ids=7", true),
            ("/search/?q=a", true),
            ("/search?tag=genre", true),
            ("/film/7/", true),
            ("/film/7/?published_before=0", false),
            ("/film/07/", true),
            ("/film/%37/", false),
            ("/film/99/", false),
            ("/film/x/", false),
            ("/film/", false),
            ("/film/7/?access_token=x", false),
            ("/upnext/9/1/", true),
            ("/upnext/9/1", true),
            ("/upnext/9/3/", false),
            ("/upnext/9/", false),
            ("/tags/", false),
            ("/", false),
            ("/getfilmsfile/all.csv", false),
        ] {
            assert_eq!(ask_both_ways(&mut client, &format!("{base}{path}")), is_fast, "{base}{path}");
        }
    }
}

#[test]
fn requests_that_come_at_once_are_answered_in_their_order_whichever_way_they_take() {
    let app = App::new(tags_of_every_kind(), &[whole(7), playable(8, "Восемь")]);
    let mut client = Connection::open(&app);
    let urls = ["/film/7/", "/tags/", "/film/8/", "/film/9/", "/list/", "/list/?p=x", "/list/?max=1"];
    let sent: String = urls.iter().map(|url| format!("GET {url} HTTP/1.1\r\nHost: test\r\n\r\n")).collect();
    client.send(sent.as_bytes());
    for url in urls {
        let (together, alone) = (client.receive("GET"), Connection::open(&app).get(url));
        assert_eq!(said(&together), said(&alone), "{url}");
    }
}

/// What is made for all who ask is sent from where it lies, once it is made.
#[test]
fn many_tags_take_the_fast_path_once_they_are_made() {
    let many = (1..=2_000).map(|id| tag(id, &format!("actor-{id}"), TagKind::Actor));
    let app = App::new(many.chain([tag(3_000, "drama", TagKind::Genre)]).collect(), &[]);
    let mut client = Connection::open(&app);
    let urls = ["/tags/", "/tags?kind=actor&device=stb820", "/tags/?kind=actor,director"];
    for url in urls {
        assert!(!ask_both_ways(&mut client, url), "{url} is made at first");
    }
    for url in urls {
        assert!(ask_both_ways(&mut client, url), "{url}");
    }
    for url in ["/tags/?kind=genre", "/tags/?kind=nothing", "/tags/?device=nothing", "/tags/all/"] {
        assert!(!ask_both_ways(&mut client, url), "{url}");
    }
}

/// Lists are kept as the places of their films: far less than their bytes, and gone with the catalogue that they are of.
#[test]
fn a_list_that_is_kept_is_what_would_be_made() {
    let options = Options::default();
    let answers = options.answers.clone().unwrap();
    let long = Some(text(&"Долго ли, коротко ли. ".repeat(100)));
    let films: Vec<Film> = (1..=40).map(|raw| Film { desc: long.clone(), ..playable(raw, "Долгий") }).collect();
    let app = App::with(&options, tags_of_every_kind(), &films);
    let uncached = App::with(&Options { answers: None, ..Options::default() }, tags_of_every_kind(), &films);
    let (mut client, mut other) = (Connection::open(&app), Connection::open(&uncached));
    let urls =
        ["/list/", "/list/?p=2&max=7", "/search/?q=%D0%B4%D0%BE%D0%BB%D0%B3%D0%B8%D0%B9", "/list/similar/?ids=7"];
    for round in 0..3 {
        for url in urls {
            assert_eq!(said(&client.get(url)), said(&other.get(url)), "{url}");
        }
        let readings = answers.readings();
        assert_eq!((readings.hits, readings.misses, readings.entries), (round * 4, 4, 4));
        assert!(readings.bytes < 4 * 6_000, "{readings:?}");
    }
    let mut builder = SnapshotBuilder::from_snapshot(&app.live.get().snapshot);
    builder.remove(id(1));
    app.live.set(app.live.get().next(builder.build(2, NOW).unwrap(), NOW));
    let newest = client.get("/list/");
    assert_eq!((newest.list().1[0], answers.readings().entries), (2, 1));
    // In one piece it is another entry, which has all of its bytes.
    let whole = app.get_with("/list/", &[("Accept-Encoding", "gzip")]);
    assert_eq!((whole.header("content-encoding"), whole.header("etag")), (Some("gzip"), newest.header("etag")));
    assert_eq!(answers.readings().entries, 2);
    assert!(answers.readings().bytes > 3 * newest.body.len() as u64);
}

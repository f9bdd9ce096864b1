//! Answers in fewer bytes, for clients that ask for it.

use std::io::Read;
use std::sync::Arc;

use afisha::catalog::{AccessSetId, Film, Tag, TagKind};
use afisha::document::Encoding;
use afisha::query::snapshot::SnapshotBuilder;
use afisha::refresh::Served;

use crate::support::app::App;
use crate::support::catalogue::{NOW, playable, playables, tag, text};
use crate::support::connection::Connection;
use crate::support::http::Answer;

fn decoded(answer: &Answer) -> Vec<u8> {
    let mut plain = Vec::new();
    match answer.header("content-encoding") {
        Some("gzip") => flate2::read::GzDecoder::new(&answer.body[..]).read_to_end(&mut plain).unwrap(),
        Some("zstd") => zstd::stream::read::Decoder::new(&answer.body[..]).unwrap().read_to_end(&mut plain).unwrap(),
        other => panic!("{other:?}"),
    };
    plain
}

#[test]
fn answers_are_encoded_only_as_the_client_asks() {
    let films: Vec<Film> =
        playables(1..=50).into_iter().map(|f| Film { desc: Some(text("Описание & прочее")), ..f }).collect();
    let app = App::new(vec![], &films);
    let plain = app.get("/list/?max=50");
    assert_eq!(plain.header("content-encoding"), None, "nobody asked");
    assert!(plain.header("vary").unwrap().to_ascii_lowercase().contains("accept-encoding"));
    for (accepted, encodings) in [
        ("gzip", &["gzip"][..]),
        ("zstd", &["zstd"]),
        ("GZIP", &["gzip"]),
        ("gzip;q=0.5", &["gzip"]),
        ("gzip, deflate", &["gzip"]),
        ("deflate, br, zstd;q=0.1", &["zstd"]),
        ("gzip;q=1.0, br;q=0.5, zstd;q=0", &["gzip"]),
        ("gzip, br, zstd", &["gzip", "zstd"]),
        ("gzip;q=0, zstd", &["zstd"]),
        ("gzip, identity;q=0", &["gzip"]),
    ] {
        let answer = app.get_with("/list/?max=50", &[("Accept-Encoding", accepted)]);
        assert!(encodings.contains(&answer.header("content-encoding").unwrap_or("none")), "{accepted}: {answer:?}");
        assert_eq!(decoded(&answer), plain.body, "{accepted}");
        assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()), "{accepted}");
        assert!(answer.body.len() < plain.body.len() / 2, "{accepted}");
        assert_eq!(answer.header("content-type"), plain.header("content-type"));
        assert!(answer.header("vary").unwrap().to_ascii_lowercase().contains("accept-encoding"), "{accepted}");
        let tag = answer.header("etag").unwrap();
        let again = app.get_with("/list/?max=50", &[("Accept-Encoding", accepted), ("If-None-Match", tag)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{accepted}");
    }
    for refused in [
        "",
        "identity",
        "deflate",
        "br",
        "gzip;q=0",
        "gzip;q=0, br;q=0.0, zstd;q=0.000",
        "x-unknown",
        "nonsense/;;,=",
        "*;q=0",
    ] {
        let answer = app.get_with("/list/?max=50", &[("Accept-Encoding", refused)]);
        assert_eq!((answer.status, answer.header("content-encoding")), (200, None), "{refused:?}");
        assert_eq!(answer.body, plain.body, "{refused:?}");
    }
}

/// The headers but `Date` and those named.
fn headers_without(answer: &Answer, left_out: &[&str]) -> Vec<(String, String)> {
    let mut headers = answer.headers.clone();
    headers.retain(|(name, _)| name != "date" && !left_out.contains(&name.as_str()));
    headers.sort();
    headers
}

#[test]
fn head_encodes_nothing_and_says_all_of_get_but_the_length_that_would_take_it() {
    let tags = (1..=3_000).map(|at| tag(at, &format!("tag-{at}"), TagKind::Actor)).collect();
    let app = App::new(tags, &playables(1..=200));
    for url in ["/list/", "/list/?max=200", "/tags/", "/film/1/", "/list/?max=1"] {
        let mut connection = Connection::open(&app);
        for encoding in ["gzip", "zstd"] {
            let accepted = format!("Host: test\r\nAccept-Encoding: {encoding}\r\n\r\n");
            connection.send(format!("HEAD {url} HTTP/1.1\r\n{accepted}").as_bytes());
            let head = connection.receive("HEAD");
            connection.send(format!("GET {url} HTTP/1.1\r\n{accepted}").as_bytes());
            let get = connection.receive("GET");
            let is_encoded = get.header("content-encoding").is_some();
            assert_eq!(is_encoded, app.get(url).body.len() >= 1024, "{url}");
            let length = if is_encoded { &["content-length"][..] } else { &[] };
            assert_eq!((head.status, headers_without(&head, &[])), (200, headers_without(&get, length)), "{url}");
        }
        let tag = app.get(url).header("etag").unwrap().to_owned();
        connection.send(
            format!("HEAD {url} HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nIf-None-Match: {tag}\r\n\r\n")
                .as_bytes(),
        );
        assert_eq!(connection.receive("HEAD").status, 304, "{url}");
    }
}

#[test]
fn large_answers_are_whole_in_every_encoding_for_all_who_ask_at_once() {
    let kinds = [TagKind::Actor, TagKind::Director];
    let tags = (1..=6_000).map(|at| tag(at, &format!("tag-{at}"), kinds[at as usize % 2])).collect();
    let app = App::new(tags, &playables(1..=200));
    let file = app.get("/getfilmsfile/").header("location").unwrap().to_owned();
    for url in ["/tags/", "/tags/?kind=actor", "/tags/?kind=director,genre", "/list/?max=200", &file] {
        let plain = app.get(url);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for encoding in ["gzip", "zstd", "identity"] {
                        let answer = app.get_with(url, &[("Accept-Encoding", encoding)]);
                        assert_eq!(answer.header("etag"), plain.header("etag"), "{url} {encoding}");
                        assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
                        let body = if encoding == "identity" { answer.body } else { decoded(&answer) };
                        assert_eq!(body, plain.body, "{url} {encoding}");
                    }
                });
            }
        });
    }
}

#[test]
fn a_large_answer_follows_the_tags() {
    let tags = |title: &str| -> Vec<Tag> {
        let titled = |at: u32| Tag { title: text(title), ..tag(at, &format!("tag-{at}"), TagKind::Actor) };
        (1..=3_000).map(titled).collect()
    };
    let app = App::new(tags("Было"), &[]);
    let before = app.get_with("/tags/", &[("Accept-Encoding", "gzip")]);
    assert!(String::from_utf8(decoded(&before)).unwrap().contains("Было"));
    let served = app.live.get();
    let mut builder = SnapshotBuilder::from_snapshot(&served.snapshot);
    builder.put(&playables([1])[0]);
    let same = served.next(builder.build(2, NOW).unwrap(), NOW);
    assert!(Arc::ptr_eq(&same.tags, &served.tags), "an edit of films leaves the answers of tags as they are");
    app.live.set(same);
    assert_eq!(app.get_with("/tags/", &[("Accept-Encoding", "gzip")]).body, before.body);
    let mut builder = SnapshotBuilder::from_snapshot(&app.live.get().snapshot);
    builder.set_tags(tags("Стало"));
    app.live.set(app.live.get().next(builder.build(3, NOW).unwrap(), NOW));
    let after = app.get_with("/tags/", &[("Accept-Encoding", "gzip")]);
    assert!(!String::from_utf8(decoded(&after)).unwrap().contains("Было"));
    assert_ne!(after.header("etag"), before.header("etag"));
}

#[test]
fn the_films_file_is_encoded_and_tagged_like_any_answer() {
    let app = App::new(vec![], &playables(1..=200));
    let path = app.get("/getfilmsfile/").header("location").unwrap().to_owned();
    let plain = app.get(&path);
    let encoded = app.get_with(&path, &[("Accept-Encoding", "zstd")]);
    assert_eq!(decoded(&encoded), plain.body);
    let tag = plain.header("etag").unwrap();
    assert_eq!(app.get_with(&path, &[("If-None-Match", tag)]).status, 304);
}

#[test]
fn a_films_file_that_stays_the_same_is_encoded_once_through_all_edits() {
    let app = App::new(vec![], &playables(1..=3_000));
    let file = |app: &App| app.get("/getfilmsfile/").header("location").unwrap().to_owned();
    let path = file(&app);
    let encoded = app.get_with(&path, &[("Accept-Encoding", "gzip")]);
    let content = |served: &Served| served.films_file(AccessSetId::NOBODY, NOW).unwrap().content;
    let edited = |film: Film| {
        let served = app.live.get();
        let mut builder = SnapshotBuilder::from_snapshot(&served.snapshot);
        builder.put(&film);
        app.live.set(served.next(builder.build(served.snapshot.generation() + 1, NOW).unwrap(), NOW));
        (content(&served), content(&app.live.get()))
    };
    let (before, after) = edited(Film { desc: Some(text("Описание")), ..playable(1, "Фильм 1") });
    assert!(Arc::ptr_eq(&before, &after), "what no line tells of changes no file");
    assert!(after.encoded(Encoding::Gzip).get().is_some());
    let (before, after) = edited(playable(1, "Новое имя"));
    assert!(!Arc::ptr_eq(&before, &after));
    assert!(after.encoded(Encoding::Gzip).get().is_none());
    assert_ne!(file(&app), path);
    let renamed = app.get_with(&file(&app), &[("Accept-Encoding", "gzip")]);
    assert_ne!(decoded(&renamed), decoded(&encoded));
    assert!(String::from_utf8(decoded(&renamed)).unwrap().contains("Новое имя"));
}

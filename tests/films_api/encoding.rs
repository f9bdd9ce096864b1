//! Answers in fewer bytes, for clients that ask for it.

use std::io::Read;

use afisha::catalog::Film;

use crate::support::app::{Answer, App};
use crate::support::catalogue::{playables, text};
use crate::support::connection::Connection;

fn decoded(answer: &Answer) -> Vec<u8> {
    let mut plain = Vec::new();
    match answer.header("content-encoding") {
        Some("gzip") => flate2::read::GzDecoder::new(&answer.body[..]).read_to_end(&mut plain).unwrap(),
        Some("br") => brotli::Decompressor::new(&answer.body[..], 4096).read_to_end(&mut plain).unwrap(),
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
        ("br", &["br"]),
        ("zstd", &["zstd"]),
        ("GZIP", &["gzip"]),
        ("gzip;q=0.5", &["gzip"]),
        ("gzip, deflate", &["gzip"]),
        ("deflate, br;q=0.1", &["br"]),
        ("gzip;q=1.0, br;q=0.5, zstd;q=0", &["gzip"]),
        ("gzip, br, zstd", &["gzip", "br", "zstd"]),
        ("gzip;q=0, br", &["br"]),
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

#[test]
fn head_of_an_encoded_answer_has_its_length() {
    let app = App::new(vec![], &playables(1..=50));
    let get = app.get_with("/list/", &[("Accept-Encoding", "gzip")]);
    let mut connection = Connection::open(&app);
    connection.send(b"HEAD /list/ HTTP/1.1\r\nHost: test\r\nAccept-Encoding: gzip\r\n\r\n");
    let head = connection.receive("HEAD");
    assert_eq!(get.header("content-encoding"), Some("gzip"));
    assert_eq!((head.status, head.header("content-length")), (200, get.header("content-length")));
    assert_eq!(head.header("content-encoding"), Some("gzip"));
}

#[test]
fn the_films_file_is_encoded_and_tagged_like_any_answer() {
    let app = App::new(vec![], &playables(1..=200));
    let path = app.get("/getfilmsfile/").header("location").unwrap().to_owned();
    let plain = app.get(&path);
    let encoded = app.get_with(&path, &[("Accept-Encoding", "br")]);
    assert_eq!(decoded(&encoded), plain.body);
    let tag = plain.header("etag").unwrap();
    assert_eq!(app.get_with(&path, &[("If-None-Match", tag)]).status, 304);
}

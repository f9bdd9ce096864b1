//! Connections whose clients stall, send too much, or ask for more than they take. The deadlines are short here; what
//! they are in the program is seen in `tests/faults/`.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use afisha::catalog::{Tag, TagKind};
use afisha::http::Options as HttpOptions;
use afisha::http::connection::Deadlines;

use super::ids;
use crate::support::app::{App, Options};
use crate::support::catalogue::{tag, tags_of_every_kind, text, whole};
use crate::support::connection::Connection;

const SHORT: Duration = Duration::from_millis(150);
const LONG: Duration = Duration::from_secs(600);

/// Serves film 7 with these deadlines.
fn app(deadlines: Deadlines) -> App {
    app_of(deadlines, tags_of_every_kind())
}

fn app_of(deadlines: Deadlines, tags: Vec<Tag>) -> App {
    let options = Options { http: HttpOptions { deadlines, ..HttpOptions::new(1) }, ..Options::default() };
    App::with(&options, tags, &[whole(7)])
}

/// Deadlines that no test reaches.
fn patient() -> Deadlines {
    Deadlines { idle: LONG, head: LONG, body: LONG, write: LONG, total: LONG, linger: SHORT }
}

#[test]
fn a_request_that_stalls_is_given_up_whichever_it_is_of_its_connection() {
    let app = app(Deadlines { head: SHORT, ..patient() });
    for earlier in 0..3 {
        for part in ["G", "GET /list/", "GET /list/ HTTP/1.1\r\nHost: a\r\nX: "] {
            let mut connection = Connection::open(&app);
            (0..earlier).for_each(|_| assert_eq!(connection.get("/film/7/").status, 200));
            connection.send(part.as_bytes());
            assert_eq!(connection.receive("GET").error().0, 408, "{part:?} after {earlier}");
            assert_eq!(connection.rest(), b"", "{part:?} after {earlier}");
        }
    }
    assert_eq!(ids(&app, "/list/"), [7]);
}

#[test]
fn a_request_that_trickles_in_is_given_up() {
    let app = app(Deadlines { head: SHORT, ..patient() });
    let mut stream = TcpStream::connect(app.address).unwrap();
    let began = Instant::now();
    let mut sent = 0;
    while stream.write_all(b"G").is_ok() {
        sent += 1;
        sleep(Duration::from_millis(10));
        assert!(began.elapsed() < Duration::from_secs(30), "{sent} bytes of a head came, and no end is seen");
    }
}

#[test]
fn half_a_request_behind_a_whole_one_is_given_up() {
    let app = app(Deadlines { head: SHORT, ..patient() });
    let mut connection = Connection::open(&app);
    connection.send(b"GET /film/7/ HTTP/1.1\r\nHost: a\r\n\r\nGET /li");
    assert_eq!(connection.receive("GET").texts("Film/Id"), ["7"]);
    assert_eq!(connection.receive("GET").error().0, 408);
    assert_eq!(connection.rest(), b"");
}

#[test]
fn an_idle_connection_is_closed_without_a_word() {
    let app = app(Deadlines { idle: SHORT, ..patient() });
    let mut fresh = Connection::open(&app);
    assert_eq!(fresh.rest(), b"");
    let mut used = Connection::open(&app);
    assert_eq!(used.get("/film/7/").status, 200);
    assert_eq!(used.rest(), b"");
}

#[test]
fn each_request_has_its_own_deadline() {
    let app = app(Deadlines { head: SHORT, idle: LONG, ..patient() });
    let mut connection = Connection::open(&app);
    for _ in 0..4 {
        assert_eq!(connection.get("/film/7/").status, 200);
        sleep(SHORT / 2);
    }
    sleep(SHORT * 2);
    assert_eq!(connection.get("/film/7/").status, 200, "an idle connection is not a stalled one");
}

/// Enough that no socket takes an answer of `/tags/` whole: some 8 MB.
fn many_tags() -> Vec<Tag> {
    let tags = (1..=8000).map(|id| tag(id, &format!("tag-{id}"), TagKind::Other));
    tags.map(|tag| Tag { title: text(&"т".repeat(500)), ..tag }).collect()
}

/// Reads until the server has closed, however.
fn drain(stream: &mut TcpStream) -> usize {
    let (mut read, mut room) = (0, vec![0; 1 << 16]);
    loop {
        match stream.read(&mut room) {
            Ok(0) => return read,
            Ok(bytes) => read += bytes,
            Err(fault) if fault.kind() == ErrorKind::ConnectionReset => return read,
            Err(fault) => panic!("the server neither answers nor closes: {fault}"),
        }
    }
}

/// Asks for an answer of 8 MB without reading it, over a socket that takes little.
fn ask_and_not_read(app: &App) -> TcpStream {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    socket.connect(&app.address.into()).unwrap();
    let mut stream = TcpStream::from(socket);
    stream.write_all(b"GET /tags/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
    stream
}

#[test]
fn an_answer_that_nobody_reads_is_dropped() {
    let app = app_of(Deadlines { write: SHORT, ..patient() }, many_tags());
    let whole = app.get("/tags/").body.len();
    let mut stream = ask_and_not_read(&app);
    sleep(SHORT * 4);
    let read = drain(&mut stream);
    assert!(read < whole, "all of {whole} bytes came to a client that read nothing for long");
}

#[test]
fn an_answer_that_is_read_slowly_comes_whole() {
    let app = app_of(Deadlines { write: SHORT * 20, ..patient() }, many_tags());
    let whole = app.get("/tags/").body.len();
    let mut stream = ask_and_not_read(&app);
    let mut first = vec![0; 1 << 16];
    for _ in 0..8 {
        sleep(SHORT);
        stream.read_exact(&mut first).unwrap();
    }
    assert!(8 * first.len() + drain(&mut stream) > whole);
}

#[test]
fn an_answer_that_takes_too_long_in_all_is_dropped() {
    let app = app_of(Deadlines { total: SHORT, ..patient() }, many_tags());
    let whole = app.get("/tags/").body.len();
    let mut stream = ask_and_not_read(&app);
    sleep(SHORT * 4);
    assert!(drain(&mut stream) < whole);
}

#[test]
fn what_follows_a_body_that_is_refused_is_no_request() {
    let app = app(patient());
    let next = "GET /film/7/ HTTP/1.1\r\nHost: a\r\n\r\n";
    for (status, head, body) in [
        (413, "GET /list/", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        (405, "POST /list/", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
        (404, "POST /nowhere/", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        (413, "GET /list/", "Content-Length: 3\r\n\r\nabc"),
        (405, "PUT /film/7/", "Content-Length: 3\r\n\r\nabc"),
        (405, "PUT /film/7/", "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n"),
        // The body never ends, or is the next request itself.
        (413, "GET /list/", "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n"),
        (405, "POST /list/", "Content-Length: 1000000000\r\n\r\n"),
        (405, "DELETE /list/", "Content-Length: 37\r\n\r\n"),
    ] {
        let mut connection = Connection::open(&app);
        connection.send(format!("{head} HTTP/1.1\r\nHost: a\r\n{body}{next}").as_bytes());
        let answer = connection.receive("GET");
        assert_eq!(answer.error().0, status, "{head} {body}");
        assert_eq!(answer.header("connection"), Some("close"), "{head} {body}");
        assert_eq!(connection.rest(), b"", "{head} {body}");
    }
}

#[test]
fn pipelines_of_heads_and_gets_are_answered_each_in_its_own_way() {
    let app = app(patient());
    for pipeline in [["GET", "HEAD", "GET"], ["HEAD", "GET", "HEAD"], ["HEAD", "HEAD", "GET"], ["GET", "GET", "HEAD"]] {
        let mut connection = Connection::open(&app);
        let requests = pipeline.map(|method| format!("{method} /film/7/ HTTP/1.1\r\nHost: a\r\n\r\n")).concat();
        connection.send(requests.as_bytes());
        for method in pipeline {
            let answer = connection.receive(method);
            assert_eq!((answer.status, answer.body.is_empty()), (200, method == "HEAD"), "{pipeline:?}");
        }
        assert_eq!(connection.get("/list/").list().1, [7], "{pipeline:?}");
    }
}

#[test]
fn a_long_pipeline_is_answered_whole() {
    let app = app(patient());
    let mut connection = Connection::open(&app);
    connection.send("GET /film/7/ HTTP/1.1\r\nHost: a\r\n\r\n".repeat(300).as_bytes());
    for _ in 0..300 {
        assert_eq!(connection.receive("GET").status, 200);
    }
}

#[test]
fn a_client_that_says_it_sends_no_more_is_answered() {
    let app = app(patient());
    let mut connection = Connection::open(&app);
    connection.send(b"GET /film/7/ HTTP/1.1\r\nHost: a\r\n\r\nGET /tags/ HTTP/1.1\r\nHost: a\r\n\r\n");
    connection.finish();
    assert_eq!(connection.receive("GET").status, 200);
    assert_eq!(connection.receive("GET").status, 200);
    assert_eq!(connection.rest(), b"");
}

#[test]
fn an_address_with_its_share_of_connections_gets_no_more() {
    let http = HttpOptions { max_connections_per_address: 2, deadlines: patient(), ..HttpOptions::new(1) };
    let options = Options { http, trusted_proxies: vec![], ..Options::default() };
    let app = App::with(&options, tags_of_every_kind(), &[whole(7)]);
    let mut open = [Connection::open(&app), Connection::open(&app)];
    open.iter_mut().for_each(|connection| assert_eq!(connection.get("/film/7/").status, 200));
    assert_eq!(Connection::open(&app).rest(), b"", "a third is closed at once");
    let [kept, closed] = &mut open;
    closed.finish();
    assert_eq!(closed.rest(), b"");
    assert_eq!(kept.get("/film/7/").status, 200);
    let began = Instant::now();
    while !app.answers() {
        assert!(began.elapsed() < Duration::from_secs(30), "a closed connection goes on counting");
    }
}

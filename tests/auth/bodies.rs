//! How large a form may be, and what is no form.

use std::io::Write;
use std::net::{Shutdown, TcpStream};

use super::{ANONYMOUS, Served, error, given};
use crate::support::connection::Connection;
use crate::support::database::Database;
use crate::support::http::Answer;

const LIMIT: usize = 4_096;

/// Returns a form of so many bytes.
fn form(bytes: usize) -> String {
    format!("{ANONYMOUS}&x={}", "y".repeat(bytes - ANONYMOUS.len() - 3))
}

#[test]
fn a_form_of_four_kibibytes_is_read_and_one_byte_more_is_refused() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    given(&served.post(&form(LIMIT)));
    let refused = served.post(&form(LIMIT + 1));
    assert_eq!((error(&refused).0, refused.header("connection")), (413, Some("close")));
}

#[test]
fn a_body_of_a_megabyte_is_refused_whether_its_length_is_said_or_not() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let head = "POST /auth/2/token HTTP/1.1\r\nHost: test\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let megabyte = form(1 << 20);
    let chunks: String = megabyte
        .as_bytes()
        .chunks(1 << 12)
        .map(|chunk| format!("{:x}\r\n{}\r\n", chunk.len(), std::str::from_utf8(chunk).unwrap()))
        .collect();
    for sent in [
        format!("{head}Content-Length: {}\r\n\r\n{megabyte}", megabyte.len()),
        format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n"),
    ] {
        let mut connection = Connection::open(&served.app);
        connection.send(sent.as_bytes());
        let refused = connection.receive("POST");
        assert_eq!((error(&refused).0, refused.header("connection")), (413, Some("close")));
        connection.finish();
        assert_eq!(connection.rest(), b"", "nothing of the body is taken for a request");
    }
    assert_eq!(served.store.count_anonymous().unwrap(), 0);
    given(&served.post(ANONYMOUS));
}

#[test]
fn what_is_no_form_is_refused() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let sent = |headers: &str| {
        served.app.send(&format!(
            "POST /auth/2/token HTTP/1.1\r\nHost: test\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{ANONYMOUS}",
            ANONYMOUS.len()
        ))
    };
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    for headers in [
        "",
        "Content-Type: application/json\r\n",
        "Content-Type: multipart/form-data; boundary=x\r\n",
        "Content-Type: text/plain\r\n",
        &format!("{form}Content-Encoding: gzip\r\n"),
    ] {
        assert_eq!(error(&sent(headers)), (400, "invalid_request".to_owned()), "{headers}");
    }
    given(&sent(&format!("{form}Content-Encoding: identity\r\n")));
}

#[test]
fn a_form_in_chunks_and_one_over_an_open_connection_are_read() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let mut connection = Connection::open(&served.app);
    let head = "POST /auth/2/token HTTP/1.1\r\nHost: test\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    let (one, other) = ANONYMOUS.split_at(20);
    let chunked = format!("{:x}\r\n{one}\r\n{:x}\r\n{other}\r\n0\r\n\r\n", one.len(), other.len());
    connection.send(format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunked}").as_bytes());
    given(&connection.receive("POST"));
    connection.send(format!("{head}Content-Length: {}\r\n\r\n{ANONYMOUS}", ANONYMOUS.len()).as_bytes());
    given(&connection.receive("POST"));
    assert_eq!(connection.get("/list/").list().1.len(), 3);
}

#[test]
fn a_form_that_is_cut_off_is_answered_with_nothing_and_makes_nobody() {
    let database = Database::sqlite();
    let served = Served::new(&database);
    let mut stream = TcpStream::connect(served.app.address).unwrap();
    let head = "POST /auth/2/token HTTP/1.1\r\nHost: test\r\nContent-Type: application/x-www-form-urlencoded\r\n";
    write!(stream, "{head}Content-Length: 1000\r\n\r\n{ANONYMOUS}").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut rest = Vec::new();
    std::io::Read::read_to_end(&mut stream, &mut rest).unwrap();
    let answered = (!rest.is_empty()).then(|| Answer::parse(&rest).status);
    assert!(answered.is_none_or(|status| status >= 400), "{answered:?}");
    assert_eq!(served.store.count_anonymous().unwrap(), 0);
}

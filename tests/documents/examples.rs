//! Every request in a document is put to the server over the demo catalogue, and its answer compared.
//!
//! A fenced block `http` that begins with a method is a request, and so is a block `sh` with `curl 'http://…'`. Blocks
//! that follow are its answers: `xml` and `csv` show the body, shortened (`xml brief`: little of each film); `http`
//! shows status and the headers it names.

use std::sync::Arc;

use actix_web::http::StatusCode;
use afisha::catalog::Moment;
use afisha::clock::Clock;
use afisha::exchange::{self, Options as ImportOptions};
use afisha::query::live::Live;

use super::shortened::{self, Films};
use super::{WITH_EXAMPLES, read};
use crate::support::app::{Answer, App, Options, group};
use crate::support::database::Database;
use crate::support::made::assert_up_to_date;

/// The present of every example: 2026-01-01T00:00:00Z.
const NOW: Moment = Moment(1_767_225_600);
/// Where the README's server is.
const README_SERVER: &str = "http://127.0.0.1:8080";
const METHODS: [&str; 3] = ["GET", "HEAD", "OPTIONS"];

/// Serves the demo catalogue, with the access groups it names.
fn demo() -> App {
    let clock = Clock::fixed(NOW);
    let database = Database::sqlite();
    let store = database.store();
    exchange::import(&store, &clock, &[exchange::demo()], ImportOptions::default(), &mut |_| {}).unwrap();
    let groups = vec![group("novosibirsk", "10.54.0.0/16"), group("tomsk", "10.70.0.0/16")];
    let options = Options { groups, ..Options::default() };
    let served = afisha::refresh::load(&store, options.setup(), &clock).unwrap();
    App::serve(&options, clock, Arc::new(Live::new(served)))
}

#[test]
fn every_answer_in_a_document_is_up_to_date_with_the_server() {
    let app = demo();
    let made = WITH_EXAMPLES.map(|path| {
        let document = read(path);
        let mut requests = 0;
        let right = answered(&document, &mut |request| {
            requests += 1;
            app.send(&raw(request))
        });
        assert!(requests > 0, "{path} holds no request");
        (path, right)
    });
    assert_up_to_date(&made);
}

/// A request as a document shows it.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    method: String,
    url: String,
    headers: Vec<String>,
}

/// Returns the document with the answers that `ask` gives to its requests.
fn answered(document: &str, ask: &mut dyn FnMut(&Request) -> Answer) -> String {
    let mut right = String::new();
    let mut answer: Option<Answer> = None;
    let mut lines = document.lines();
    while let Some(line) = lines.next() {
        right.push_str(&format!("{line}\n"));
        let Some(language) = line.strip_prefix("```").filter(|language| !language.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let shown = block.iter().map(|line| format!("{line}\n")).collect::<String>();
        let shown = match (language, request(language, &block), &answer) {
            (_, Some(request), _) => {
                answer = Some(ask(&request));
                shown
            }
            ("xml", None, Some(answer)) => shortened::xml(answer.text(), Films::Whole),
            ("xml brief", None, Some(answer)) => shortened::xml(answer.text(), Films::Briefly),
            ("csv", None, Some(answer)) => shortened::lines(answer.text()),
            ("http", None, Some(answer)) => head(answer, &block),
            _ => shown,
        };
        right.push_str(&shown);
        right.push_str("```\n");
    }
    right
}

fn request(language: &str, block: &[&str]) -> Option<Request> {
    let (first, headers) = block.split_first()?;
    let (method, url) = match language {
        "http" => first.split_once(' ').filter(|(method, _)| METHODS.contains(method))?,
        "sh" => ("GET", first.strip_prefix("curl '")?.strip_suffix('\'')?.strip_prefix(README_SERVER)?),
        _ => return None,
    };
    let headers = headers.iter().map(|line| (*line).to_owned()).collect();
    Some(Request { method: method.to_owned(), url: url.to_owned(), headers })
}

fn raw(request: &Request) -> String {
    let headers: String = request.headers.iter().map(|line| format!("{line}\r\n")).collect();
    format!("{} {} HTTP/1.1\r\nHost: films.example\r\nConnection: close\r\n{headers}\r\n", request.method, request.url)
}

/// Returns the status and those headers that the block names.
fn head(answer: &Answer, block: &[&str]) -> String {
    let status = StatusCode::from_u16(answer.status).unwrap();
    let mut head = format!("HTTP/1.1 {status}\n");
    for name in block.iter().skip(1).filter_map(|line| line.split_once(':')).map(|(name, _)| name) {
        let value = answer.header(&name.to_ascii_lowercase());
        head.push_str(&format!("{name}: {}\n", value.unwrap_or("(the answer has no such header)")));
    }
    head
}

#[test]
fn a_stale_answer_is_put_right() {
    let document =
        "Text.\n```http\nGET /tags/\nX: y\n```\n```http\nHTTP/1.1 200 OK\netag: old\n```\n```xml\nold\n```\n";
    let right = answered(document, &mut |request| {
        assert_eq!(
            *request,
            Request { method: "GET".to_owned(), url: "/tags/".to_owned(), headers: vec!["X: y".to_owned()] }
        );
        Answer::parse(b"HTTP/1.1 404 Not Found\r\nETag: new\r\n\r\n<?xml version=\"1.0\"?>\n<Error></Error>")
    });
    assert_eq!(
        right,
        "Text.\n```http\nGET /tags/\nX: y\n```\n```http\nHTTP/1.1 404 Not Found\netag: new\n```\n```xml\n<?xml version=\"1.0\"?>\n<Error></Error>\n```\n"
    );
}

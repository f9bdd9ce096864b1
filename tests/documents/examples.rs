//! Every request in a document is put to the server over the demo catalogue, and its answer compared.
//!
//! A fenced block `http` that begins with a method is a request, whose body follows an empty line, and so is a block `sh`
//! with `curl 'http://…'`, before whose URL there may be `-d 'form'` or `-H "header"`. `$TOKEN` is the last access token that
//! was given. Blocks that follow are its answers: `xml`, `json` and `csv` show the body, shortened (`xml brief`: little of
//! each film); `http` shows status and the headers it names.

use std::sync::Arc;

use actix_web::http::StatusCode;
use afisha::catalog::Moment;
use afisha::clock::Clock;
use afisha::config::{Config, Sources};
use afisha::exchange::{self, ImportOptions};
use afisha::query::live::Live;
use afisha::refresh::{Issuer, Lookups, Viewers};
use afisha::registry::{Own, Registry};
use afisha::viewers::Lifetimes;
use serde_json::Value;

use super::shortened::{self, Films};
use super::{WITH_EXAMPLES, read};
use crate::support::app::{App, AuthOptions, Options, group};
use crate::support::database::Database;
use crate::support::http::Answer;
use crate::support::made::assert_up_to_date;

/// The present of every example: 2026-01-01T00:00:00Z.
const NOW: Moment = Moment(1_767_225_600);
/// Where the README's server is.
const README_SERVER: &str = "http://127.0.0.1:8080";
const METHODS: [&str; 4] = ["GET", "HEAD", "OPTIONS", "POST"];
/// What `serve --demo` turns on.
const DEMO: [(&str, &str); 2] = [
    ("public_url", README_SERVER),
    (
        "registry",
        "{ contractor_id = 2, contractor_name = 'Demo', territory = [{ id = 16, name = 'Новосибирск', \
         time_zone = 'Asia/Novosibirsk', networks = ['0.0.0.0/0', '::/0'] }] }",
    ),
];

/// The Registry of the demo.
fn registry() -> Registry {
    let flags = DEMO.map(|(name, value)| (name, value.to_owned())).into();
    let config = Config::load(&Sources { flags, ..Sources::default() }).unwrap();
    let own = Own {
        public_url: config.server.public_url.unwrap(),
        film_paths: config.server.version_paths,
        issues_tokens: true,
    };
    Registry::new(&config.way_in.registry.unwrap(), &own)
}

/// Serves the demo catalogue, with the access groups it names, and what issues tokens.
fn demo() -> (App, Database, (Issuer, Lookups)) {
    let clock = Clock::fixed(NOW);
    let database = Database::sqlite();
    let store = database.store();
    exchange::import(&store, &clock, &[exchange::demo()], ImportOptions::default(), &mut |_| {}).unwrap();
    let groups = vec![group("novosibirsk", "10.54.0.0/16"), group("tomsk", "10.70.0.0/16")];
    let viewers = Arc::new(Viewers::load(&store).unwrap());
    let lifetimes = Lifetimes { access: 86_400, refresh: 7_776_000 };
    let issuer = Issuer::start(&store, clock.clone(), Arc::clone(&viewers), (lifetimes, 1_000)).unwrap();
    let lookups = Lookups::start(&store, Arc::clone(&viewers)).unwrap();
    let auth = AuthOptions { tokens: issuer.tokens(), access_seconds: lifetimes.access, new_viewers_per_hour: 30 };
    let options = Options { groups, viewers, registry: Some(registry()), auth: Some(auth), ..Options::default() };
    let served = afisha::refresh::load(&store, options.setup(), &clock).unwrap();
    (App::serve(&options, clock, Arc::new(Live::new(served))), database, (issuer, lookups))
}

#[test]
fn every_answer_in_a_document_is_up_to_date_with_the_server() {
    let (app, _database, _threads) = demo();
    let mut token = String::new();
    let made = WITH_EXAMPLES.map(|path| {
        let document = read(path);
        let mut requests = 0;
        let right = answered(&document, &mut |request| {
            requests += 1;
            let answer = app.send(&raw(request).replace("$TOKEN", &token));
            let json = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
            token = json["access_token"].as_str().map_or(std::mem::take(&mut token), str::to_owned);
            answer
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
    body: String,
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
            ("json", None, Some(answer)) if is_json(answer) => shortened::json(answer.text()),
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
    let (first, rest) = block.split_first()?;
    if language == "sh" {
        return command(first);
    }
    let (method, url) = first.split_once(' ').filter(|(method, _)| language == "http" && METHODS.contains(method))?;
    let mut parts = rest.splitn(2, |line| line.is_empty());
    let lines =
        |part: Option<&[&str]>| part.unwrap_or_default().iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    let (headers, body) = (lines(parts.next()), lines(parts.next()).concat());
    Some(Request { method: method.to_owned(), url: url.to_owned(), headers, body })
}

/// Reads a command line of curl; `None`: it is none to our server.
fn command(line: &str) -> Option<Request> {
    let mut request = Request { method: "GET".to_owned(), url: String::new(), headers: vec![], body: String::new() };
    let mut rest = line.strip_prefix("curl ")?;
    while !rest.starts_with('\'') {
        let (flag, argument) = rest.split_once(' ')?;
        let quote = argument.chars().next()?;
        let (value, after) = argument[1..].split_once(quote)?;
        match flag {
            "-d" => {
                request.method = "POST".to_owned();
                request.body = value.to_owned();
                request.headers.push("Content-Type: application/x-www-form-urlencoded".to_owned());
            }
            "-H" => request.headers.push(value.to_owned()),
            _ => return None,
        }
        rest = after.trim_start();
    }
    request.url = rest.strip_prefix('\'')?.strip_suffix('\'')?.strip_prefix(README_SERVER)?.to_owned();
    Some(request)
}

fn raw(request: &Request) -> String {
    let Request { method, url, headers, body } = request;
    let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    format!("{method} {url} HTTP/1.1\r\nHost: films.example\r\nConnection: close\r\n{headers}{length}\r\n{body}")
}

fn is_json(answer: &Answer) -> bool {
    answer.header("content-type").is_some_and(|kind| kind.starts_with("application/json"))
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
            Request {
                method: "GET".to_owned(),
                url: "/tags/".to_owned(),
                headers: vec!["X: y".to_owned()],
                body: String::new()
            }
        );
        Answer::parse(b"HTTP/1.1 404 Not Found\r\nETag: new\r\n\r\n<?xml version=\"1.0\"?>\n<Error></Error>")
    });
    assert_eq!(
        right,
        "Text.\n```http\nGET /tags/\nX: y\n```\n```http\nHTTP/1.1 404 Not Found\netag: new\n```\n```xml\n<?xml version=\"1.0\"?>\n<Error></Error>\n```\n"
    );
}

//! `afisha health`

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use clap::Args;
use serde_json::Value;
use url::Url;

use super::fault::CommandError;
use super::output::say;
use super::settings::Settings;

/// How long a server may take for each step of its answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most bytes of an answer that are read.
const MAX_ANSWER: u64 = 64 * 1024;
/// The page that says whether a server is ready.
const READINESS: &str = "/readyz";

/// Asks a running server whether it is ready: exit status 0 if it is, 1 if it is not. For the health checks of containers.
#[derive(Debug, Args)]
pub(super) struct Health {
    /// What to ask, such as http://127.0.0.1:9180/ or http://127.0.0.1:9180/healthz; without it, the `ops_listen` of the
    /// settings. Without a path, /readyz.
    url: Option<String>,
}

impl Health {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let url = match &self.url {
            Some(url) => parse(url)?,
            None => from_settings(settings)?,
        };
        let refuse = |fault: io::Error| CommandError::Refused(format!("{url} does not answer: {}", reason(&fault)));
        let (status, body) = ask(&url).map_err(refuse)?;
        if status == 200 {
            return say(format!("{url}: {}", if url.path() == READINESS { "ready" } else { "ok" }));
        }
        Err(CommandError::Refused(match reasons(&body) {
            Some(reasons) => format!("{url}: not ready: {reasons}"),
            None => format!("{url} answers with status {status}"),
        }))
    }
}

fn parse(text: &str) -> Result<Url, CommandError> {
    let refuse =
        |what: &str| CommandError::Refused(format!("{text} {what}; it must be a URL such as http://127.0.0.1:9180/"));
    let mut url = Url::parse(text).map_err(|_| refuse("is not a URL"))?;
    if url.scheme() != "http" || !url.has_host() {
        return Err(refuse("is not the URL of a web server without TLS"));
    }
    if url.path() == "/" {
        url.set_path(READINESS);
    }
    Ok(url)
}

fn from_settings(settings: &Settings) -> Result<Url, CommandError> {
    let Some(address) = settings.load(&[])?.operations.listen else {
        return Err(CommandError::Refused("ops_listen is empty, so the server tells nobody how it fares".to_owned()));
    };
    parse(&format!("http://{}", super::serve::reachable(address)))
}

/// Asks for a page; returns the status and the body.
fn ask(url: &Url) -> io::Result<(u16, String)> {
    let mut stream = connect(url)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let host = url.host_str().unwrap_or_default();
    write!(stream, "GET {} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n", url.path())?;
    let mut answer = String::new();
    stream.take(MAX_ANSWER).read_to_string(&mut answer)?;
    let malformed = || io::Error::new(io::ErrorKind::InvalidData, "this is not HTTP");
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(malformed)?;
    let status = head.strip_prefix("HTTP/1.").and_then(|rest| rest.get(2..5)?.parse().ok()).ok_or_else(malformed)?;
    Ok((status, body.to_owned()))
}

fn connect(url: &Url) -> io::Result<TcpStream> {
    let addresses = url.socket_addrs(|| None)?;
    let mut fault = io::Error::new(io::ErrorKind::NotFound, "no such host");
    for address in addresses {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => return Ok(stream),
            Err(refused) => fault = refused,
        }
    }
    Err(fault)
}

/// Returns the sentences of an answer that says why a server is not ready.
fn reasons(body: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(body).ok()?;
    let messages: Option<Vec<&str>> = answer["reasons"].as_array()?.iter().map(|one| one["message"].as_str()).collect();
    messages.map(|messages| messages.join("; "))
}

fn reason(fault: &io::Error) -> String {
    match fault.kind() {
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => format!("nothing came for {} s", PATIENCE.as_secs()),
        io::ErrorKind::ConnectionRefused => "nobody listens there".to_owned(),
        _ => fault.to_string(),
    }
}

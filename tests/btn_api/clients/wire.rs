//! Requests of a client over a socket, and what comes back.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use afisha::btn::AppCredentials;
use flate2::read::GzDecoder;
use url::Url;

use super::profile::{Credentials, Profile, Stack};
use crate::support::btn_server::gzip;

/// How long a client waits for a byte.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often one asks again that is told to say who it is.
const REPEATS_OF_401: usize = 20;
/// By which the client of the JDK asks for HTTP/2.
const UPGRADE: &str = "Connection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n\
                       Upgrade: h2c\r\n";

/// Why a request is no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// There is no server, or it breaks off, or says nothing for too long.
    Connection,
    Status(u16, String),
}

/// What is sent beside the head.
#[derive(Clone, Copy, Debug)]
pub enum Sent<'a> {
    Nothing,
    /// In chunks and compressed, without a length.
    Report(&'a [u8]),
    /// As it is, with its length.
    Plain(&'a [u8]),
}

/// An answer with its body decoded.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// The connection of a client to its server, kept between requests.
pub struct Wire {
    profile: &'static Profile,
    credentials: AppCredentials,
    /// Where the name of the server leads.
    server: SocketAddr,
    open: Option<BufReader<TcpStream>>,
}

impl Wire {
    pub fn new(profile: &'static Profile, credentials: AppCredentials, server: SocketAddr) -> Self {
        Self { profile, credentials, server, open: None }
    }

    /// The name of the server leads elsewhere from now on.
    pub fn lead_to(&mut self, server: SocketAddr) {
        self.server = server;
        self.open = None;
    }

    /// Sends a request and waits for its answer; what no client may be told ends the test.
    pub fn ask(&mut self, method: &str, url: &Url, sent: Sent<'_>) -> Result<Reply, Failure> {
        let reply = self.ask_once(method, url, sent).map_err(|_| Failure::Connection)?;
        if reply.status == 401 && self.profile.stack == Stack::OkHttp {
            (0..REPEATS_OF_401).for_each(|_| drop(self.ask_once(method, url, sent)));
        }
        assert_ne!(reply.status, 401, "{url}: clients repeat it {REPEATS_OF_401} times");
        assert!(!(300..400).contains(&reply.status), "{url}: a redirect loses reports and leaks secrets");
        assert_eq!(reply.header("set-cookie"), None, "{url}: clients keep cookies");
        Ok(reply)
    }

    fn ask_once(&mut self, method: &str, url: &Url, sent: Sent<'_>) -> io::Result<Reply> {
        let is_kept = self.open.is_some();
        match self.exchange(method, url, sent) {
            // The server may have closed what was kept.
            Err(error) if is_kept && !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                self.open = None;
                self.exchange(method, url, sent)
            }
            other => other,
        }
    }

    fn exchange(&mut self, method: &str, url: &Url, sent: Sent<'_>) -> io::Result<Reply> {
        let is_first = self.open.is_none();
        let request = self.request(method, url, sent, is_first);
        let mut stream = match self.open.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.server)?;
                stream.set_read_timeout(Some(PATIENCE))?;
                stream.set_nodelay(true)?;
                BufReader::new(stream)
            }
        };
        stream.get_mut().write_all(&request)?;
        let reply = read(&mut stream)?;
        if reply.header("connection").is_none_or(|connection| !connection.eq_ignore_ascii_case("close")) {
            self.open = Some(stream);
        }
        Ok(reply)
    }

    fn request(&self, method: &str, url: &Url, sent: Sent<'_>, is_first: bool) -> Vec<u8> {
        let target = &url[url::Position::BeforePath..];
        let mut head = format!("{method} {target} HTTP/1.1\r\n");
        if self.profile.stack == Stack::Jdk && is_first {
            head += UPGRADE;
        }
        head += &format!(
            "Host: {}\r\nUser-Agent: {}\r\nContent-Type: application/json\r\nAccept-Encoding: {}\r\n",
            url.host_str().unwrap(),
            self.profile.user_agent,
            self.profile.encodings
        );
        head += &self.credentials();
        let mut body = Vec::new();
        match sent {
            Sent::Nothing if self.profile.stack == Stack::Jdk => head += "Content-Length: 0\r\n",
            Sent::Nothing => {}
            Sent::Plain(plain) => {
                head += &format!("Content-Length: {}\r\n", plain.len());
                body = plain.to_vec();
            }
            Sent::Report(plain) => {
                head += "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n";
                body = chunks(&gzip(plain));
            }
        }
        [head.as_bytes(), b"\r\n", &body].concat()
    }

    fn credentials(&self) -> String {
        let (id, secret) = (&self.credentials.id, self.credentials.expose());
        let first = format!("BTN-AppID: {id}\r\nBTN-AppSecret: {secret}\r\n");
        let mut headers = match self.profile.credentials {
            Credentials::First => first,
            Credentials::All => format!(
                "{first}X-BTN-AppID: {id}\r\nX-BTN-AppSecret: {secret}\r\nAuthentication: Bearer {id}@{secret}\r\n"
            ),
            Credentials::Authorization => format!("Authorization: Bearer {id}@{secret}\r\n"),
        };
        if self.profile.version == 20 && id == "example-app-id" {
            headers += "X-BTN-InstallationID: 5f0c3d1e-2b4a-4c6d-8e7f-9a0b1c2d3e4f\r\n";
        }
        headers
    }
}

fn chunks(bytes: &[u8]) -> Vec<u8> {
    let mut chunked = Vec::new();
    for chunk in bytes.chunks(8_192) {
        chunked.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        chunked.extend(chunk);
        chunked.extend(b"\r\n");
    }
    chunked.extend(b"0\r\n\r\n");
    chunked
}

fn line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    line.strip_suffix("\r\n").map(str::to_owned).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

fn read(stream: &mut impl BufRead) -> io::Result<Reply> {
    let status = line(stream)?.split(' ').nth(1).unwrap().parse().unwrap();
    let mut reply = Reply { status, headers: Vec::new(), body: Vec::new() };
    loop {
        let header = line(stream)?;
        let Some((name, value)) = header.split_once(':') else { break };
        reply.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    if reply.header("transfer-encoding") == Some("chunked") {
        loop {
            let length = usize::from_str_radix(&line(stream)?, 16).unwrap();
            let start = reply.body.len();
            reply.body.resize(start + length, 0);
            stream.read_exact(&mut reply.body[start..])?;
            line(stream)?;
            if length == 0 {
                break;
            }
        }
    } else if status != 204 {
        let length = reply.header("content-length").expect("a length").parse().unwrap();
        reply.body = vec![0; length];
        stream.read_exact(&mut reply.body)?;
    }
    if reply.header("content-encoding") == Some("gzip") {
        let mut plain = Vec::new();
        GzDecoder::new(reply.body.as_slice()).read_to_end(&mut plain)?;
        reply.body = plain;
    }
    Ok(reply)
}

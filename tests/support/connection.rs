//! A connection that stays open between requests, as set-top boxes keep theirs.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::app::{Answer, App};

/// Far more than any answer takes: whoever waits so long has found a stuck server.
const PATIENCE: Duration = Duration::from_secs(60);

/// One client.
pub struct Connection {
    stream: TcpStream,
}

impl Connection {
    pub fn open(app: &App) -> Self {
        Self::to(app.address)
    }

    pub fn to(address: impl ToSocketAddrs) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream }
    }

    /// Sends bytes; the server may close before it has read them all.
    pub fn send(&mut self, request: &[u8]) {
        if let Err(error) = self.stream.write_all(request) {
            assert!(matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset), "{error}");
        }
    }

    /// Says that nothing more will come.
    pub fn finish(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
    }

    /// Reads one answer by its `Content-Length`, as much of it as the method lets come.
    pub fn receive(&mut self, method: &str) -> Answer {
        let mut answer = Answer::parse(&self.read_head());
        let length: usize = answer.header("content-length").map_or(0, |length| length.parse().unwrap());
        if method != "HEAD" && answer.status != 304 {
            answer.body = vec![0; length];
            self.stream.read_exact(&mut answer.body).unwrap();
        }
        answer
    }

    /// Asks for a URL over the open connection.
    pub fn get(&mut self, url: &str) -> Answer {
        self.send(format!("GET {url} HTTP/1.1\r\nHost: test\r\n\r\n").as_bytes());
        self.receive("GET")
    }

    /// Asks for a URL as the client at the address.
    pub fn get_as(&mut self, address: &str, url: &str) -> Answer {
        self.send(format!("GET {url} HTTP/1.1\r\nHost: test\r\nX-Forwarded-For: {address}\r\n\r\n").as_bytes());
        self.receive("GET")
    }

    /// Reads what comes until the server closes, empty where it closes without a word.
    pub fn rest(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut room = [0; 4096];
        loop {
            match self.stream.read(&mut room) {
                Ok(0) => return bytes,
                Ok(read) => bytes.extend_from_slice(&room[..read]),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => return bytes,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => panic!("the server neither answers nor closes: {error}"),
            }
        }
    }

    fn read_head(&mut self) -> Vec<u8> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        head
    }
}

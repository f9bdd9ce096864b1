//! A client with a connection that stays open.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// Bytes read at once.
const ROOM: usize = 256 * 1024;

/// Returns the first line of a request for a path.
pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\n")
}

/// One connection.
pub(crate) struct Connection(BufReader<TcpStream>);

/// The head of an answer.
struct Head {
    status: u16,
    /// Bytes of the body that follows.
    length: usize,
}

impl Connection {
    pub(crate) fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::with_capacity(ROOM, stream)))
    }

    /// Sends a request, its lines but for the host, reads its answer to the end and returns the status.
    pub(crate) fn ask(&mut self, request: &str) -> io::Result<u16> {
        let head = self.head_of(request)?;
        let mut body = self.0.by_ref().take(head.length as u64);
        io::copy(&mut body, &mut io::sink())?;
        Ok(head.status)
    }

    /// Sends a request and returns the status and the body of its answer.
    pub(crate) fn fetch(&mut self, request: &str) -> io::Result<(u16, Vec<u8>)> {
        let head = self.head_of(request)?;
        let mut body = vec![0; head.length];
        self.0.read_exact(&mut body)?;
        Ok((head.status, body))
    }

    fn head_of(&mut self, request: &str) -> io::Result<Head> {
        self.0.get_mut().write_all(format!("{request}Host: bench\r\n\r\n").as_bytes())?;
        let mut head = Head { status: 0, length: 0 };
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            if self.0.read_line(&mut line)? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
                head.status = rest[..3].parse().unwrap();
            }
            if let Some(rest) = line.strip_prefix("content-length: ").filter(|_| !request.starts_with("HEAD")) {
                head.length = rest.trim().parse().unwrap();
            }
        }
        Ok(head)
    }
}

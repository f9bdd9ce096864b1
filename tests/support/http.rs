//! A client of the server under test: whole requests over connections of their own, and what comes back.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};

/// Asks for a URL.
pub fn get(address: impl ToSocketAddrs, url: &str) -> Answer {
    send(address, &format!("GET {url} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"))
}

/// Sends bytes as they are and reads until the server closes.
pub fn send(address: impl ToSocketAddrs, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    Answer::parse(&bytes)
}

/// An answer, taken apart.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").expect("an HTTP head");
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(':').unwrap());
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
        Self { status, headers, body: bytes[end + 4..].to_vec() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// Reads the body of a whole XML answer, checked against the schema.
    pub fn xml(&self) -> roxmltree::Document<'_> {
        assert_eq!(self.header("content-type"), Some("application/xml; charset=utf-8"));
        assert_eq!(self.header("content-length"), Some(self.body.len().to_string().as_str()));
        super::xsd::assert_valid(&self.body);
        roxmltree::Document::parse(self.text()).unwrap()
    }

    /// Returns the texts of the elements at a path below the root, such as `Items/Item/Id`.
    pub fn texts(&self, path: &str) -> Vec<String> {
        let xml = self.xml();
        let mut nodes = vec![xml.root_element()];
        for name in path.split('/') {
            nodes = nodes.iter().flat_map(|node| node.children().filter(|child| child.has_tag_name(name))).collect();
        }
        nodes.iter().map(|node| node.text().unwrap_or_default().to_owned()).collect()
    }

    /// Returns the ids of the films of a list, and its `PagesCount`.
    pub fn list(&self) -> (u32, Vec<u64>) {
        assert_eq!(self.status, 200, "{}", self.text());
        let ids = self.texts("Items/Item/Id").iter().map(|id| id.parse().unwrap()).collect();
        (self.texts("PagesCount")[0].parse().unwrap(), ids)
    }

    /// Returns the code, parameter and message of an error.
    pub fn error(&self) -> (u16, Option<String>, String) {
        let code = self.texts("Code")[0].parse().unwrap();
        assert_eq!(code, self.status);
        (code, self.texts("Parameter").pop(), self.texts("Message").pop().unwrap())
    }
}

//! Answers to requests that the HTTP library does not see.

use std::net::IpAddr;

use bytes::Bytes;

/// An answer, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::http) struct WholeAnswer {
    /// From the status line to the empty line; after it the connection goes on.
    pub(in crate::http) head: Bytes,
    /// The body.
    pub(in crate::http) body: Bytes,
}

/// What a door answers at once to requests of which only the target matters.
pub(in crate::http) trait Shortcut {
    /// Answers a `GET` of HTTP/1.1 from this address; `None`: it takes the usual way, for whatever reason.
    fn answer(&self, target: &str, peer: IpAddr) -> Option<WholeAnswer>;
}

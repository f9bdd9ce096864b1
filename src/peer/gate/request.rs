//! What the gate is shown of a request.

use std::net::IpAddr;

use crate::peer::endpoint::Endpoint;

use super::headers::GivenHeaders;

/// A request, before anybody knows who it is from.
#[derive(Clone, Copy, Debug)]
pub struct PeerRequest<'a> {
    /// The address of the client; `None` where it is not certain.
    pub address: Option<IpAddr>,
    /// What is asked.
    pub endpoint: Endpoint,
    /// The method, in capitals.
    pub method: &'a str,
    /// The path from `/api/peer/` on, and `?` and the query where there is one.
    pub target: &'a str,
    /// The headers.
    pub headers: GivenHeaders<'a>,
    /// The body, as it was sent.
    pub body: &'a [u8],
}

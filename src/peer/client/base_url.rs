//! Where a peer is.

use std::fmt;

use thiserror::Error;
use url::{Host, Url};

/// The greatest length of a URL.
const MAX_LENGTH: usize = 500;
/// What the paths of endpoints begin with.
const API: &str = "/api/peer/";
/// Names of this machine.
const LOCALHOST: &str = "localhost";

/// The base URL of a peer, to which the paths of its endpoints are appended: without a slash at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerUrl(String);

/// Why a URL is not one that a peer is asked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UrlRefusal {
    /// It is none, or not one of the web.
    #[error("is not the URL of a web server, such as https://films.example")]
    NoUrl,
    /// It has a part that a base URL cannot have.
    #[error("has a user name, a password, a query or a fragment, which the URL of a peer cannot have")]
    Parts,
    /// It goes on to an endpoint.
    #[error("goes on to an endpoint; leave out /api/peer/ and what follows")]
    Endpoint,
    /// It is too long.
    #[error("is longer than 500 characters")]
    Long,
    /// It asks for a connection without TLS.
    #[error("would be asked without TLS; use https, or allow it with --allow-http")]
    Http,
    /// It names an address instead of a host, or this machine.
    #[error("names an address or this machine instead of a host; allow that with --allow-private")]
    Address,
}

impl PeerUrl {
    /// Reads a base URL. `allow_http`: it may be asked without TLS, as this machine always may. `allow_private`: it may name
    /// an address, or this machine; names of other hosts are checked when they are looked up.
    ///
    /// # Errors
    /// Why a peer cannot be asked there.
    pub fn new(text: &str, allow_http: bool, allow_private: bool) -> Result<Self, UrlRefusal> {
        if text.len() > MAX_LENGTH {
            return Err(UrlRefusal::Long);
        }
        let url = Url::parse(text.trim()).map_err(|_| UrlRefusal::NoUrl)?;
        let (host, is_http) = match (url.host(), url.scheme()) {
            (Some(host), "https") => (host, false),
            (Some(host), "http") => (host, true),
            _ => return Err(UrlRefusal::NoUrl),
        };
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(UrlRefusal::Parts);
        }
        if url.path().contains(API) {
            return Err(UrlRefusal::Endpoint);
        }
        let (is_address, is_loopback) = match host {
            Host::Domain(name) => {
                let name = name.trim_end_matches('.');
                let is_local = name == LOCALHOST || name.ends_with(".localhost");
                (is_local, is_local)
            }
            Host::Ipv4(ip) => (true, ip.is_loopback()),
            Host::Ipv6(ip) => (true, ip.is_loopback()),
        };
        if is_http && !allow_http && !is_loopback {
            return Err(UrlRefusal::Http);
        }
        if is_address && !allow_private {
            return Err(UrlRefusal::Address);
        }
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    /// Returns the URL of an endpoint, by its path.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PeerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, allow: (bool, bool)) -> Result<String, UrlRefusal> {
        PeerUrl::new(text, allow.0, allow.1).map(|url| url.at("/api/peer/x"))
    }

    #[test]
    fn a_base_url_may_have_a_port_and_a_path() {
        for (text, expected) in [
            ("https://films.example", "https://films.example/api/peer/x"),
            (" https://films.example/ ", "https://films.example/api/peer/x"),
            ("HTTPS://Films.Example:443//", "https://films.example/api/peer/x"),
            ("https://films.example:8443/a/b/", "https://films.example:8443/a/b/api/peer/x"),
            ("https://кино.example", "https://xn--h1adke.example/api/peer/x"),
        ] {
            assert_eq!(read(text, (false, false)).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_base_url_is_refused_whatever_is_allowed() {
        for (text, expected) in [
            ("", UrlRefusal::NoUrl),
            ("films.example", UrlRefusal::NoUrl),
            ("ftp://films.example", UrlRefusal::NoUrl),
            ("file:///etc/passwd", UrlRefusal::NoUrl),
            ("https://", UrlRefusal::NoUrl),
            ("https://a@films.example", UrlRefusal::Parts),
            ("https://:b@films.example", UrlRefusal::Parts),
            ("https://films.example/?a", UrlRefusal::Parts),
            ("https://films.example/#a", UrlRefusal::Parts),
            ("https://films.example/a/api/peer/private/export", UrlRefusal::Endpoint),
            (&format!("https://films.example/{}", "a".repeat(500)), UrlRefusal::Long),
        ] {
            assert_eq!(read(text, (true, true)), Err(expected), "{text}");
        }
    }

    #[test]
    fn plain_http_and_addresses_have_to_be_allowed() {
        let (nothing, http, private) = ((false, false), (true, false), (false, true));
        assert_eq!(read("http://films.example", nothing), Err(UrlRefusal::Http));
        assert!(read("http://films.example", http).is_ok());
        for address in
            ["127.0.0.1", "[::1]", "localhost", "a.localhost.", "8.8.8.8", "0x7f.1", "2130706433", "[::ffff:1.1.1.1]"]
        {
            assert_eq!(read(&format!("https://{address}"), http), Err(UrlRefusal::Address), "{address}");
            assert!(read(&format!("https://{address}:8443/"), private).is_ok(), "{address}");
        }
        assert!(read("http://127.0.0.1:80", private).is_ok(), "nobody listens in on this machine");
        assert_eq!(read("http://10.0.0.1", private), Err(UrlRefusal::Http));
    }
}

//! The client behind trusted proxies, and the access groups it belongs to.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName};
use ipnet::IpNet;

use crate::catalog::{AccessRules, AccessSetId};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Finds the access groups of the client that sent the request.
pub(super) fn access_set(request: &HttpRequest, trusted: &[IpNet], rules: &AccessRules) -> AccessSetId {
    let peer = request.peer_addr().map(|address| address.ip());
    peer.and_then(|peer| address(peer, request.headers(), trusted))
        .map_or(AccessSetId::NOBODY, |address| rules.set_of(address))
}

/// Finds the address of the client: the peer's, or what trusted proxies say.
///
/// `None` where a trusted proxy says something that cannot be read, or its two headers disagree: one of them then
/// may have been sent by the client itself, and who cannot be placed sees only what everyone does.
fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address.to_canonical()));
    if !is_trusted(peer) {
        return Some(peer);
    }
    let forwarded = nearest_stranger(members(headers, &FORWARDED).map(|hop| forwarded_for(&hop)), is_trusted);
    let x_forwarded = nearest_stranger(members(headers, &X_FORWARDED_FOR).map(|hop| node(&hop)), is_trusted);
    match (forwarded, x_forwarded) {
        (Hop::Silent, Hop::Silent) => Some(peer),
        (Hop::Silent, Hop::Client(client)) | (Hop::Client(client), Hop::Silent) => Some(client),
        (Hop::Client(one), Hop::Client(other)) if one == other => Some(one),
        _ => None,
    }
}

/// What a header says of the client.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hop {
    /// It is not there.
    Silent,
    Client(IpAddr),
    Unreadable,
}

/// Goes back from the last hop to the first that is no trusted proxy; where all are trusted, to the first of all.
fn nearest_stranger(hops: impl Iterator<Item = Option<IpAddr>>, is_trusted: impl Fn(IpAddr) -> bool) -> Hop {
    let hops: Vec<_> = hops.collect();
    let mut found = Hop::Silent;
    for hop in hops.into_iter().rev() {
        match hop {
            None => return Hop::Unreadable,
            Some(address) => found = Hop::Client(address.to_canonical()),
        }
        if hop.is_some_and(|address| !is_trusted(address)) {
            break;
        }
    }
    found
}

/// Returns the members of a list header, in order, over all its lines.
fn members(headers: &HeaderMap, name: &HeaderName) -> impl Iterator<Item = String> {
    let lines: Vec<String> = headers.get_all(name).map(|line| line.to_str().unwrap_or("?").to_owned()).collect();
    lines.into_iter().flat_map(|line| line.split(',').map(|member| member.trim().to_owned()).collect::<Vec<_>>())
}

/// Reads `for` of one member of `Forwarded` (RFC 7239).
fn forwarded_for(member: &str) -> Option<IpAddr> {
    let pairs = member.split(';').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    node(value.trim().trim_matches('"'))
}

/// Reads an address, with or without a port, an IPv6 one with or without brackets.
fn node(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn client(peer: &str, headers: &[(&'static str, &'static str)]) -> Option<String> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        address(peer.parse().unwrap(), &map, &trusted).map(|address| address.to_string())
    }

    #[test]
    fn a_stranger_is_believed_nothing_but_its_own_address() {
        assert_eq!(client("192.0.2.1", &[("x-forwarded-for", "10.54.0.1")]).as_deref(), Some("192.0.2.1"));
        assert_eq!(client("10.0.0.1", &[]).as_deref(), Some("10.0.0.1"));
    }

    #[test]
    fn the_last_hop_that_is_no_trusted_proxy_is_the_client() {
        for (header, value, expected) in [
            ("x-forwarded-for", "192.0.2.1", "192.0.2.1"),
            ("x-forwarded-for", "203.0.113.9, 192.0.2.1:4711, 10.1.1.1", "192.0.2.1"),
            ("x-forwarded-for", "[2001:db8::1]:80", "2001:db8::1"),
            ("x-forwarded-for", "::ffff:192.0.2.7", "192.0.2.7"),
            ("x-forwarded-for", "10.2.2.2, 10.1.1.1", "10.2.2.2"),
            ("forwarded", "for=192.0.2.1", "192.0.2.1"),
            ("forwarded", "proto=http;For=\"[2001:db8::1]:4711\";by=10.0.0.1, for=10.1.1.1", "2001:db8::1"),
        ] {
            assert_eq!(client("::1", &[(header, value)]).as_deref(), Some(expected), "{header}: {value}");
        }
        let lines = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(client("::1", &lines).as_deref(), Some("192.0.2.1"));
    }

    #[test]
    fn a_client_that_cannot_be_placed_is_nobody() {
        for headers in [
            vec![("x-forwarded-for", "unknown")],
            vec![("x-forwarded-for", "192.0.2.1, _hidden, 10.1.1.1")],
            vec![("x-forwarded-for", "")],
            vec![("forwarded", "for=_hidden")],
            vec![("forwarded", "by=10.0.0.1")],
            vec![("forwarded", "for=10.54.0.1"), ("x-forwarded-for", "192.0.2.1")],
        ] {
            assert_eq!(client("10.0.0.1", &headers), None, "{headers:?}");
        }
        let agreed = [("forwarded", "for=192.0.2.1"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(client("10.0.0.1", &agreed).as_deref(), Some("192.0.2.1"));
    }
}

//! The client behind trusted proxies, and the access groups it belongs to.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::{FORWARDED, HeaderMap, HeaderName};
use ipnet::IpNet;

use crate::catalog::{AccessRules, AccessSetId};

use super::forwarded;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const X_FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Finds the access groups of the client that sent the request.
pub(super) fn access_set(request: &HttpRequest, trusted: &[IpNet], rules: &AccessRules) -> AccessSetId {
    address(request, trusted).map_or(AccessSetId::NOBODY, |address| rules.set_of(address))
}

/// Finds the address of the client that sent the request; `None` where it is not certain.
pub(super) fn address(request: &HttpRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    behind(request.peer_addr()?.ip(), request.headers(), trusted)
}

/// Tells whether a trusted proxy says that the request came to it without TLS.
pub(super) fn came_without_tls(request: &HttpRequest, trusted: &[IpNet]) -> bool {
    let is_proxy = request.peer_addr().is_some_and(|peer| is_within(peer.ip(), trusted));
    let scheme = request.headers().get(X_FORWARDED_PROTO);
    is_proxy && scheme.is_some_and(|scheme| scheme.as_bytes().trim_ascii().eq_ignore_ascii_case(b"http"))
}

fn is_within(address: IpAddr, networks: &[IpNet]) -> bool {
    networks.iter().any(|network| network.contains(&address.to_canonical()))
}

/// Finds the address of the client: the peer's, or what trusted proxies say.
///
/// `None` where a trusted proxy says something that cannot be read, or its two headers disagree: one of them then
/// may have been sent by the client itself, and who cannot be placed sees only what everyone does.
pub(super) fn behind(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let is_trusted = |address: IpAddr| is_within(address, trusted);
    if !is_trusted(peer) {
        return Some(peer);
    }
    let forwarded = said(headers, &FORWARDED, |line| forwarded::hops(line).ok(), is_trusted);
    let x_forwarded = said(headers, &X_FORWARDED_FOR, |line| Some(x_forwarded_hops(line)), is_trusted);
    match (forwarded, x_forwarded) {
        (Said::Nothing, Said::Nothing) => Some(peer),
        (Said::Nothing, Said::Client(client)) | (Said::Client(client), Said::Nothing) => Some(client),
        (Said::Client(one), Said::Client(other)) if one == other => Some(one),
        _ => None,
    }
}

/// What a header says of the client.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// It is not there.
    Nothing,
    Client(IpAddr),
    Unreadable,
}

/// Reads all lines of a header, and finds the client in them.
fn said(
    headers: &HeaderMap,
    name: &HeaderName,
    read: impl Fn(&str) -> Option<Vec<Option<IpAddr>>>,
    is_trusted: impl Fn(IpAddr) -> bool,
) -> Said {
    if !headers.contains_key(name) {
        return Said::Nothing;
    }
    let lines = headers.get_all(name).map(|line| line.to_str().ok().and_then(&read));
    let hops: Option<Vec<_>> = lines.collect();
    hops.and_then(|lines| nearest_stranger(&lines.concat(), is_trusted)).map_or(Said::Unreadable, Said::Client)
}

/// Goes back from the last hop to the first that is no trusted proxy; where all are trusted, to the first of all.
/// `None` where a hop on the way is no address, or there is none at all.
fn nearest_stranger(hops: &[Option<IpAddr>], is_trusted: impl Fn(IpAddr) -> bool) -> Option<IpAddr> {
    let mut found = None;
    for hop in hops.iter().rev() {
        found = Some((*hop)?.to_canonical());
        if found.is_some_and(|address| !is_trusted(address)) {
            break;
        }
    }
    found
}

/// Reads the members of a list (RFC 9110 5.6.1: empty ones are ignored).
fn x_forwarded_hops(line: &str) -> Vec<Option<IpAddr>> {
    line.split(',').map(str::trim).filter(|member| !member.is_empty()).map(node).collect()
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
        behind(peer.parse().unwrap(), &map, &trusted).map(|address| address.to_string())
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
            ("x-forwarded-for", "192.0.2.1,", "192.0.2.1"),
            ("x-forwarded-for", ", 203.0.113.9,, 192.0.2.1 ,\t, 10.1.1.1", "192.0.2.1"),
            ("forwarded", "for=192.0.2.1;ext=\"a,b\"", "192.0.2.1"),
            ("forwarded", "for=192.0.2.1;host=\"a, for=127.0.0.2\"", "192.0.2.1"),
            ("forwarded", "for=10.54.0.1;host=\"x\\\", for=10.54.0.1, \", for=192.0.2.1, , for=10.1.1.1;", "192.0.2.1"),
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
            vec![("forwarded", "for=\"192.0.2.1")],
            vec![("forwarded", "for=\"x"), ("forwarded", "for=192.0.2.1")],
            vec![("forwarded", "for=10.54.0.1;host=\""), ("forwarded", "for=192.0.2.1;host=\"\"")],
            vec![("forwarded", "for=192.0.2.1, rubbish")],
            vec![("forwarded", "")],
            vec![("x-forwarded-for", ",,")],
            vec![("forwarded", "for=10.54.0.1"), ("x-forwarded-for", "192.0.2.1")],
        ] {
            assert_eq!(client("10.0.0.1", &headers), None, "{headers:?}");
        }
        let agreed = [("forwarded", "for=192.0.2.1"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(client("10.0.0.1", &agreed).as_deref(), Some("192.0.2.1"));
    }
}

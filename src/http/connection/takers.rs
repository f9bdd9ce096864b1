//! Which routes take bodies, of whom, and under which limits.

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use httparse::{EMPTY_HEADER, Request};

use super::head::MAX_HEADER_LINES;
use crate::http::route::BodyLimits;

/// Bodies of at most so many bytes are read for anybody: a route that takes no more looks itself who sends them.
const UNGUARDED_BYTES: usize = 16 * 1024;

/// The routes of a listener that take a body.
#[derive(Clone, Default)]
pub(in crate::http) struct Takers {
    routes: Vec<(ResourceDef, &'static [Method], BodyLimits)>,
    guard: Option<Arc<dyn BodyGuard>>,
}

/// Who may send a body, as far as the head of a request tells: what is large is not read for just anybody.
pub(in crate::http) trait BodyGuard: Send + Sync {
    /// Tells whether a body is worth reading that the peer sends after a head with these headers.
    fn admits(&self, peer: IpAddr, headers: &HeaderMap) -> bool;
}

impl Takers {
    /// Adds a route by the patterns of its paths.
    pub(in crate::http) fn add(&mut self, patterns: Vec<String>, methods: &'static [Method], limits: BodyLimits) {
        self.routes.push((ResourceDef::new(patterns), methods, limits));
    }

    /// Bodies are read only where this admits them.
    pub(in crate::http) fn set_guard(&mut self, guard: Arc<dyn BodyGuard>) {
        self.guard = Some(guard);
    }

    /// Tells whether a body of at most this many bytes is worth reading after this head of the peer's.
    pub(super) fn admits(&self, peer: IpAddr, head: &[u8], max_bytes: usize) -> bool {
        if max_bytes <= UNGUARDED_BYTES {
            return true;
        }
        let Some(guard) = &self.guard else { return true };
        let mut headers = [EMPTY_HEADER; MAX_HEADER_LINES];
        let mut request = Request::new(&mut headers);
        // What cannot be read here was not handed over.
        if request.parse(head).is_err() {
            return false;
        }
        let named = request.headers.iter().filter_map(|header| {
            Some((HeaderName::try_from(header.name).ok()?, HeaderValue::from_bytes(header.value).ok()?))
        });
        let mut headers = HeaderMap::new();
        named.for_each(|(name, value)| headers.append(name, value));
        guard.admits(peer, &headers)
    }

    /// Returns the limits for the body of a request; `None` where no route takes it.
    pub(super) fn limits(&self, method: &str, target: &str) -> Option<BodyLimits> {
        let path = target.split('?').next().unwrap_or(target);
        let takes = |(paths, methods, _): &&(ResourceDef, &[Method], BodyLimits)| {
            methods.iter().any(|known| known.as_str() == method) && paths.is_match(path)
        };
        self.routes.iter().find(takes).map(|(.., limits)| *limits)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const LIMITS: BodyLimits = BodyLimits { max_bytes: 10, time: Duration::from_secs(1), media_type: "text/plain" };

    #[test]
    fn only_routes_that_take_a_body_have_limits() {
        const POST: &[Method] = &[Method::POST];
        let mut takers = Takers::default();
        takers.add(vec!["/auth/2/token/".to_owned(), "/auth/2/token".to_owned()], POST, LIMITS);
        takers.add(vec!["/app/{id}".to_owned()], POST, LIMITS);
        for (method, target, takes) in [
            ("POST", "/auth/2/token", true),
            ("POST", "/auth/2/token/?x=/list/", true),
            ("POST", "/app/7", true),
            ("PUT", "/auth/2/token", false),
            ("GET", "/auth/2/token", false),
            ("POST", "/auth/2/token/x", false),
            ("POST", "/list/", false),
        ] {
            assert_eq!(takers.limits(method, target).is_some(), takes, "{method} {target}");
        }
    }
}

//! The way in: a request, shown to the gate.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use actix_web::web::{Bytes, Payload};

use crate::http::route::BodyLimits;
use crate::http::{body, client};
use crate::peer::{Endpoint, GivenHeader, GivenHeaders, LetIn, PeerRequest};

use super::fault::PeerFault;
use super::state::PeerApi;

/// The body of a request: 200 hashes take some 9 kB.
pub(super) const BODY: BodyLimits =
    BodyLimits { max_bytes: 64 * 1024, time: Duration::from_secs(10), media_type: "application/json" };
/// What the signed part of a path begins with, whatever a proxy puts before it.
const SIGNED: &str = "/api/peer/";

/// Lets a request in, and returns it with its body.
///
/// The media type is looked at last: who may not ask is told so whatever is asked.
///
/// # Errors
/// Why it is not let in.
pub(super) async fn enter(
    request: &HttpRequest,
    payload: Payload,
    endpoint: Endpoint,
) -> Result<(LetIn, Bytes), PeerFault> {
    let api = PeerApi::of(request);
    let sent = body::sent(request, payload, &BODY).await?;
    let target = request.uri().path_and_query().map_or("", |target| target.as_str());
    let asked = PeerRequest {
        address: client::address(request, &api.trusted_proxies),
        endpoint,
        method: request.method().as_str(),
        target: target.find(SIGNED).map_or(target, |at| &target[at..]),
        headers: headers(request.headers()),
        body: &sent,
    };
    let let_in = api.gate.admit(&asked, api.clock.precise_now())?;
    note(request, api, &let_in);
    body::require_media_type(request, &BODY)?;
    Ok((let_in, sent))
}

/// Takes the headers that say who asks.
fn headers(headers: &HeaderMap) -> GivenHeaders<'_> {
    let header = |name: &str| GivenHeader::of(headers.get_all(name).map(|value| value.as_bytes()));
    GivenHeaders {
        key_id: header("x-peer-key-id"),
        timestamp: header("x-peer-timestamp"),
        signature: header("x-peer-signature"),
        nonce: header("x-peer-nonce"),
        signature_v2: header("x-peer-signature-v2"),
    }
}

/// Tells operators once what they may want to change.
fn note(request: &HttpRequest, api: &PeerApi, let_in: &LetIn) {
    let name = &let_in.key.name;
    if let_in.is_first_docs {
        log::info!("the peer key {name} signs in the form of the documentation");
    }
    if client::came_without_tls(request, &api.trusted_proxies) && api.gate.is_first_plain(&let_in.key.id) {
        log::warn!("the peer key {name} is used without TLS: what that peer asks for can be read on the way");
    }
}

//! `/registry/2/whereami.json`: where the client is, and where its services are.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::{HttpRequest, HttpResponse};

use crate::http::caching::Caching;
use crate::http::{client, json};

use super::state::RegistryService;

/// Answers where the client is. Where that is not certain, it is told of no territory, and the address of whoever asked
/// for it.
pub(super) async fn answer(request: HttpRequest) -> HttpResponse {
    let service = RegistryService::of(&request);
    let placed = client::address(&request, &service.trusted_proxies);
    let peer = || request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let document = service.registry.whereami(placed, placed.unwrap_or_else(peer), service.clock.now());
    json::document(document, Caching::Private)
}

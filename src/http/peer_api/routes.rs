//! The routes of the Peer API.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use crate::http::connection::Refusal;
use crate::http::middleware::unread::unread;
use crate::http::route::{Caller, Existence, FinalSlash, Route, Routes, door};
use crate::peer::Endpoint;

use super::answers::answer;
use super::entry::BODY;
use super::fault::PeerFault;
use super::state::PeerApi;

/// Every route. A slash at the end is none of ours, and nobody is redirected: clients would send what they signed
/// elsewhere.
pub const ROUTES: &[Route] = &[
    route(Endpoint::DebridCheck),
    route(Endpoint::PrivateItems),
    route(Endpoint::PrivateSearch),
    route(Endpoint::PrivateExport),
    route(Endpoint::PublicSearch),
    route(Endpoint::ImdbLookup),
    route(Endpoint::CheckOfRelease3),
    route(Endpoint::ItemsOfRelease3),
];

const fn route(endpoint: Endpoint) -> Route {
    Route {
        path: endpoint.path(),
        slash: FinalSlash::Refused,
        methods: &[Method::POST],
        caller: Caller::Peer,
        existence: Existence::Secret,
        body: Some(BODY),
    }
}

/// Opens the door, the only one of its listener. No page of any origin may ask: there is no CORS.
pub(in crate::http) fn open(config: &mut ServiceConfig, state: Data<PeerApi>) {
    let door = door().app_data(state).configure(answers).default_service(web::to(unknown)).wrap(from_fn(unread));
    config.service(door);
}

fn answers(config: &mut ServiceConfig) {
    let mut routes = Routes::new(config, "peer_api", ROUTES, "", not_allowed);
    for endpoint in Endpoint::ALL {
        let handler = move |request: HttpRequest, payload: Payload| answer(request, payload, endpoint);
        routes = routes.answer(endpoint.path(), handler);
    }
    routes.end();
}

/// Answers what the listener refuses before it is routed.
pub(in crate::http) fn refused(refusal: Refusal) -> HttpResponse {
    PeerFault::Refused(refusal).error_response()
}

async fn unknown() -> Result<HttpResponse, PeerFault> {
    Err(PeerFault::NotFound)
}

fn not_allowed(methods: &'static [Method]) -> HttpResponse {
    PeerFault::MethodNotAllowed(methods).error_response()
}

//! The routes of the door of downloaders.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, ResponseError};

use crate::http::connection::Refusal;
use crate::http::middleware::unread::unread;
use crate::http::route::{Caller, Existence, FinalSlash, READ, Route, RouteName, Routes, door};

use super::fault::BtnFault;
use super::reports::ReportKind;
use super::state::BtnApi;
use super::{config, entry, heartbeat, ip_query, notice, reports, rules};

/// How downloaders report; the first documents had GET, though no client was ever seen to send it.
const REPORT: &[Method] = &[Method::GET, Method::POST];
const POST: &[Method] = &[Method::POST];

/// Every route. A slash at the end is none of ours, and nobody is redirected.
pub const ROUTES: &[Route] = &[
    Route { slash: FinalSlash::Refused, ..Route::read("/", Existence::Open) },
    asked("/ping/config"),
    report("/ping/peers/submit", REPORT),
    report("/ping/bans/submit", REPORT),
    report("/ping/histories/submit", POST),
    report("/ping/syncBanHistory", POST),
    report("/ping/syncSwarm", POST),
    asked("/ping/rules/retrieve"),
    asked("/ping/ruleIpDenylist"),
    asked("/ping/ruleIpAllowlist"),
    asked("/ping/rulePeerIdentity"),
    Route { body: Some(entry::HEARTBEAT), ..report("/ping/heartbeat", POST) },
    asked("/ping/queryIp"),
];

const fn asked(path: &'static str) -> Route {
    let (slash, caller, existence) = (FinalSlash::Refused, Caller::Application, Existence::Open);
    Route { path, slash, methods: READ, caller, existence, body: None }
}

const fn report(path: &'static str, methods: &'static [Method]) -> Route {
    Route { methods, body: Some(entry::REPORT), ..asked(path) }
}

/// Opens the door, the only one of its listener. No page of any origin may ask: there is no CORS.
pub(in crate::http) fn open(config: &mut ServiceConfig, state: Data<BtnApi>) {
    let door = door()
        .app_data(state)
        .app_data(RouteName::unknown("btn_api"))
        .configure(answers)
        .default_service(web::to(unknown))
        .wrap(from_fn(unread));
    config.service(door);
}

fn answers(config: &mut ServiceConfig) {
    let mut routes = Routes::new(config, "btn_api", ROUTES, "", not_allowed)
        .answer("/", notice::answer)
        .answer("/ping/config", config::answer)
        .answer("/ping/heartbeat", heartbeat::answer)
        .answer("/ping/queryIp", ip_query::answer);
    for kind in ReportKind::ALL {
        routes = routes.answer(kind.path(), move |request, payload| reports::take(request, payload, kind));
    }
    routes
        .answer("/ping/rules/retrieve", rules::all)
        .answer("/ping/ruleIpDenylist", rules::deny)
        .answer("/ping/ruleIpAllowlist", rules::allow)
        .answer("/ping/rulePeerIdentity", rules::identities)
        .end();
}

/// Answers what the listener refuses before it is routed.
pub(in crate::http) fn refused(refusal: Refusal) -> HttpResponse {
    BtnFault::Refused(refusal).error_response()
}

async fn unknown() -> Result<HttpResponse, BtnFault> {
    Err(BtnFault::NotFound)
}

fn not_allowed(methods: &'static [Method]) -> HttpResponse {
    BtnFault::MethodNotAllowed(methods).error_response()
}

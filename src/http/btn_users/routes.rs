//! The routes of the door of people.

use actix_web::guard::fn_guard;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, Payload, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use crate::btn::query::AskedReports;
use crate::http::middleware::unread::unread;
use crate::http::route::{Caller, Existence, FinalSlash, READ, Route, RouteName, Routes, door};

use super::fault::UserFault;
use super::input::BODY;
use super::state::BtnUsers;
use super::{accounts, applications, clients, login, reports, torrent};

/// What the paths of this door begin with.
const BEGINNINGS: [&str; 2] = ["/api/", "/auth/"];

/// Every route. A slash at the end is none of ours.
pub const ROUTES: &[Route] = &[
    seen("/api/banhistory"),
    query("/api/banhistory/query"),
    seen("/api/snapshot"),
    query("/api/snapshot/query"),
    seen("/api/clientdiscovery"),
    query("/api/clientdiscovery/query"),
    Route { methods: &[Method::GET, Method::PUT], body: Some(BODY), ..seen("/api/userapp") },
    Route {
        methods: &[Method::GET, Method::PATCH, Method::DELETE],
        body: Some(BODY),
        existence: Existence::Open,
        ..seen("/api/userapp/{appId}")
    },
    Route { methods: &[Method::POST], ..seen("/api/userapp/{appId}/resetAppSecret") },
    seen("/api/user/me"),
    Route { methods: &[Method::GET, Method::POST], ..seen("/api/user/logout") },
    seen("/api/user/{id}"),
    open_to_all("/api/torrent/hash"),
    open_to_all("/auth/oauth2/github/login"),
    open_to_all("/auth/oauth2/github/callback"),
];

const fn seen(path: &'static str) -> Route {
    let (slash, existence) = (FinalSlash::Refused, Existence::Open);
    Route { path, slash, methods: READ, caller: Caller::User, existence, body: None }
}

const fn query(path: &'static str) -> Route {
    Route { methods: &[Method::POST], body: Some(BODY), ..seen(path) }
}

const fn open_to_all(path: &'static str) -> Route {
    Route { methods: &[Method::GET], caller: Caller::Anyone, ..seen(path) }
}

/// Opens the door before the other one of its listener. No page of any other origin may ask: there is no CORS.
pub(in crate::http) fn open(config: &mut ServiceConfig, state: Data<BtnUsers>) {
    let is_ours = fn_guard(|asked| BEGINNINGS.iter().any(|begin| asked.head().uri.path().starts_with(begin)));
    let door = door()
        .guard(is_ours)
        .app_data(state)
        .app_data(RouteName::unknown("btn_users"))
        .configure(answers)
        .default_service(web::to(unknown))
        .wrap(from_fn(unread));
    config.service(door);
}

fn answers(config: &mut ServiceConfig) {
    let mut routes = Routes::new(config, "btn_users", ROUTES, "", not_allowed);
    for (recent, asked, kind) in [
        ("/api/banhistory", "/api/banhistory/query", AskedReports::Bans),
        ("/api/snapshot", "/api/snapshot/query", AskedReports::Snapshots),
    ] {
        routes = routes
            .answer(recent, move |request: HttpRequest| reports::recent(request, kind))
            .answer(asked, move |request: HttpRequest, payload: Payload| reports::query(request, payload, kind));
    }
    routes
        .answer("/api/clientdiscovery", clients::recent)
        .answer("/api/clientdiscovery/query", clients::query)
        .answer("/api/userapp", applications::all)
        .answer("/api/userapp/{appId}", applications::one)
        .answer("/api/userapp/{appId}/resetAppSecret", applications::reset)
        .answer("/api/user/me", accounts::me)
        .answer("/api/user/logout", accounts::leave)
        .answer("/api/user/{id}", accounts::other)
        .answer("/api/torrent/hash", torrent::hash)
        .answer("/auth/oauth2/github/login", login::begin)
        .answer("/auth/oauth2/github/callback", login::end)
        .end();
}

async fn unknown() -> Result<HttpResponse, UserFault> {
    Err(UserFault::NotFound)
}

fn not_allowed(methods: &'static [Method]) -> HttpResponse {
    UserFault::MethodNotAllowed(methods).error_response()
}

//! The routes of the door of tokens.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, ResponseError};

use crate::http::middleware::cors::{Cors, cors};
use crate::http::middleware::unread::unread;
use crate::http::route::{Caller, Existence, FinalSlash, Route, RouteName, Routes, door_at};

use super::fault::AuthFault;
use super::form::FORM;
use super::state::AuthService;
use super::{account, token};

/// Every route.
pub const ROUTES: &[Route] = &[
    Route {
        path: "/2/token",
        slash: FinalSlash::Optional,
        methods: &[Method::POST],
        caller: Caller::Application,
        existence: Existence::Secret,
        body: Some(FORM),
    },
    Route { caller: Caller::Viewer, ..Route::read("/2/account", Existence::Secret) },
];

/// Pages of any origin may ask: what they need to know is no secret of the browser's.
const CORS: Cors = Cors {
    methods: &[Method::GET, Method::HEAD, Method::POST],
    headers: "Authorization, Content-Type",
    exposed: "Date, ETag",
};

/// Opens the door.
pub(in crate::http) fn open(config: &mut ServiceConfig, state: Data<AuthService>) {
    let door = door_at(&state.base)
        .app_data(state)
        .app_data(RouteName::unknown("auth"))
        .configure(|config| {
            Routes::new(config, "auth", ROUTES, "", not_allowed)
                .answer("/2/token", token::answer)
                .answer("/2/account", account::answer)
                .end();
        })
        .default_service(web::to(unknown))
        .wrap(from_fn(unread))
        .wrap(from_fn(|request, next| cors(request, next, &CORS)));
    config.service(door);
}

async fn unknown() -> Result<HttpResponse, AuthFault> {
    Err(AuthFault::NotFound)
}

fn not_allowed(methods: &'static [Method]) -> HttpResponse {
    AuthFault::MethodNotAllowed(methods).error_response()
}

//! The routes of operations.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, ResponseError};

use crate::http::connection::Refusal;
use crate::http::middleware::compression;
use crate::http::route::{Existence, Route, Routes, door};

use super::error::OpsError;
use super::state::Ops;
use super::{health, metrics};

/// Every route. They tell how the server fares, and nothing of films or viewers by name.
pub const ROUTES: &[Route] = &[
    Route::read("/healthz", Existence::Open),
    Route::read("/readyz", Existence::Open),
    Route::read("/metrics", Existence::Open),
];

/// Opens the door, the only one of its listener.
pub(in crate::http) fn open(config: &mut ServiceConfig, state: Data<Ops>) {
    let door = door()
        .app_data(state)
        .configure(answer)
        .default_service(web::to(unknown))
        .wrap(from_fn(compression::compression));
    config.service(door);
}

fn answer(config: &mut ServiceConfig) {
    Routes::new(config, "ops", ROUTES, "", not_allowed)
        .answer("/healthz", health::healthz)
        .answer("/readyz", health::readyz)
        .answer("/metrics", metrics::answer)
        .end();
}

/// Answers what the listener refuses before it is routed.
pub(in crate::http) fn refused(refusal: Refusal) -> HttpResponse {
    OpsError::Refused(refusal).error_response()
}

async fn unknown() -> Result<HttpResponse, OpsError> {
    Err(OpsError::NoSuchPath)
}

fn not_allowed(methods: &'static [Method]) -> HttpResponse {
    OpsError::MethodNotAllowed(methods).error_response()
}

//! The routes of the Films API.

use actix_web::http::Method;
use actix_web::http::header;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, ResponseError};

use crate::http::connection::Refusal;
use crate::http::middleware::cors::{Cors, cors};
use crate::http::middleware::{compression, entity_tag};
use crate::http::route::{Existence, READ, Route, RouteName, Routes, door, door_at};

use super::error::ApiError;
use super::state::FilmsApi;
use super::{error_page, film, front, getfilmsfile, limits, list, recommended, search, similar, tags, upnext};

/// Every route. Films are secret: a hidden one is answered as one that does not exist.
pub const ROUTES: &[Route] = &[
    Route::read("/tags", Existence::Open),
    Route::read("/list", Existence::Secret),
    Route::read("/list/similar", Existence::Secret),
    Route::read("/list/recommended", Existence::Secret),
    Route::read("/search", Existence::Secret),
    Route::read("/film/{id}", Existence::Secret),
    Route::read("/upnext/{id}/{number}", Existence::Secret),
    Route::read("/getfilmsfile", Existence::Open),
    Route::read("/getfilmsfile/{name}", Existence::Secret),
    Route::read("", Existence::Open),
];

/// Pages of any origin may read what anyone may read.
pub(super) const CORS: Cors = Cors { methods: READ, headers: "Authorization, If-None-Match", exposed: "ETag" };

/// Opens the door, the last of its listener: it answers whatever no other door does.
pub(in crate::http) fn open(config: &mut ServiceConfig, state: Data<FilmsApi>) {
    let versions = state.versions();
    let door = door()
        .configure(|config| answer(config, state.base()))
        .configure(|config| versions.iter().for_each(|version| answer_below(config, version)))
        .app_data(state)
        .app_data(RouteName::unknown("films_api"))
        .default_service(web::to(unknown))
        .wrap(from_fn(entity_tag::entity_tag))
        .wrap(from_fn(compression::compression))
        .wrap(from_fn(limits::limits))
        .wrap(from_fn(error_page::error_page))
        .wrap(from_fn(|request, next| cors(request, next, &CORS)));
    config.service(door);
}

/// Answers every route below the path of a version: a request of another path passes it in one step.
fn answer_below(config: &mut ServiceConfig, version: &str) {
    config.service(door_at(version).configure(|config| answer(config, "")));
}

fn answer(config: &mut ServiceConfig, base: &str) {
    Routes::new(config, "films_api", ROUTES, base, not_allowed)
        .answer("/tags", tags::answer)
        .answer("/list", list::answer)
        .answer("/list/similar", similar::answer)
        .answer("/list/recommended", recommended::answer)
        .answer("/search", search::answer)
        .answer("/film/{id}", film::answer)
        .answer("/upnext/{id}/{number}", upnext::answer)
        .answer("/getfilmsfile", getfilmsfile::redirect)
        .answer("/getfilmsfile/{name}", getfilmsfile::file)
        .answer("", front::answer)
        .end();
}

/// Answers what a listener of this door refuses before it is routed.
pub(in crate::http) fn refused(refusal: Refusal) -> HttpResponse {
    let mut response = ApiError::from(refusal).error_response();
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, header::HeaderValue::from_static("*"));
    response
}

async fn unknown() -> Result<HttpResponse, ApiError> {
    Err(ApiError::no_such_path())
}

/// Every route reads.
fn not_allowed(_: &'static [Method]) -> HttpResponse {
    ApiError::MethodNotAllowed.error_response()
}

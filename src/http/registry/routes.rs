//! The routes of the Registry.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, ResponseError};

use crate::http::middleware::cors::{Cors, cors};
use crate::http::middleware::unread::unread;
use crate::http::middleware::{compression, entity_tag};
use crate::http::route::{Existence, READ, Route, RouteName, Routes, door_at};

use super::fault::RegistryFault;
use super::state::RegistryService;
use super::{contractors, whereami};

/// Every route.
pub const ROUTES: &[Route] =
    &[Route::read("/2/whereami.json", Existence::Open), Route::read("/2/contractors.json", Existence::Open)];

/// Pages of any origin may ask. They set their clock by the `Date` of an answer.
const CORS: Cors = Cors { methods: READ, headers: "If-None-Match", exposed: "Date, ETag" };

/// Opens the door.
pub(in crate::http) fn open(config: &mut ServiceConfig, state: Data<RegistryService>) {
    let door = door_at(&state.base)
        .app_data(state)
        .app_data(RouteName::unknown("registry"))
        .configure(|config| {
            Routes::new(config, "registry", ROUTES, "", not_allowed)
                .answer("/2/whereami.json", whereami::answer)
                .answer("/2/contractors.json", contractors::answer)
                .end();
        })
        .default_service(web::to(unknown))
        .wrap(from_fn(entity_tag::entity_tag))
        .wrap(from_fn(compression::compression))
        .wrap(from_fn(unread))
        .wrap(from_fn(|request, next| cors(request, next, &CORS)));
    config.service(door);
}

async fn unknown() -> Result<HttpResponse, RegistryFault> {
    Err(RegistryFault::NotFound)
}

/// Every route reads.
fn not_allowed(_: &'static [Method]) -> HttpResponse {
    RegistryFault::MethodNotAllowed.error_response()
}

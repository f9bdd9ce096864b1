//! Every URL of the program.

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, Resource, guard};

use super::error::ApiError;
use super::films_api::{film, getfilmsfile, list, recommended, search, similar, tags, upnext};
use super::front;
use super::state::State;

/// Declares the routes of the Films API under the base path.
pub fn films_api(config: &mut ServiceConfig, state: Data<State>) {
    let base = state.base_path.trim_end_matches('/').to_owned();
    let path = |pattern: &str| known(&base, pattern);
    config
        .app_data(state)
        .service(path("/tags").route(read().to(tags::answer)))
        .service(path("/list").route(read().to(list::answer)))
        .service(path("/list/similar").route(read().to(similar::answer)))
        .service(path("/list/recommended").route(read().to(recommended::answer)))
        .service(path("/search").route(read().to(search::answer)))
        .service(path("/film/{id}").route(read().to(film::answer)))
        .service(path("/upnext/{id}/{number}").route(read().to(upnext::answer)))
        .service(path("/getfilmsfile").route(read().to(getfilmsfile::redirect)))
        .service(path("/getfilmsfile/{name}").route(read().to(getfilmsfile::file)))
        .service(path("").route(read().to(front::answer)))
        .default_service(web::to(unknown));
}

/// A path with or without a slash at its end, which answers 405 to what its routes do not take.
fn known(base: &str, pattern: &str) -> Resource {
    web::resource([format!("{base}{pattern}/"), format!("{base}{pattern}")]).default_service(web::to(not_allowed))
}

fn read() -> actix_web::Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

async fn unknown() -> Result<HttpResponse, ApiError> {
    Err(ApiError::no_such_path())
}

async fn not_allowed() -> Result<HttpResponse, ApiError> {
    Err(ApiError::MethodNotAllowed)
}

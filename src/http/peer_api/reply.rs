//! What all answers of this door have in common.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use actix_web::{HttpResponse, HttpResponseBuilder};

/// Tells which versions of signatures are taken.
const X_PEER_AUTH: (HeaderName, &str) = (HeaderName::from_static("x-peer-auth"), "v1,v2");

/// Begins an answer.
pub(super) fn begun(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((CONTENT_TYPE, "application/json"));
    response.insert_header((CACHE_CONTROL, "no-store"));
    response.insert_header(X_PEER_AUTH);
    response
}

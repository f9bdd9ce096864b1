//! What answers of this door have in common.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Bytes;

/// The type of answers for people, and of empty ones.
pub(super) const TEXT: &str = "text/plain; charset=utf-8";

/// Answers what nobody may keep.
pub(super) fn once(content_type: &'static str, body: impl Into<Bytes>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(body.into())
}

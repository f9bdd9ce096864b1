//! Answers in JSON, for the doors that speak it.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use super::caching::Caching;

/// The type of such an answer.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// An error as OAuth has it (RFC 6749, 5.2).
#[derive(Serialize)]
struct OauthError<'a> {
    error: &'a str,
    error_description: &'a str,
}

/// Answers a document.
pub(super) fn document(document: Vec<u8>, caching: Caching) -> HttpResponse {
    begun(StatusCode::OK, caching).body(document)
}

/// Begins to answer an error; see [`fault_body`].
pub(super) fn fault(status: StatusCode) -> HttpResponseBuilder {
    begun(status, Caching::Never)
}

fn begun(status: StatusCode, caching: Caching) -> HttpResponseBuilder {
    let mut response = HttpResponseBuilder::new(status);
    response.insert_header((CONTENT_TYPE, JSON)).insert_header((CACHE_CONTROL, caching.header()));
    if caching == Caching::Never {
        response.insert_header((PRAGMA, "no-cache"));
    }
    response
}

/// Writes an error: a code for programs, and words for people.
pub(super) fn fault_body(error: &str, description: &str) -> Vec<u8> {
    written(&OauthError { error, error_description: description })
}

/// Writes a document.
#[expect(
    clippy::expect_used,
    reason = "documents are structs with text keys, written to memory: nothing of it can fail"
)]
pub(super) fn written(document: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(document).expect("a document")
}

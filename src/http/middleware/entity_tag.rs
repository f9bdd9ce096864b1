//! Entity tags: a client that has the answer already is not sent it again.
//!
//! A tag is the hash of the answer itself, not of what it was made from: it is the same on every node and after a
//! restart, and it changes exactly when the answer does, whoever asks. It is weak because the compressed forms of
//! an answer share it.

use std::sync::Arc;

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ETAG, EntityTag, Header, HeaderValue, IfNoneMatch, TryIntoHeaderValue};
use actix_web::middleware::Next;

use crate::document::{SharedDocument, digest};

/// Tags every full answer that may be kept; answers 304 where the client has it.
pub(in crate::http) async fn entity_tag(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let known = IfNoneMatch::parse(request.request()).ok();
    let response = next.call(request).await?.map_into_boxed_body();
    if response.status() != StatusCode::OK || may_not_be_kept(&response) {
        return Ok(response);
    }
    let (request, response) = response.into_parts();
    let (mut response, body) = response.into_parts();
    let bytes = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(body) => return Ok(ServiceResponse::new(request, response.set_body(body))),
    };
    let known_digest = response.extensions().get::<Arc<SharedDocument>>().map(|document| document.digest().to_owned());
    let tag = EntityTag::new_weak(known_digest.unwrap_or_else(|| digest(&bytes)));
    let has_it = match known {
        Some(IfNoneMatch::Any) => true,
        Some(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        None => false,
    };
    if let Ok(value) = tag.try_into_value() {
        response.headers_mut().insert(ETAG, value);
    }
    if has_it {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(ServiceResponse::new(request, response.set_body(()).map_into_boxed_body()));
    }
    Ok(ServiceResponse::new(request, response.set_body(bytes).map_into_boxed_body()))
}

fn may_not_be_kept(response: &ServiceResponse<BoxBody>) -> bool {
    response.headers().get(CACHE_CONTROL) == Some(&HeaderValue::from_static("no-store"))
}

//! Bodies of requests, as the routes that take one get them.

use actix_web::HttpMessage;
use actix_web::HttpRequest;
use actix_web::http::header::CONTENT_ENCODING;
use actix_web::web::Bytes;
use actix_web::web::Payload;

use super::connection::{Body, body};
use super::route::BodyLimits;

/// Why a body is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyFault {
    /// It is larger than the route takes.
    TooLarge,
    /// It did not come in time.
    TooSlow,
    /// Those of other requests leave no room for it.
    Crowded,
    /// It is of another media type, or encoded.
    Unsupported,
    /// Its end cannot be found.
    Unreadable,
}

/// Returns the body of a request, empty where there is none.
///
/// # Errors
/// It is not one that the route takes.
pub(super) async fn whole(request: &HttpRequest, payload: Payload, limits: &BodyLimits) -> Result<Bytes, BodyFault> {
    let bytes = sent(request, payload, limits).await?;
    if body(request) != Body::Absent {
        require_media_type(request, limits)?;
    }
    Ok(bytes)
}

/// Returns the body of a request as it was sent, empty where there is none, for those who judge what it is later: see
/// [`require_media_type`].
///
/// # Errors
/// It did not come whole, or is larger than the route takes.
pub(super) async fn sent(request: &HttpRequest, payload: Payload, limits: &BodyLimits) -> Result<Bytes, BodyFault> {
    match body(request) {
        Body::Absent => return Ok(Bytes::new()),
        Body::TooLarge => return Err(BodyFault::TooLarge),
        Body::TooSlow => return Err(BodyFault::TooSlow),
        Body::Crowded => return Err(BodyFault::Crowded),
        Body::Unread => return Err(BodyFault::Unreadable),
        Body::Whole => {}
    }
    // All of it is here; the limit holds where the route is asked without a connection too.
    let read = payload.to_bytes_limited(limits.max_bytes).await.map_err(|_| BodyFault::TooLarge)?;
    read.map_err(|_| BodyFault::Unreadable)
}

/// Tells whether the body is of the route's media type, and not encoded.
///
/// # Errors
/// [`BodyFault::Unsupported`]
pub(super) fn require_media_type(request: &HttpRequest, limits: &BodyLimits) -> Result<(), BodyFault> {
    let is_encoded = request.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity");
    if is_encoded || !request.content_type().eq_ignore_ascii_case(limits.media_type) {
        return Err(BodyFault::Unsupported);
    }
    Ok(())
}

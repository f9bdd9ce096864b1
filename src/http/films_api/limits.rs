//! What no route takes: URLs that are too long, and bodies.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{ConnectionType, Method};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError};

use super::error::{ApiError, MAX_URL_BYTES};
use crate::http::connection::body;

/// Refuses what no route takes. A method that no route takes is refused by the
/// routes, also with a body; the connection is closed then, since nobody reads the body.
pub(super) async fn limits(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let url = request.uri().path_and_query().map_or(0, |url| url.as_str().len());
    let has_body = body(request.request()).is_unfinished();
    let refused = if url > MAX_URL_BYTES {
        Some(ApiError::UrlTooLong)
    } else {
        (has_body && matches!(*request.method(), Method::GET | Method::HEAD)).then_some(ApiError::BodyRefused)
    };
    if let Some(error) = refused {
        return Ok(request.into_response(error.error_response()));
    }
    let mut response = next.call(request).await?.map_into_boxed_body();
    if has_body {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}

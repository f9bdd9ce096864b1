//! Errors as browsers show them.

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderValue, VARY};
use actix_web::middleware::Next;

use super::browser::{mark_as_page, prefers_html};
use super::error::ApiError;
use super::state::FilmsApi;
use crate::html;

/// Puts errors on a page where the client would rather have HTML; status and headers stay.
pub(super) async fn error_page(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut response = next.call(request).await?.map_into_boxed_body();
    let error = response.response_mut().extensions_mut().remove::<ApiError>();
    let Some(error) = error else { return Ok(response) };
    response.headers_mut().append(VARY, HeaderValue::from_static("Accept"));
    if !prefers_html(response.request()) {
        return Ok(response);
    }
    mark_as_page(response.headers_mut());
    let base = FilmsApi::of(response.request()).base().to_owned();
    let status = response.status().to_string();
    let page = html::error(&status, error.parameter(), &error.to_string(), &base);
    Ok(response.map_body(|_, _| BoxBody::new(page)))
}

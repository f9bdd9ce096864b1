//! One line a request, for whoever looks for a fault: never the query, which may hold tokens and what people watch.

use std::time::Instant;

use actix_web::Error;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

/// Logs method, route, status, bytes and milliseconds at the level `debug`.
pub(in crate::http) async fn log(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if !::log::log_enabled!(::log::Level::Debug) {
        return next.call(request).await;
    }
    let began = Instant::now();
    let method = request.method().clone();
    let response = next.call(request).await?;
    let route = response.request().match_pattern().unwrap_or_else(|| "(unknown path)".to_owned());
    let bytes = match response.response().body().size() {
        BodySize::Sized(bytes) => bytes,
        _ => 0,
    };
    let took = began.elapsed().as_secs_f64() * 1000.0;
    ::log::debug!("{method} {route} {} {bytes} bytes {took:.3} ms", response.status().as_u16());
    Ok(response)
}

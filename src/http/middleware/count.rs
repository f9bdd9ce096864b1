//! Counts requests by route, status and client: a few additions each, without a lock.

use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest};

use crate::http::route::RouteName;
use crate::http::traffic::{Traffic, TurnedAway};
use crate::metrics::{Answered, ApiVersion, CountedClient};

/// Counts the request and its answer.
pub(in crate::http) async fn count(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let began = Instant::now();
    let response = next.call(request).await?;
    let (request, status) = (response.request(), response.status());
    let traffic = of(request);
    let bytes = match response.response().body().size() {
        BodySize::Sized(bytes) => bytes,
        _ => 0,
    };
    // No other door reads who asks.
    let client = request.extensions().get::<CountedClient>().copied().unwrap_or_default();
    if let Some(route) = request.app_data::<RouteName>().and_then(|name| traffic.requests.route(name.door, name.path)) {
        traffic.requests.count(route, client, Answered { status: status.as_u16(), took: began.elapsed(), bytes });
    }
    if let Some(reason) = TurnedAway::of(status) {
        traffic.refuse(reason);
    }
    Ok(response)
}

/// Notes who asks, for the counts: the device by its name, and the `api-version` as it is given.
pub(in crate::http) fn note(request: &HttpRequest, device: &str, api_version: Option<&str>) {
    request.extensions_mut().insert(client(of(request), device, api_version));
}

/// Finds who asks, for the counts.
pub(in crate::http) fn client(traffic: &Traffic, device: &str, api_version: Option<&str>) -> CountedClient {
    CountedClient { device: traffic.requests.device(device), api_version: ApiVersion::parse(api_version) }
}

#[expect(clippy::expect_used, reason = "every listener counts: see `server::app`")]
fn of(request: &HttpRequest) -> &Arc<Traffic> {
    request.app_data::<Data<Traffic>>().map(|data| &**data).expect("the listener counts its traffic")
}

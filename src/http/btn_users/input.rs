//! What requests bring.

use std::time::Duration;

use actix_web::HttpRequest;

use crate::btn::query::{AskedPage, QueryFault};
use crate::http::parameter::parameter;
use crate::http::route::BodyLimits;

/// The body of a query, or of what is said of an application.
pub(super) const BODY: BodyLimits =
    BodyLimits { max_bytes: 16 * 1024, time: Duration::from_secs(10), media_type: "application/json" };

/// Reads which page of a list is asked for.
pub(super) fn asked_page(request: &HttpRequest) -> Result<AskedPage, QueryFault> {
    AskedPage::of_url(parameter(request, "page").as_deref(), parameter(request, "pageSize").as_deref())
}

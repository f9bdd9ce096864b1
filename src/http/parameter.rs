//! Parameters of requests, for routes that take one or two.

use actix_web::HttpRequest;
use url::form_urlencoded;

/// Returns the first parameter of this name; `None`: there is none.
pub(super) fn parameter(request: &HttpRequest, wanted: &str) -> Option<String> {
    let mut all = form_urlencoded::parse(request.query_string().as_bytes());
    all.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}

//! CORS: which requests pages of any origin may send, and what they may read of the answers.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderValue, ORIGIN,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

use crate::http::route::allow;

/// What a door grants to pages of any origin.
#[derive(Debug)]
pub(in crate::http) struct Cors {
    /// The methods of its routes.
    pub(in crate::http) methods: &'static [Method],
    /// Headers that requests may have beside the usual ones.
    pub(in crate::http) headers: &'static str,
    /// Headers of answers that pages may read beside the usual ones.
    pub(in crate::http) exposed: &'static str,
}

/// Lets every origin read answers; answers a preflight, which is an `OPTIONS` that a browser sends by itself.
pub(in crate::http) async fn cors(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    granted: &Cors,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let headers = request.headers();
    let preflight = request.method() == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if preflight {
        let leave = HttpResponse::NoContent()
            .insert_header((ACCESS_CONTROL_ALLOW_METHODS, allow(granted.methods)))
            .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, granted.headers))
            .insert_header((ACCESS_CONTROL_MAX_AGE, "86400"))
            .finish();
        request.into_response(leave)
    } else {
        next.call(request).await?.map_into_boxed_body()
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(granted.exposed));
    Ok(response)
}

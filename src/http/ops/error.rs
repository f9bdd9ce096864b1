//! Errors of operations, as a line of text.

use std::fmt;

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpResponse, ResponseError};

use crate::http::connection::Refusal;
use crate::http::route::allow;

/// Why a request gets no other answer.
#[derive(Debug)]
pub(super) enum OpsError {
    /// 404: no such path.
    NoSuchPath,
    /// 405: the path takes other methods only.
    MethodNotAllowed(&'static [Method]),
    /// Nothing that reaches a route.
    Refused(Refusal),
    /// 500: a metric reads a value that it cannot have.
    Unwritable,
}

impl fmt::Display for OpsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchPath => f.write_str("no such path; there are /healthz, /readyz and /metrics"),
            Self::MethodNotAllowed(methods) => write!(f, "allowed methods: {}", allow(methods)),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Unwritable => f.write_str("the metrics cannot be written"),
        }
    }
}

impl ResponseError for OpsError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NoSuchPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Refused(Refusal::Malformed) => StatusCode::BAD_REQUEST,
            Self::Refused(Refusal::TooSlow) => StatusCode::REQUEST_TIMEOUT,
            Self::Refused(Refusal::UrlTooLong) => StatusCode::URI_TOO_LONG,
            Self::Refused(Refusal::HeadTooLarge) => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Unwritable => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        if let Self::MethodNotAllowed(methods) = self {
            response.insert_header((header::ALLOW, allow(methods)));
        }
        response.body(format!("{self}\n"))
    }
}

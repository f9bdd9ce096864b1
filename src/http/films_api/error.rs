//! The one table of errors that clients see. Doors build them from their own faults; nobody reads them but
//! [`ResponseError`], which turns each into an `Error` document. Nearly all is what the client did
//! wrong: a read needs nothing that can fail on our side, but for a token that this server has not met.

use std::fmt;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};

use crate::xml;

use crate::http::connection::{MAX_HEAD_BYTES, MAX_HEADER_LINES, MAX_HEADER_NAME_BYTES, Refusal};
use crate::http::pool::Busy;
use crate::http::route::{READ, allow};
use crate::refresh::Unanswered;

use super::params::ParameterFault;
use super::reply::XML;

/// Why a request gets no other answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// 400: a parameter cannot be understood.
    BadParameter(ParameterFault),
    /// 400: this is no HTTP, or no URL.
    Malformed,
    /// 401: the access token is unknown, expired or revoked.
    BadToken,
    /// 404: no such path, or nothing of that id that the client may see.
    NotFound(String),
    /// 405: the path answers GET and HEAD only.
    MethodNotAllowed,
    /// 408: the head of the request did not come in time.
    TooSlow,
    /// 413: the request has a body, and no path takes one.
    BodyRefused,
    /// 414: the URL is longer than `MAX_URL_BYTES`.
    UrlTooLong,
    /// 429: the request is a slow one, and as many such as may wait are waiting.
    TooBusy,
    /// 503: nobody can tell at present whose the access token is.
    TokenUnanswered,
    /// 431: the head of the request is larger than is read.
    HeadTooLarge,
}

/// The longest URL that is answered, in bytes: path and query.
pub(super) const MAX_URL_BYTES: usize = 16 * 1024;

/// After how many seconds a slow request is worth trying again: by then those that wait now have been answered.
const RETRY_SECONDS: u64 = 1;
/// After how many seconds a token is worth bringing again that could not be looked up.
const RETRY_TOKEN_SECONDS: u64 = 5;

impl ApiError {
    /// Says which paths there are.
    pub(super) fn no_such_path() -> Self {
        Self::NotFound(
            "no such path; there are /tags/, /list/, /list/similar/, /list/recommended/, /search/, /film/<id>/, \
             /upnext/<id>/<series_id>/ and /getfilmsfile/"
                .to_owned(),
        )
    }

    /// Returns the parameter to blame.
    pub(super) fn parameter(&self) -> Option<&str> {
        match self {
            Self::BadParameter(fault) => Some(&fault.parameter),
            Self::BadToken | Self::TokenUnanswered => Some("access_token"),
            _ => None,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::BadParameter(fault) => fault.message.clone(),
            Self::BadToken => "the access token is unknown, expired or revoked; ask for a new one".to_owned(),
            Self::NotFound(what) => what.clone(),
            Self::MethodNotAllowed => format!("allowed methods: {}", allow(READ)),
            Self::BodyRefused => "requests here take no body; put everything into the URL".to_owned(),
            Self::UrlTooLong => format!("the URL is longer than {MAX_URL_BYTES} bytes"),
            Self::Malformed => "this is not an HTTP/1.0 or HTTP/1.1 request".to_owned(),
            Self::TooSlow => "the request took too long to arrive".to_owned(),
            Self::HeadTooLarge => format!(
                "the request head is too large: at most {MAX_HEAD_BYTES} bytes, {MAX_HEADER_LINES} header lines, \
                 names of {MAX_HEADER_NAME_BYTES} bytes"
            ),
            Self::TokenUnanswered => {
                format!("the access token cannot be checked at present; try again in {RETRY_TOKEN_SECONDS} s")
            }
            Self::TooBusy => format!("too many slow requests at once; try again in {RETRY_SECONDS} s"),
        }
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl From<Busy> for ApiError {
    fn from(Busy: Busy) -> Self {
        Self::TooBusy
    }
}

impl From<Unanswered> for ApiError {
    fn from(Unanswered: Unanswered) -> Self {
        Self::TokenUnanswered
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Malformed => Self::Malformed,
            Refusal::TooSlow => Self::TooSlow,
            Refusal::UrlTooLong => Self::UrlTooLong,
            Refusal::HeadTooLarge => Self::HeadTooLarge,
        }
    }
}

impl From<ParameterFault> for ApiError {
    fn from(fault: ParameterFault) -> Self {
        Self::BadParameter(fault)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::BadParameter(_) | Self::Malformed => StatusCode::BAD_REQUEST,
            Self::BadToken => StatusCode::UNAUTHORIZED,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyRefused => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UrlTooLong => StatusCode::URI_TOO_LONG,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooBusy => StatusCode::TOO_MANY_REQUESTS,
            Self::TokenUnanswered => StatusCode::SERVICE_UNAVAILABLE,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        let mut response = HttpResponseBuilder::new(status);
        response.insert_header((header::CONTENT_TYPE, XML));
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        match self {
            Self::MethodNotAllowed => {
                response.insert_header((header::ALLOW, allow(READ)));
            }
            Self::BadToken => {
                response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
            }
            // What follows the head may be anything: the connection is not read further.
            Self::BodyRefused | Self::UrlTooLong => {
                response.force_close();
            }
            Self::TooBusy => {
                response.insert_header((header::RETRY_AFTER, RETRY_SECONDS));
            }
            Self::TokenUnanswered => {
                response.insert_header((header::RETRY_AFTER, RETRY_TOKEN_SECONDS));
            }
            Self::BadParameter(_) | Self::NotFound(_) => {}
            // Answered by the connection itself, which ends then.
            Self::Malformed | Self::TooSlow | Self::HeadTooLarge => {}
        }
        let mut response = response.body(xml::error(status.as_u16(), self.parameter(), &self.message()));
        // For browsers, which are told the same on a page.
        response.extensions_mut().insert(self.clone());
        response
    }
}

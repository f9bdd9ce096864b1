//! The errors of this door: those of OAuth 2 (RFC 6749, 5.2; RFC 6750, 3.1), and those of HTTP in the same form.

use std::fmt;

use actix_web::http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};

use crate::http::bearer::BearerFault;
use crate::http::body::BodyFault;
use crate::http::json;
use crate::http::route::allow;
use crate::refresh::{Denied, Unanswered};
use crate::viewers::TooMany;

/// After how many seconds it is worth asking again where the database does not answer.
const RETRY_SECONDS: u64 = 5;
/// After how many seconds it is worth asking again where there is no room for another viewer.
const RETRY_FULL_SECONDS: u64 = 3_600;

/// Why a request gets no other answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AuthFault {
    /// 400: what is wrong.
    InvalidRequest(&'static str),
    /// 400: the refresh token brings nothing.
    InvalidGrant,
    /// 400: there is no such grant here.
    UnsupportedGrantType,
    /// 401: there is no such application, or this is not its secret.
    InvalidClient,
    /// 401: there is no access token.
    NoToken,
    /// 401: the access token is unknown, expired or revoked.
    InvalidToken,
    /// 404: no such path.
    NotFound,
    /// 405: the path takes these methods.
    MethodNotAllowed(&'static [Method]),
    /// 408: the body did not come in time.
    TooSlow,
    /// 413: the body is larger than is read.
    TooLarge,
    /// 429: the network has brought many new viewers; when it may bring another.
    TooMany(TooMany),
    /// 503: there are as many viewers as there may be.
    Full,
    /// 503: the database does not answer.
    Unavailable,
}

impl AuthFault {
    /// Returns the code for programs, and the words for people.
    fn said(&self) -> (&'static str, &'static str) {
        match self {
            Self::InvalidRequest(what) => ("invalid_request", what),
            Self::InvalidGrant => {
                ("invalid_grant", "the refresh token is unknown, used, expired or issued to another client")
            }
            Self::UnsupportedGrantType => {
                ("unsupported_grant_type", "grant_type must be inetra:anonymous or refresh_token")
            }
            Self::InvalidClient => ("invalid_client", "client_id and client_secret are not those of an application"),
            Self::NoToken => ("invalid_token", "send an access token in the header Authorization"),
            Self::InvalidToken => ("invalid_token", "the access token is unknown, expired or revoked"),
            Self::NotFound => ("invalid_request", "no such path; there are /auth/2/token and /auth/2/account/"),
            Self::MethodNotAllowed(_) => ("invalid_request", "the path does not take this method"),
            Self::TooSlow => ("invalid_request", "the body took too long to arrive"),
            Self::TooLarge => ("invalid_request", "the body is too large"),
            Self::TooMany(_) => ("temporarily_unavailable", "too many new viewers from this network; try again later"),
            Self::Full => ("temporarily_unavailable", "there are too many viewers; try again later"),
            Self::Unavailable => ("temporarily_unavailable", "no tokens can be issued at present; try again later"),
        }
    }
}

impl fmt::Display for AuthFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.said().1)
    }
}

impl From<BodyFault> for AuthFault {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::TooLarge => Self::TooLarge,
            BodyFault::TooSlow => Self::TooSlow,
            BodyFault::Crowded => Self::Unavailable,
            BodyFault::Unsupported => Self::InvalidRequest("the body must be application/x-www-form-urlencoded"),
            BodyFault::Unreadable => Self::InvalidRequest("the body cannot be read"),
        }
    }
}

impl From<BearerFault> for AuthFault {
    fn from(fault: BearerFault) -> Self {
        Self::InvalidRequest(fault.message())
    }
}

impl From<Denied> for AuthFault {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::InvalidGrant => Self::InvalidGrant,
            Denied::Full => Self::Full,
            Denied::Unavailable => Self::Unavailable,
        }
    }
}

impl From<Unanswered> for AuthFault {
    fn from(Unanswered: Unanswered) -> Self {
        Self::Unavailable
    }
}

impl ResponseError for AuthFault {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::InvalidRequest(_) | Self::InvalidGrant | Self::UnsupportedGrantType => StatusCode::BAD_REQUEST,
            Self::InvalidClient | Self::NoToken | Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Full | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = json::fault(self.status_code());
        match self {
            Self::MethodNotAllowed(methods) => drop(response.insert_header((ALLOW, allow(methods)))),
            Self::InvalidClient => drop(response.insert_header((WWW_AUTHENTICATE, "Basic realm=\"afisha\""))),
            // Of a request without a token nothing is wrong (RFC 6750, 3.1).
            Self::NoToken => drop(response.insert_header((WWW_AUTHENTICATE, "Bearer"))),
            Self::InvalidToken => drop(response.insert_header((WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""))),
            Self::TooMany(TooMany { retry_seconds }) => drop(response.insert_header((RETRY_AFTER, *retry_seconds))),
            Self::Full => drop(response.insert_header((RETRY_AFTER, RETRY_FULL_SECONDS))),
            Self::Unavailable => drop(response.insert_header((RETRY_AFTER, RETRY_SECONDS))),
            _ => {}
        }
        let (error, description) = self.said();
        response.body(json::fault_body(error, description))
    }
}

//! The errors of the Peer API: `{"detail": …}`, a text for each cause that repeats nothing of the request.

use std::fmt;

use actix_web::http::header::{ALLOW, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;

use crate::http::body::BodyFault;
use crate::http::connection::Refusal;
use crate::http::json;
use crate::http::pool::Busy;
use crate::http::route::allow;
use crate::limiting::RetryAfter;
use crate::peer::answer::UnreadyTorrent;
use crate::peer::request::RequestFault;
use crate::peer::{BaseAway, GateRefusal, RefusalKind};

use super::reply;

/// How long a base of a million torrents takes to be read, about.
const UNREADY_SECONDS: u64 = 10;

/// Why a request gets no other answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PeerFault {
    /// 400: the body, after everything else was right.
    BadRequest(RequestFault),
    /// 401: nobody knows who asks.
    Unauthorized,
    /// 403: the key was disabled, or has expired.
    Inactive,
    /// 403: the key may not ask this.
    OutOfScope,
    /// 404: no such path.
    NotFound,
    /// 405: the path takes these methods.
    MethodNotAllowed(&'static [Method]),
    /// 408: the body did not come in time.
    TooSlow,
    /// 413: the body is larger than is read.
    TooLarge,
    /// 429: the key, or the address, has asked too much, or everybody has.
    TooMany(RetryAfter),
    /// Nothing that reaches a route.
    Refused(Refusal),
    /// 500: a fault of ours, or of our machine.
    Internal,
    /// 503: what is asked is not read yet.
    Unready,
}

#[derive(Serialize)]
struct ErrorDetail<'a> {
    detail: &'a str,
}

impl fmt::Display for PeerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadRequest(fault) => return fault.fmt(f),
            Self::Unauthorized => "Invalid or expired peer signature",
            Self::Inactive => "Peer key inactive or expired",
            Self::OutOfScope => "Peer key not allowed to ask this",
            Self::NotFound => "Not Found",
            Self::MethodNotAllowed(_) => "Method Not Allowed",
            Self::TooSlow => "Request timed out",
            Self::TooLarge => "Request body too large",
            Self::TooMany(_) => "Peer rate limit exceeded",
            Self::Refused(Refusal::Malformed) => "Invalid request: no HTTP/1.0 or HTTP/1.1 request",
            Self::Refused(Refusal::TooSlow) => "Request timed out",
            Self::Refused(Refusal::UrlTooLong) => "URL too long",
            Self::Refused(Refusal::HeadTooLarge) => "Request head too large",
            Self::Internal => "Internal server error",
            Self::Unready => "Not ready yet",
        })
    }
}

impl From<RequestFault> for PeerFault {
    fn from(fault: RequestFault) -> Self {
        Self::BadRequest(fault)
    }
}

impl From<BodyFault> for PeerFault {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::TooLarge => Self::TooLarge,
            BodyFault::TooSlow => Self::TooSlow,
            BodyFault::Crowded => Self::TooMany(RetryAfter::SOON),
            BodyFault::Unsupported => Self::BadRequest(RequestFault::of_body("must be application/json, not encoded")),
            BodyFault::Unreadable => Self::BadRequest(RequestFault::of_body("cannot be read")),
        }
    }
}

impl From<GateRefusal> for PeerFault {
    fn from(refusal: GateRefusal) -> Self {
        match refusal.kind() {
            RefusalKind::Unauthorized => Self::Unauthorized,
            RefusalKind::Inactive => Self::Inactive,
            RefusalKind::OutOfScope => Self::OutOfScope,
            RefusalKind::TooMany(retry) => Self::TooMany(retry),
        }
    }
}

impl From<Busy> for PeerFault {
    fn from(Busy: Busy) -> Self {
        Self::TooMany(RetryAfter::SOON)
    }
}

impl From<BaseAway> for PeerFault {
    fn from(away: BaseAway) -> Self {
        log::debug!("a peer cannot be answered: {away}");
        match away {
            BaseAway::Unread => Self::Unready,
            BaseAway::Unreadable => Self::Internal,
        }
    }
}

impl From<UnreadyTorrent> for PeerFault {
    fn from(fault: UnreadyTorrent) -> Self {
        // The cause repeats nothing of the torrent.
        log::error!("a peer cannot be answered: {fault}");
        Self::Internal
    }
}

impl ResponseError for PeerFault {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) | Self::Refused(Refusal::Malformed) => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Inactive | Self::OutOfScope => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooSlow | Self::Refused(Refusal::TooSlow) => StatusCode::REQUEST_TIMEOUT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Refused(Refusal::UrlTooLong) => StatusCode::URI_TOO_LONG,
            Self::Refused(Refusal::HeadTooLarge) => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unready => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = reply::begun(self.status_code());
        match self {
            Self::MethodNotAllowed(methods) => drop(response.insert_header((ALLOW, allow(methods)))),
            Self::TooMany(RetryAfter(seconds)) => drop(response.insert_header((RETRY_AFTER, *seconds))),
            Self::Unready => drop(response.insert_header((RETRY_AFTER, UNREADY_SECONDS))),
            _ => {}
        }
        response.body(json::written(&ErrorDetail { detail: &self.to_string() }))
    }
}

//! The errors of the door: a short text, for clients show it to their users. It repeats nothing of the request.

use std::fmt;

use actix_web::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};

use crate::btn::BtnRefusal;
use crate::btn::report::ReportFault;
use crate::http::body::BodyFault;
use crate::http::connection::Refusal;
use crate::http::pool::Busy;
use crate::http::route::allow;
use crate::limiting::RetryAfter;
use crate::refresh::Unwritten;

use super::reply::TEXT;

/// After how many seconds a report may be sent again that there is no room for.
const RETRY_FULL: RetryAfter = RetryAfter(30);
/// After how many seconds one may that the database does not take.
const RETRY_UNAVAILABLE: RetryAfter = RetryAfter(60);

/// Why a request gets no other answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BtnFault {
    /// 400: the body is not what the route takes.
    Report(ReportFault),
    /// 400: the compressed body cannot be read.
    Gzip,
    /// 400: there is no body, or its end cannot be found, or it did not come in time.
    Unreadable,
    /// 400: nobody is sure of the address of the client.
    NoAddress,
    /// 400: what is asked about is no address, or too wide a network.
    Network,
    /// 403: only who reports may ask.
    Silent,
    /// 403 or 429: the gate does not let it in.
    Gate(BtnRefusal),
    /// 403: the client is too old.
    TooOld,
    /// 403: the client has a bug that spoils what it reports.
    Broken,
    /// 404: no such path.
    NotFound,
    /// 405: the path takes these methods.
    MethodNotAllowed(&'static [Method]),
    /// 413: the body is larger than is read.
    TooLarge,
    /// 415: the body is encoded in another way.
    Encoding,
    /// 429: too much is being worked on.
    Full,
    /// 503: the database does not write.
    Unavailable,
    /// 503: the database does not answer.
    Unanswered,
    /// Nothing that reaches a route.
    Refused(Refusal),
}

impl fmt::Display for BtnFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Report(fault) => return fault.fmt(f),
            Self::Gzip => "the body is not one member of gzip",
            Self::Unreadable => "the body cannot be read",
            Self::NoAddress => {
                "your address cannot be told for sure: the proxy before this server disagrees with itself"
            }
            Self::Network => "ask about an address, or a network of at least 24 bits, or 48 of IPv6",
            Self::Silent => "only applications that report may ask: report first",
            Self::Gate(BtnRefusal::Missing) => "send the AppID and the AppSecret of your application",
            Self::Gate(BtnRefusal::Unconfigured) => {
                "the AppID is still the example: set your own AppID and AppSecret, which the operator gives you"
            }
            Self::Gate(BtnRefusal::Unknown) => "the AppID is unknown, or the AppSecret is not its own",
            Self::Gate(BtnRefusal::Banned) => "this application is banned; ask the operator",
            Self::Gate(BtnRefusal::TooMany(_)) => "too many requests; try again later",
            Self::TooOld => "this client is too old: please update PeerBanHelper",
            Self::Broken => "PeerBanHelper 5.0.2 to 5.0.5 reports wrong data: please update it",
            Self::NotFound => "no such path",
            Self::MethodNotAllowed(_) => "the path does not take this method",
            Self::TooLarge => "the body is too large",
            Self::Encoding => "the body must be plain or encoded with gzip",
            Self::Full => "the server is busy; try again later",
            Self::Unanswered => "nothing can be told at present; try again later",
            Self::Unavailable => "the report cannot be stored at present; try again later",
            Self::Refused(Refusal::Malformed) => "no HTTP/1.0 or HTTP/1.1 request",
            Self::Refused(Refusal::TooSlow) => "the request took too long to arrive",
            Self::Refused(Refusal::UrlTooLong) => "the URL is too long",
            Self::Refused(Refusal::HeadTooLarge) => "the head of the request is too large",
        })
    }
}

impl From<BodyFault> for BtnFault {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::TooLarge => Self::TooLarge,
            BodyFault::Crowded => Self::Full,
            BodyFault::TooSlow | BodyFault::Unreadable | BodyFault::Unsupported => Self::Unreadable,
        }
    }
}

impl From<BtnRefusal> for BtnFault {
    fn from(refusal: BtnRefusal) -> Self {
        Self::Gate(refusal)
    }
}

impl From<Busy> for BtnFault {
    fn from(Busy: Busy) -> Self {
        Self::Full
    }
}

impl From<Unwritten> for BtnFault {
    fn from(unwritten: Unwritten) -> Self {
        match unwritten {
            Unwritten::Full => Self::Full,
            Unwritten::Unavailable => Self::Unavailable,
        }
    }
}

impl BtnFault {
    /// Returns when it is worth trying again.
    fn retry(self) -> Option<RetryAfter> {
        match self {
            Self::Gate(BtnRefusal::TooMany(retry)) => Some(retry),
            Self::Full => Some(RETRY_FULL),
            Self::Unavailable | Self::Unanswered => Some(RETRY_UNAVAILABLE),
            _ => None,
        }
    }
}

impl ResponseError for BtnFault {
    fn status_code(&self) -> StatusCode {
        match self {
            // Not 408: clients send the request again at once.
            Self::Report(ReportFault::Shape { .. })
            | Self::Gzip
            | Self::Unreadable
            | Self::NoAddress
            | Self::Network
            | Self::Refused(Refusal::Malformed | Refusal::TooSlow) => StatusCode::BAD_REQUEST,
            Self::Gate(BtnRefusal::TooMany(_)) | Self::Full => StatusCode::TOO_MANY_REQUESTS,
            // Not 401: clients send the request 20 times more.
            Self::Gate(_) | Self::Silent | Self::TooOld | Self::Broken => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Report(ReportFault::TooMany) | Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Encoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unavailable | Self::Unanswered => StatusCode::SERVICE_UNAVAILABLE,
            Self::Refused(Refusal::UrlTooLong) => StatusCode::URI_TOO_LONG,
            Self::Refused(Refusal::HeadTooLarge) => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((CONTENT_TYPE, TEXT)).insert_header((CACHE_CONTROL, "no-store"));
        if let Self::MethodNotAllowed(methods) = self {
            response.insert_header((ALLOW, allow(methods)));
        }
        if let Some(RetryAfter(seconds)) = self.retry() {
            response.insert_header((RETRY_AFTER, seconds.max(1)));
        }
        response.body(self.to_string())
    }
}

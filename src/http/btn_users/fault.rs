//! The errors of this door, each with a sentence. They repeat nothing of the request.

use std::fmt;

use actix_web::http::header::{ALLOW, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, ResponseError};

use crate::btn::Permission;
use crate::btn::query::QueryFault;
use crate::http::body::BodyFault;
use crate::http::pool::Busy;
use crate::http::route::allow;
use crate::limiting::RetryAfter;
use crate::store::{MAX_APPLICATIONS, StoreError};

use super::github::GithubFault;
use super::reply;

/// After how many seconds it is worth asking again where too much is being worked on.
const RETRY_BUSY: u64 = 5;

/// Why a request gets no other answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum UserFault {
    /// 400: what is wrong.
    Bad(&'static str),
    /// 400 or 403: the query.
    Query(QueryFault),
    /// 403: nobody is logged in.
    NotLoggedIn,
    /// 403: the account is banned.
    Banned,
    /// 403: the account lacks a permission.
    Lacks(Permission),
    /// 403: a page of another origin may have sent it.
    CrossSite,
    /// 403: the login is not one that has begun here.
    UnknownLogin,
    /// 403: GitHub says no.
    LoginRefused,
    /// 404: what is named does not exist.
    Unknown(&'static str),
    /// 404: no such path.
    NotFound,
    /// 404: nobody can log in here.
    NoLogin,
    /// 405: the path takes these methods.
    MethodNotAllowed(&'static [Method]),
    /// 413: the body is larger than is read.
    TooLarge,
    /// 429: too many logins have begun at the address.
    TooManyLogins(RetryAfter),
    /// 429: too much is being worked on.
    Busy,
    /// 500: a fault of ours, or of our machine.
    Internal,
    /// 500: GitHub cannot be asked.
    GithubAway,
    /// 507: the account has as many applications as it may.
    TooManyApplications,
}

impl fmt::Display for UserFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bad(what) => what,
            Self::Query(fault) => return fault.fmt(f),
            Self::NotLoggedIn => "log in first: send the token of your session as X-BTN-Token",
            Self::Banned => "this account is banned; ask the operator",
            Self::Lacks(permission) => return write!(f, "this needs the permission {}", permission.name()),
            Self::CrossSite => "send the token of your session as the header X-BTN-Token, or ask from this site itself",
            Self::UnknownLogin => {
                "this login is unknown, used, took longer than 10 minutes, or began in another browser; begin again"
            }
            Self::LoginRefused => "GitHub does not confirm this login; begin again",
            Self::Unknown(what) => return write!(f, "there is no such {what}"),
            Self::NotFound => "no such path",
            Self::NoLogin => "logging in at GitHub is not set up here; ask the operator for an application",
            Self::MethodNotAllowed(_) => "the path does not take this method",
            Self::TooLarge => "the body is too large",
            Self::TooManyLogins(_) => "too many logins have begun at your address; try again later",
            Self::Busy => "the server is busy; try again later",
            Self::Internal => "the server has a fault; try again later",
            Self::GithubAway => "GitHub cannot be asked at present; try again later",
            Self::TooManyApplications => {
                return write!(
                    f,
                    "nobody may have more than {MAX_APPLICATIONS} applications, with those removed in the last month"
                );
            }
        })
    }
}

impl From<QueryFault> for UserFault {
    fn from(fault: QueryFault) -> Self {
        Self::Query(fault)
    }
}

impl From<Busy> for UserFault {
    fn from(Busy: Busy) -> Self {
        Self::Busy
    }
}

impl From<RetryAfter> for UserFault {
    fn from(retry: RetryAfter) -> Self {
        Self::TooManyLogins(retry)
    }
}

impl From<StoreError> for UserFault {
    fn from(fault: StoreError) -> Self {
        log::error!("a user cannot be answered: {fault}");
        Self::Internal
    }
}

impl From<GithubFault> for UserFault {
    fn from(fault: GithubFault) -> Self {
        match fault {
            GithubFault::Refused => Self::LoginRefused,
            GithubFault::Away => Self::GithubAway,
        }
    }
}

impl From<BodyFault> for UserFault {
    fn from(fault: BodyFault) -> Self {
        match fault {
            BodyFault::TooLarge => Self::TooLarge,
            BodyFault::Crowded => Self::Busy,
            BodyFault::Unsupported => Self::Bad("the body must be application/json, not encoded"),
            BodyFault::TooSlow | BodyFault::Unreadable => Self::Bad("the body cannot be read"),
        }
    }
}

impl ResponseError for UserFault {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Query(QueryFault::NeedsPermission(_))
            | Self::NotLoggedIn
            | Self::Banned
            | Self::Lacks(_)
            | Self::CrossSite
            | Self::UnknownLogin
            | Self::LoginRefused => StatusCode::FORBIDDEN,
            Self::Bad(_) | Self::Query(_) => StatusCode::BAD_REQUEST,
            Self::Unknown(_) | Self::NotFound | Self::NoLogin => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManyLogins(_) | Self::Busy => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal | Self::GithubAway => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TooManyApplications => StatusCode::INSUFFICIENT_STORAGE,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = reply::begun(self.status_code());
        match self {
            Self::MethodNotAllowed(methods) => drop(response.insert_header((ALLOW, allow(methods)))),
            Self::TooManyLogins(RetryAfter(seconds)) => drop(response.insert_header((RETRY_AFTER, *seconds))),
            Self::Busy => drop(response.insert_header((RETRY_AFTER, RETRY_BUSY))),
            _ => {}
        }
        response.body(reply::refusal(&self.to_string()))
    }
}

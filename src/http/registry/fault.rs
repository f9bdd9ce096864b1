//! The errors of the Registry.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::ALLOW;
use actix_web::{HttpResponse, ResponseError};

use crate::http::json;
use crate::http::route::{READ, allow};

/// Why a request gets no other answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RegistryFault {
    /// 400: `id` is not a list of numbers.
    BadId,
    /// 404: no such path.
    NotFound,
    /// 405: the path answers GET and HEAD only.
    MethodNotAllowed,
}

impl RegistryFault {
    /// Returns the code for programs, and the words for people.
    fn said(self) -> (&'static str, &'static str) {
        match self {
            Self::BadId => ("invalid_request", "id must be whole numbers separated by commas"),
            Self::NotFound => {
                ("not_found", "no such path; there are /registry/2/whereami.json and /registry/2/contractors.json")
            }
            Self::MethodNotAllowed => ("method_not_allowed", "allowed methods: GET, HEAD"),
        }
    }
}

impl fmt::Display for RegistryFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.said().1)
    }
}

impl ResponseError for RegistryFault {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::BadId => StatusCode::BAD_REQUEST,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = json::fault(self.status_code());
        if *self == Self::MethodNotAllowed {
            response.insert_header((ALLOW, allow(READ)));
        }
        let (error, description) = self.said();
        response.body(json::fault_body(error, description))
    }
}

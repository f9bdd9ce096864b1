//! What is wrong with a request.

use std::borrow::Cow;

use thiserror::Error;

/// What is wrong with the body of a request, in words that repeat nothing of it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("Invalid request: {field} {reason}")]
pub struct RequestFault {
    field: &'static str,
    reason: Cow<'static, str>,
}

impl RequestFault {
    /// Says what a member, or the body as a whole, must be.
    pub(super) fn new(field: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self { field, reason: reason.into() }
    }

    /// Says what is wrong with the body as a whole.
    pub const fn of_body(reason: &'static str) -> Self {
        Self { field: "body", reason: Cow::Borrowed(reason) }
    }
}

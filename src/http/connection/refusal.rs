//! Answers to what never reaches the routes, as bytes of HTTP.

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use actix_web::HttpResponse;
use actix_web::body::MessageBody;
use actix_web::http::header::HttpDate;
use bytes::{BufMut, Bytes, BytesMut};

use crate::catalog::Moment;

/// Why something that a client sent reaches no route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Refusal {
    /// It is no HTTP, or no URL.
    Malformed,
    /// The head of the request did not come in time.
    TooSlow,
    /// The request line alone is larger than a head may be.
    UrlTooLong,
    /// The head is larger than is read.
    HeadTooLarge,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "no HTTP/1.0 or HTTP/1.1 request",
            Self::TooSlow => "too slow to arrive",
            Self::UrlTooLong => "the URL is too long",
            Self::HeadTooLarge => "the head is too large",
        })
    }
}

/// How a listener answers a refusal.
pub(in crate::http) type Face = Box<dyn Fn(Refusal) -> HttpResponse>;

/// Returns a moment as the header `Date` has it; one before 1970 as the beginning of that year.
pub(in crate::http) fn http_date(now: Moment) -> HttpDate {
    HttpDate::from(UNIX_EPOCH + Duration::from_secs(now.0.max(0).unsigned_abs()))
}

/// Writes the answer, after which the connection ends; to HEAD without its body.
pub(super) fn written(response: HttpResponse, to_head: bool, now: Moment) -> Bytes {
    let status = response.status();
    let mut bytes = BytesMut::with_capacity(1024);
    let mut line = |text: &str| {
        bytes.put_slice(text.as_bytes());
        bytes.put_slice(b"\r\n");
    };
    line(&format!("HTTP/1.1 {} {}", status.as_u16(), status.canonical_reason().unwrap_or_default()));
    for (name, value) in response.headers() {
        line(&format!("{name}: {}", value.to_str().unwrap_or_default()));
    }
    line("connection: close");
    line(&format!("date: {}", http_date(now)));
    // An error document is one piece, so nothing is lost here.
    let body = response.into_body().try_into_bytes().unwrap_or_default();
    line(&format!("content-length: {}", body.len()));
    line("");
    if !to_head {
        bytes.put_slice(&body);
    }
    bytes.freeze()
}

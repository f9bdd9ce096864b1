//! Answers to what never reaches the routes, as bytes of HTTP.

use std::time::{Duration, UNIX_EPOCH};

use actix_web::ResponseError;
use actix_web::body::MessageBody;
use actix_web::http::header::HttpDate;
use bytes::{BufMut, Bytes, BytesMut};

use crate::catalog::Moment;
use crate::http::error::ApiError;

/// Writes the answer, after which the connection ends; to HEAD without its body.
pub(super) fn written(refusal: &ApiError, to_head: bool, now: Moment) -> Bytes {
    let response = refusal.error_response();
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
    line("access-control-allow-origin: *");
    line("connection: close");
    let since_1970 = Duration::from_secs(now.0.max(0).unsigned_abs());
    line(&format!("date: {}", HttpDate::from(UNIX_EPOCH + since_1970)));
    // An error document is one piece, so nothing is lost here.
    let body = response.into_body().try_into_bytes().unwrap_or_default();
    line(&format!("content-length: {}", body.len()));
    line("");
    if !to_head {
        bytes.put_slice(&body);
    }
    bytes.freeze()
}

//! The form of every answer.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde::Serialize;

use crate::btn::query::AskedPage;
use crate::catalog::Moment;
use crate::http::json::{self, JSON};
use crate::store::FoundPage;

/// What every answer is in.
#[derive(Serialize)]
struct AnswerEnvelope<'a, T> {
    success: bool,
    message: Option<&'a str>,
    data: Option<T>,
}

/// A page of what was found.
#[derive(Serialize)]
struct AnswerPage<T> {
    page: i64,
    size: i64,
    total: i64,
    results: Vec<T>,
}

/// Answers something.
pub(super) fn data(data: impl Serialize) -> HttpResponse {
    let envelope = AnswerEnvelope { success: true, message: None, data: Some(data) };
    begun(StatusCode::OK).body(json::written(&envelope))
}

/// Answers that it is done.
pub(super) fn done(message: &str) -> HttpResponse {
    let envelope = AnswerEnvelope::<()> { success: true, message: Some(message), data: None };
    begun(StatusCode::OK).body(json::written(&envelope))
}

/// Answers a page, each row of it as it is shown.
pub(super) fn page<R, T: Serialize>(asked: AskedPage, found: FoundPage<R>, shown: impl Fn(R) -> T) -> HttpResponse {
    let results = found.rows.into_iter().map(shown).collect();
    let message = found.since.map(|since| {
        format!(
            "only the newest reports of the time asked for were looked at, those since {since}: to look further back, set \
             timeTo to that; or name the address or the torrent, of which all are found"
        )
    });
    let page = AnswerPage { page: asked.number, size: asked.size, total: found.total, results };
    let envelope = AnswerEnvelope { success: true, message: message.as_deref(), data: Some(page) };
    begun(StatusCode::OK).body(json::written(&envelope))
}

/// Writes why there is no other answer.
pub(super) fn refusal(message: &str) -> Vec<u8> {
    json::written(&AnswerEnvelope::<()> { success: false, message: Some(message), data: None })
}

/// Begins an answer, which nobody may keep.
pub(super) fn begun(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((CONTENT_TYPE, JSON)).insert_header((CACHE_CONTROL, "no-store"));
    response
}

/// Returns a moment as answers have it: in Unix milliseconds.
pub(super) fn milliseconds(moment: Moment) -> i64 {
    moment.0 * 1000
}

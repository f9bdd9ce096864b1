//! `/`: what is served, for people who look with a browser.

use actix_web::http::header::{CACHE_CONTROL, HeaderValue, VARY};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use chrono::SecondsFormat;

use crate::catalog::Moment;
use crate::html::{self, Front};
use crate::query::visible::Visible;

use super::asked::Asked;
use super::browser::{mark_as_page, prefers_html};
use super::error::ApiError;
use super::params::Common;
use super::resolve;

/// Answers the front page; to programs, that there is no such path.
pub(super) async fn answer(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    if !prefers_html(&request) {
        return Err(ApiError::no_such_path());
    }
    let asked = Asked::extract(&request).await?;
    let Common { device, .. } = Common::read(&asked.query)?;
    let mut response = HttpResponse::Ok().body(html::front(&front(&asked, device)));
    mark_as_page(response.headers_mut());
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(asked.caching().header()));
    response.headers_mut().append(VARY, HeaderValue::from_static("Accept"));
    Ok(response)
}

/// Finds what this client may know.
fn front(asked: &Asked, device: Option<&str>) -> Front {
    let snapshot = asked.snapshot();
    let shown = Visible::new(snapshot, asked.viewpoint, asked.now).count().content;
    let Moment(read) = asked.served.read;
    let zoned = asked.served.read.utc().map(|utc| utc.with_timezone(&asked.state.time_zone));
    Front {
        base: asked.state.base().to_owned(),
        films: shown.films,
        device: device.unwrap_or(resolve::DEFAULT_DEVICE).to_owned(),
        tags: snapshot.tags().len(),
        read: zoned.map(|zoned| zoned.to_rfc3339_opts(SecondsFormat::Secs, true)),
        age: asked.now.0.saturating_sub(read).max(0).unsigned_abs(),
        example: shown.example.map(|film| film.get()),
    }
}

//! `/upnext/<id>/<series_id>/`: what to play after a serie.

use actix_web::HttpResponse;
use actix_web::web::Path;

use crate::catalog::Number;
use crate::http::error::ApiError;
use crate::http::extract::Asked;
use crate::http::reply;
use crate::query::snapshot::Snapshot;
use crate::xml;

use super::params::FilmParams;
use super::{film_id, resolve, values};

/// Answers what comes next.
pub(in crate::http) async fn answer(asked: Asked, path: Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let params = FilmParams::read_upnext(&asked.query)?;
    let (id, number) = path.into_inner();
    let number = values::number(&number, 0, i64::from(u32::MAX)).map(Number).map_err(|_| nothing())?;
    let inquiry = resolve::upnext(asked.viewpoint, &params, film_id(&id)?, number);
    let (id, now) = (inquiry.question.id, asked.now);
    let is_dear = inquiry.is_dear(asked.snapshot(), now);
    let list = move |snapshot: &Snapshot| {
        inquiry.look_at(snapshot, now).upnext(&inquiry.question).found().map(|answer| xml::upnext_list(&answer))
    };
    let list = asked.work(is_dear, list).await?.ok_or_else(nothing)?;
    let caching = asked.opened(params.access_token.as_ref(), id);
    Ok(reply::xml(list, caching))
}

fn nothing() -> ApiError {
    ApiError::NotFound("no film has this id, or it has no serie with this number".to_owned())
}

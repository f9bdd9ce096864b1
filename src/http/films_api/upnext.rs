//! `/upnext/<id>/<series_id>/`: what to play after a serie.

use actix_web::HttpResponse;
use actix_web::web::Path;

use crate::catalog::Number;
use crate::http::error::ApiError;
use crate::http::extract::Asked;
use crate::http::reply;
use crate::query::upnext;
use crate::xml;

use super::params::FilmParams;
use super::{film_id, resolve, values};

/// Answers what comes next.
pub(in crate::http) async fn answer(asked: Asked, path: Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let params = FilmParams::read_upnext(&asked.query)?;
    let (id, number) = path.into_inner();
    let number = values::number(&number, 0, i64::from(u32::MAX)).map(Number).map_err(|_| nothing())?;
    let question = resolve::upnext(asked.view, &params, film_id(&id)?, number);
    let answer = upnext::upnext(asked.snapshot(), &question).ok_or_else(nothing)?;
    let caching = asked.opened(params.access_token.as_ref(), question.id);
    Ok(reply::xml(xml::upnext_list(asked.snapshot(), &answer), caching))
}

fn nothing() -> ApiError {
    ApiError::NotFound("no film has this id, or it has no serie of this number".to_owned())
}

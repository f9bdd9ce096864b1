//! `/upnext/<id>/<series_id>/`: what to play after a serie.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::asked::Asked;
use super::error::ApiError;
use super::reply;
use crate::answer_cache::CommonQuestion;
use crate::catalog::Number;
use crate::query::question::{Inquiry, UpnextQuestion};
use crate::viewers::ClearToken;

use super::params::FilmParams;
use super::path::film_id;
use super::{resolve, values};

/// Answers what comes next.
pub(super) async fn answer(asked: Asked, path: Path<(String, String)>) -> Result<HttpResponse, ApiError> {
    let (id, number) = path.into_inner();
    let (inquiry, token) = question(&asked, &id, &number)?;
    let id = inquiry.question.id;
    let list = asked.document(CommonQuestion::Upnext(inquiry)).await?.ok_or_else(nothing)?;
    let caching = asked.opened(token.as_ref(), id);
    Ok(reply::shared(&list, caching))
}

/// Finds what is asked, and the access token of who asks.
///
/// # Errors
/// A parameter, the token, the id or the number cannot be understood.
pub(super) fn question(
    asked: &Asked,
    id: &str,
    number: &str,
) -> Result<(Inquiry<UpnextQuestion>, Option<ClearToken>), ApiError> {
    let params = FilmParams::read_upnext(&asked.query)?;
    let token = asked.token(params.access_token.clone())?;
    let number = values::number(number, 0, i64::from(u32::MAX)).map(Number).map_err(|_| nothing())?;
    Ok((resolve::upnext(asked.viewpoint, &params, film_id(id)?, number), token))
}

fn nothing() -> ApiError {
    ApiError::NotFound("no film has this id, or it has no serie with this number".to_owned())
}

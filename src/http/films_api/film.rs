//! `/film/<id>/`: one film with its items and trailers.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::asked::Asked;
use super::error::ApiError;
use super::reply;
use crate::answer_cache::CommonQuestion;
use crate::query::question::{FilmQuestion, Inquiry};
use crate::viewers::ClearToken;

use super::params::FilmParams;
use super::path::{film_id, no_film};
use super::resolve;

/// Answers the film.
pub(super) async fn answer(asked: Asked, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let (inquiry, token) = question(&asked, &id)?;
    let id = inquiry.question.id;
    let document = asked.document(CommonQuestion::Film(inquiry)).await?.ok_or_else(no_film)?;
    let caching = asked.opened(token.as_ref(), id);
    Ok(reply::shared(&document, caching))
}

/// Finds what is asked, and the access token of who asks.
///
/// # Errors
/// A parameter, the token or the id cannot be understood.
pub(super) fn question(asked: &Asked, id: &str) -> Result<(Inquiry<FilmQuestion>, Option<ClearToken>), ApiError> {
    let params = FilmParams::read(&asked.query)?;
    let token = asked.token(params.access_token.clone())?;
    Ok((resolve::film(asked.viewpoint, &params, film_id(id)?), token))
}

//! `/film/<id>/`: one film with its items and trailers.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::asked::Asked;
use super::error::ApiError;
use super::reply;
use crate::query::film;
use crate::query::snapshot::Snapshot;
use crate::xml;

use super::params::FilmParams;
use super::path::{film_id, no_film};
use super::resolve;

/// Answers the film.
pub(super) async fn answer(asked: Asked, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let params = FilmParams::read(&asked.query)?;
    let token = asked.token(params.access_token.clone())?;
    let question = resolve::film(asked.view, &params, film_id(&id)?);
    let (id, is_dear) = (question.id, question.is_dear(asked.snapshot()));
    let document =
        move |snapshot: &Snapshot| film::film(snapshot, &question).map(|answer| xml::film_alone(snapshot, &answer));
    let document = asked.work(is_dear, document).await?.ok_or_else(no_film)?;
    let caching = asked.opened(token.as_ref(), id);
    Ok(reply::xml(document, caching))
}

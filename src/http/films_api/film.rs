//! `/film/<id>/`: one film with its items and trailers.

use actix_web::HttpResponse;
use actix_web::web::Path;

use crate::http::error::ApiError;
use crate::http::extract::Asked;
use crate::http::reply;
use crate::query::snapshot::Snapshot;
use crate::xml;

use super::params::FilmParams;
use super::{film_id, no_film, resolve};

/// Answers the film.
pub(in crate::http) async fn answer(asked: Asked, id: Path<String>) -> Result<HttpResponse, ApiError> {
    let params = FilmParams::read(&asked.query)?;
    let inquiry = resolve::film(asked.viewpoint, &params, film_id(&id)?);
    let (id, now) = (inquiry.question.id, asked.now);
    let is_dear = inquiry.is_dear(asked.snapshot(), now);
    let document = move |snapshot: &Snapshot| {
        inquiry.look_at(snapshot, now).film(&inquiry.question).found().map(|answer| xml::film_alone(&answer))
    };
    let document = asked.work(is_dear, document).await?.ok_or_else(no_film)?;
    let caching = asked.opened(params.access_token.as_ref(), id);
    Ok(reply::xml(document, caching))
}

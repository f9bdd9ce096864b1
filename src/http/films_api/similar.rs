//! `/list/similar/`: films like some others.

use actix_web::HttpResponse;

use super::asked::Asked;
use super::error::ApiError;
use super::reply;
use crate::query::similar;
use crate::query::snapshot::Snapshot;
use crate::xml;

use super::params::SimilarParams;
use super::resolve;

/// Answers the films most like those asked about.
pub(super) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let question = resolve::similar(asked.view, SimilarParams::read(&asked.query)?);
    let is_dear = question.is_dear(asked.snapshot());
    let page = move |snapshot: &Snapshot| xml::films_list(snapshot, &similar::list(snapshot, &question));
    Ok(reply::xml(asked.work(is_dear, page).await?, asked.caching()))
}

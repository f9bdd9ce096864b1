//! `/list/similar/`: films like some others.

use actix_web::HttpResponse;

use super::asked::Asked;
use super::error::ApiError;
use super::reply;
use crate::query::snapshot::Snapshot;
use crate::xml;

use super::params::SimilarParams;
use super::resolve;

/// Answers the films most like those asked about.
pub(super) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let inquiry = resolve::similar(asked.viewpoint, SimilarParams::read(&asked.query)?);
    let now = asked.now;
    let is_dear = inquiry.is_dear(asked.snapshot(), now);
    let page = move |snapshot: &Snapshot| xml::films_list(&inquiry.look_at(snapshot, now).similar(&inquiry.question));
    Ok(reply::xml(asked.work(is_dear, page).await?, asked.caching()))
}

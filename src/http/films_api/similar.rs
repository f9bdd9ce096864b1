//! `/list/similar/`: films like some others.

use actix_web::HttpResponse;

use super::asked::Asked;
use super::error::ApiError;
use crate::answer_cache::CommonQuestion;

use super::params::SimilarParams;
use super::resolve;

/// Answers the films most like those asked about.
pub(super) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let inquiry = resolve::similar(asked.viewpoint, SimilarParams::read(&asked.query)?);
    asked.list(CommonQuestion::Similar(inquiry), asked.caching()).await
}

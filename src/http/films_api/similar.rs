//! `/list/similar/`: films like some others.

use actix_web::HttpResponse;

use super::asked::Asked;
use super::error::ApiError;
use crate::answer_cache::CommonQuestion;

use super::params::SimilarParams;
use super::resolve;

/// Answers the films most like those asked about.
pub(super) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let question = question(&asked)?;
    let caching = asked.caching();
    asked.list(question, caching).await
}

/// Finds what is asked.
///
/// # Errors
/// A parameter cannot be understood.
pub(super) fn question(asked: &Asked) -> Result<CommonQuestion, ApiError> {
    Ok(CommonQuestion::Similar(resolve::similar(asked.viewpoint, SimilarParams::read(&asked.query)?)))
}

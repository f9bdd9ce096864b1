//! `/search/`: `/list/` with fewer parameters, deprecated since 2.7.

use actix_web::HttpResponse;

use super::asked::Asked;
use super::error::ApiError;
use crate::answer_cache::CommonQuestion;
use crate::http::caching::Caching;

use super::params::ListParams;
use super::{list, resolve};

/// Answers one page of films that match a phrase.
pub(super) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let (question, caching) = question(&asked)?;
    asked.list(question, caching).await
}

/// Finds what is asked, and who may keep the answer.
///
/// # Errors
/// A parameter cannot be understood.
pub(super) fn question(asked: &Asked) -> Result<(CommonQuestion, Caching), ApiError> {
    let params = ListParams::read_search(&asked.query)?;
    let caching = list::caching(asked, &params);
    Ok((CommonQuestion::List(resolve::search(asked.viewpoint, params)), caching))
}

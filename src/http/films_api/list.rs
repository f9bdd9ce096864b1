//! `/list/`: films, filtered, sorted, a page at a time.

use actix_web::HttpResponse;

use super::asked::Asked;
use super::error::ApiError;
use crate::answer_cache::CommonQuestion;
use crate::http::caching::Caching;

use super::params::ListParams;
use super::resolve;

/// Answers one page of films.
pub(super) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let (question, caching) = question(&asked)?;
    asked.list(question, caching).await
}

/// Finds what is asked, and who may keep the answer.
///
/// # Errors
/// A parameter cannot be understood.
pub(super) fn question(asked: &Asked) -> Result<(CommonQuestion, Caching), ApiError> {
    let params = ListParams::read(&asked.query)?;
    let caching = caching(asked, &params);
    Ok((CommonQuestion::List(resolve::list(&asked.state, asked.viewpoint, params)), caching))
}

/// Says who may keep a list: a fresh random order is for one look only.
pub(super) fn caching(asked: &Asked, params: &ListParams) -> Caching {
    if resolve::is_unseeded(params) { Caching::Never } else { asked.caching() }
}

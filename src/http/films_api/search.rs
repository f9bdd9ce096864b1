//! `/search/`: `/list/` with fewer parameters, deprecated since 2.7.

use actix_web::HttpResponse;

use super::asked::Asked;
use super::error::ApiError;
use crate::answer_cache::CommonQuestion;

use super::params::ListParams;
use super::{list, resolve};

/// Answers one page of films that match a phrase.
pub(super) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let params = ListParams::read_search(&asked.query)?;
    let caching = list::caching(&asked, &params);
    let inquiry = resolve::search(asked.viewpoint, params);
    asked.list(CommonQuestion::List(inquiry), caching).await
}

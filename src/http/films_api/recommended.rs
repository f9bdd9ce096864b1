//! `/list/recommended/`: what the viewer would like.

use actix_web::HttpResponse;

use crate::http::error::ApiError;
use crate::http::extract::Asked;
use crate::http::reply::{self, Caching};
use crate::query::recommend;
use crate::xml;

use super::params::RecommendedParams;
use super::resolve;

/// Answers the most popular films. No viewer is known yet, so no token is.
pub(in crate::http) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let params = RecommendedParams::read(&asked.query)?;
    if params.access_token.is_some() {
        return Err(ApiError::BadToken);
    }
    let answer = recommend::popular(asked.snapshot(), &resolve::recommended(asked.view, &params));
    Ok(reply::xml(xml::films_list(asked.snapshot(), &answer), Caching::Private))
}

//! `/list/recommended/`: what the viewer would like.

use actix_web::HttpResponse;

use crate::http::error::ApiError;
use crate::http::extract::Asked;
use crate::http::reply::{self, Caching};
use crate::query::page;
use crate::query::recommend::{self, Fresh};
use crate::xml;

use super::params::RecommendedParams;
use super::resolve;

/// Answers what the viewer of the token would like; without a token, the most popular films.
pub(in crate::http) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let params = RecommendedParams::read(&asked.query)?;
    let question = resolve::recommended(asked.view, &params);
    let answer = match &params.access_token {
        None => recommend::popular(asked.snapshot(), &question),
        Some(token) => {
            let viewer = asked.viewer(token).ok_or(ApiError::BadToken)?;
            let watched = asked.state.viewers.watched(viewer);
            let fresh = Fresh::new(asked.snapshot(), &question, &watched);
            let limit = page::places(question.limit);
            fresh.best(&asked.state.viewers.suits(&watched, limit, &|film| fresh.holds(film)))
        }
    };
    Ok(reply::xml(xml::films_list(asked.snapshot(), &answer), Caching::Private))
}

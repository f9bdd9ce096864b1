//! `/list/recommended/`: what the viewer would like.

use std::sync::Arc;

use actix_web::HttpResponse;

use super::asked::Asked;
use super::error::ApiError;
use super::reply;
use crate::http::caching::Caching;
use crate::http::pool::Busy;
use crate::query::page;
use crate::query::question::RecommendQuestion;
use crate::query::recommend::{self, Fresh};
use crate::query::snapshot::Snapshot;
use crate::viewers::ViewerId;
use crate::xml;

use super::params::RecommendedParams;
use super::resolve;

/// Answers what the viewer of the token would like; without a token, the most popular films.
pub(super) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let params = RecommendedParams::read(&asked.query)?;
    let token = asked.token(params.access_token.clone())?;
    let question = resolve::recommended(asked.view, &params);
    let page = match &token {
        None => xml::films_list(asked.snapshot(), &recommend::popular(asked.snapshot(), &question)),
        Some(token) => {
            let viewer = asked.viewer(token).await?;
            suited(&asked, question, viewer).await?
        }
    };
    Ok(reply::xml(page, Caching::Private))
}

/// Writes what the viewer would like.
async fn suited(asked: &Asked, question: RecommendQuestion, viewer: ViewerId) -> Result<Vec<u8>, Busy> {
    let viewers = Arc::clone(&asked.state.viewers);
    let watched = viewers.watched(viewer);
    let is_dear = question.is_dear(asked.snapshot(), watched.len());
    let page = move |snapshot: &Snapshot| {
        let fresh = Fresh::new(snapshot, &question, &watched);
        let limit = page::places(question.limit);
        let answer = fresh.best(&viewers.suits(&watched, limit, &|film| fresh.holds(film)));
        xml::films_list(snapshot, &answer)
    };
    asked.work(is_dear, page).await
}

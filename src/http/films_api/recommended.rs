//! `/list/recommended/`: what the viewer would like.

use std::sync::Arc;

use actix_web::HttpResponse;

use super::asked::Asked;
use super::error::ApiError;
use super::reply;
use crate::answer_cache;
use crate::document::SharedDocument;
use crate::http::caching::Caching;
use crate::http::pool::Busy;
use crate::query::page;
use crate::query::question::{Inquiry, RecommendQuestion};
use crate::query::snapshot::Snapshot;
use crate::viewers::ViewerId;

use super::params::RecommendedParams;
use super::resolve;

/// Answers what the viewer of the token would like; without a token, the most popular films.
pub(super) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let params = RecommendedParams::read(&asked.query)?;
    let token = asked.token(params.access_token.clone())?;
    let inquiry = resolve::recommended(asked.viewpoint, &params);
    let page = match &token {
        None => answer_cache::list(&inquiry.look_at(asked.snapshot(), asked.now).popular(&inquiry.question)),
        Some(token) => {
            let viewer = asked.viewer(token).await?;
            suited(&asked, inquiry, viewer).await?
        }
    };
    Ok(reply::shared(&Arc::new(page), Caching::Private))
}

/// Writes what the viewer would like.
async fn suited(asked: &Asked, inquiry: Inquiry<RecommendQuestion>, viewer: ViewerId) -> Result<SharedDocument, Busy> {
    let viewers = Arc::clone(&asked.state.viewers);
    let watched = viewers.watched(viewer);
    let now = asked.now;
    let is_dear = inquiry.is_dear_after(watched.len(), asked.snapshot(), now);
    let page = move |snapshot: &Snapshot| {
        let fresh = inquiry.look_at(snapshot, now).fresh(&watched);
        let limit = page::places(inquiry.question.limit);
        let scores = viewers.suits(&watched, limit, &|film| fresh.holds(film));
        answer_cache::list(&fresh.best(&inquiry.question, &scores))
    };
    asked.work(is_dear, page).await
}

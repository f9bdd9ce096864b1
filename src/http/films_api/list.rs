//! `/list/`: films, filtered, sorted, a page at a time.

use actix_web::HttpResponse;

use super::asked::Asked;
use super::error::ApiError;
use super::reply;
use crate::http::caching::Caching;
use crate::http::pool::Busy;
use crate::query::question::{Inquiry, ListQuestion};
use crate::xml;

use super::params::ListParams;
use super::resolve;

/// Answers one page of films.
pub(super) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let params = ListParams::read(&asked.query)?;
    let caching = caching(&asked, &params);
    let inquiry = resolve::list(&asked.state, asked.viewpoint, params);
    Ok(reply::xml(page(&asked, inquiry).await?, caching))
}

/// Writes the page that is asked for.
pub(super) async fn page(asked: &Asked, inquiry: Inquiry<ListQuestion>) -> Result<Vec<u8>, Busy> {
    let now = asked.now;
    let is_dear = inquiry.is_dear(asked.snapshot(), now);
    asked.work(is_dear, move |snapshot| xml::films_list(&inquiry.look_at(snapshot, now).list(&inquiry.question))).await
}

/// Says who may keep a list: a fresh random order is for one look only.
pub(super) fn caching(asked: &Asked, params: &ListParams) -> Caching {
    if resolve::is_unseeded(params) { Caching::Never } else { asked.caching() }
}

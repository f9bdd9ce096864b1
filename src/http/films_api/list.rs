//! `/list/`: films, filtered, sorted, a page at a time.

use actix_web::HttpResponse;

use crate::http::error::ApiError;
use crate::http::extract::Asked;
use crate::http::reply::{self, Caching};
use crate::query::list;
use crate::xml;

use super::params::ListParams;
use super::resolve;

/// Answers one page of films.
pub(in crate::http) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let params = ListParams::read(&asked.query)?;
    let caching = caching(&asked, &params);
    let question = resolve::list(&asked.state, asked.view, params);
    let answer = list::list(asked.snapshot(), &question);
    Ok(reply::xml(xml::films_list(asked.snapshot(), &answer), caching))
}

/// Says who may keep a list: a fresh random order is for one look only.
pub(super) fn caching(asked: &Asked, params: &ListParams) -> Caching {
    if resolve::is_unseeded(params) { Caching::Never } else { asked.caching() }
}

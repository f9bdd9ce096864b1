//! `/search/`: `/list/` with fewer parameters, deprecated since 2.7.

use actix_web::HttpResponse;

use crate::http::error::ApiError;
use crate::http::extract::Asked;
use crate::http::reply;
use crate::query::list;
use crate::xml;

use super::params::ListParams;
use super::resolve;

/// Answers one page of films that match a phrase.
pub(in crate::http) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let params = ListParams::read_search(&asked.query)?;
    let caching = super::list::caching(&asked, &params);
    let question = resolve::search(asked.view, params);
    let answer = list::list(asked.snapshot(), &question);
    Ok(reply::xml(xml::films_list(asked.snapshot(), &answer), caching))
}

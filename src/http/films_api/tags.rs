//! `/tags/`: the tags of the catalogue.

use actix_web::HttpResponse;

use crate::http::error::ApiError;
use crate::http::extract::Asked;
use crate::http::reply::{self, Caching};
use crate::xml;

use super::params::TagsParams;

/// Answers the tags, of some kinds or of all.
pub(in crate::http) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let params = TagsParams::read(&asked.query)?;
    Ok(reply::xml(xml::tags_list(asked.snapshot().tags(), &params.kinds), Caching::Shared))
}

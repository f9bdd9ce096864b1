//! `/tags/`: the tags of the catalogue.

use std::sync::Arc;

use actix_web::HttpResponse;

use super::asked::Asked;
use super::error::ApiError;
use super::reply;
use crate::catalog::TagKind;
use crate::document::SharedDocument;
use crate::http::caching::Caching;
use crate::http::pool::Busy;
use crate::xml;

use super::params::TagsParams;

/// Returns a large answer that is made already.
pub(super) fn made(asked: &Asked) -> Option<Arc<SharedDocument>> {
    let TagsParams { kinds } = TagsParams::read(&asked.query).ok()?;
    let tags = &asked.served.tags;
    if tags.are_few(&kinds) { None } else { tags.entry(&kinds)?.get().map(Arc::clone) }
}

/// Answers the tags, of some kinds or of all.
pub(super) async fn answer(asked: Asked) -> Result<HttpResponse, ApiError> {
    let TagsParams { kinds } = TagsParams::read(&asked.query)?;
    if asked.served.tags.are_few(&kinds) {
        return Ok(reply::xml(xml::tags_list(asked.snapshot().tags(), &kinds), Caching::Shared));
    }
    let entry = asked.served.tags.entry(&kinds).ok_or(Busy)?;
    let document = entry.get_or_try_init(|| document(&asked, kinds)).await?;
    Ok(reply::shared(document, Caching::Shared))
}

/// Makes a large answer, in the pool if that has room. The one of all kinds is made in any case: it is made once after
/// an edit of tags, and every box may ask for it.
async fn document(asked: &Asked, kinds: Vec<TagKind>) -> Result<Arc<SharedDocument>, Busy> {
    let is_whole = kinds.is_empty();
    let written = asked.work(true, move |snapshot| xml::tags_list(snapshot.tags(), &kinds)).await;
    let document = |bytes: Vec<u8>| Arc::new(SharedDocument::new(bytes));
    match written {
        Err(Busy) if is_whole => Ok(document(xml::tags_list(asked.snapshot().tags(), &[]))),
        written => written.map(document),
    }
}

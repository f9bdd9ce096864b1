//! Answers of the Films API as HTTP.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::document::SharedDocument;
use crate::http::caching::{self, Caching};

/// The type of every answer but the CSV files.
pub(super) const XML: &str = "application/xml; charset=utf-8";

/// Answers an XML document.
pub(super) fn xml(document: Vec<u8>, caching: Caching) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, XML))
        .insert_header((header::CACHE_CONTROL, caching.header()))
        .body(document)
}

/// Answers an XML document that others ask for too.
pub(super) fn shared(document: &Arc<SharedDocument>, caching: Caching) -> HttpResponse {
    caching::shared(document, XML, caching.header())
}

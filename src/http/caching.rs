//! Who may keep an answer, and answers that many requests share.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;

use crate::document::SharedDocument;

/// Who may keep an answer. An edit can come at any moment, so even those who may keep it have to ask whether it
/// still holds: the entity tag makes that cheap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caching {
    /// Anyone on the way.
    Shared,
    /// The client alone: others may see other films.
    Private,
    /// Nobody.
    Never,
}

impl Caching {
    /// Returns the value of `Cache-Control`.
    pub(super) fn header(self) -> &'static str {
        match self {
            Self::Shared => "public, no-cache",
            Self::Private => "private, no-cache",
            Self::Never => "no-store",
        }
    }
}

/// Answers a document that others ask for too. The middlewares find it beside the body, with its digest and its encoded
/// forms.
pub(super) fn shared(document: &Arc<SharedDocument>, content_type: &'static str, caching: &str) -> HttpResponse {
    let mut response = HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CACHE_CONTROL, caching))
        .body(document.bytes().clone());
    response.extensions_mut().insert(Arc::clone(document));
    response
}

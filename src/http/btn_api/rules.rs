//! Rules and lists, from memory.

use actix_web::http::header::{CACHE_CONTROL, HeaderName};
use actix_web::{HttpRequest, HttpResponse};

use crate::btn::RequestKind;
use crate::http::caching::{self, Caching};
use crate::http::json::JSON;
use crate::http::parameter::parameter;
use crate::refresh::{RuleDocument, RuleDocuments};

use super::entry::enter;
use super::fault::BtnFault;
use super::reply::TEXT;
use super::state::BtnApi;

/// Tells the version of a text, which has no place for it itself.
const CONTENT_VERSION: HeaderName = HeaderName::from_static("x-btn-contentversion");
/// What a client says that has no rules yet: an answer without rules is a fault to it.
const INITIAL: &str = "initial";

/// Answers all rules in one document.
pub(super) async fn all(request: HttpRequest) -> Result<HttpResponse, BtnFault> {
    answer(&request, JSON, |documents| &documents.legacy)
}

/// Answers who is banned.
pub(super) async fn deny(request: HttpRequest) -> Result<HttpResponse, BtnFault> {
    answer(&request, TEXT, |documents| &documents.deny)
}

/// Answers who is never banned.
pub(super) async fn allow(request: HttpRequest) -> Result<HttpResponse, BtnFault> {
    answer(&request, TEXT, |documents| &documents.allow)
}

/// Answers by what peers call themselves who is banned.
pub(super) async fn identities(request: HttpRequest) -> Result<HttpResponse, BtnFault> {
    answer(&request, JSON, |documents| &documents.identities)
}

fn answer(
    request: &HttpRequest,
    content_type: &'static str,
    of: fn(&RuleDocuments) -> &RuleDocument,
) -> Result<HttpResponse, BtnFault> {
    enter(request, RequestKind::Rules)?;
    let documents = BtnApi::of(request).lists.get();
    let rules = of(&documents);
    let caching = Caching::Private.header();
    let known = parameter(request, "rev");
    let mut response = if known.is_some_and(|known| known != INITIAL && known == rules.version) {
        HttpResponse::NoContent().insert_header((CACHE_CONTROL, caching)).finish()
    } else {
        caching::shared(&rules.document, content_type, caching)
    };
    if let Ok(version) = rules.version.parse() {
        response.headers_mut().insert(CONTENT_VERSION, version);
    }
    Ok(response)
}

//! `/getfilmsfile/`: the list of films for PeerSay, a file made once.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Path;

use super::asked::Asked;
use super::error::ApiError;
use crate::filmsfile::FilmsFile;
use crate::http::caching::{self, Caching};
use crate::http::pool::Busy;

/// How long a file keeps under its name: for good, which is a year.
const FOR_GOOD: &str = "max-age=31536000, immutable";

/// Redirects to the file of the client's access groups.
pub(super) async fn redirect(asked: Asked) -> Result<HttpResponse, ApiError> {
    let file = current(&asked).await?;
    let base = asked.state.base();
    Ok(HttpResponse::Found()
        .insert_header((header::LOCATION, format!("{base}/getfilmsfile/{}", file.name)))
        .insert_header((header::CACHE_CONTROL, asked.caching().header()))
        .finish())
}

/// Answers the file of the client's access groups: for good under its own name, for now under an older one.
pub(super) async fn file(asked: Asked, name: Path<String>) -> Result<HttpResponse, ApiError> {
    let file = current(&asked).await?;
    if !file.could_be_named(&name) {
        return Err(no_file());
    }
    let caching = match asked.caching() {
        _ if *name != file.name => Caching::Private.header().to_owned(),
        Caching::Shared => format!("public, {FOR_GOOD}"),
        Caching::Private | Caching::Never => format!("private, {FOR_GOOD}"),
    };
    Ok(caching::shared(&file.content, "text/csv; charset=utf-8", &caching))
}

/// Returns the file of the client's access groups as it is now. It is made beside those that answer, unless too much is done
/// there already: many ask for it, and it is made once.
async fn current(asked: &Asked) -> Result<FilmsFile, ApiError> {
    let (groups, now) = (asked.viewpoint.groups, asked.now);
    let is_dear = !asked.served.has_films_files(now);
    let made = asked.serve(is_dear, move |served| served.films_file(groups, now)).await;
    made.unwrap_or_else(|Busy| asked.served.films_file(groups, now)).ok_or_else(no_file)
}

fn no_file() -> ApiError {
    ApiError::NotFound("no such file; /getfilmsfile/ says where the current one is".to_owned())
}

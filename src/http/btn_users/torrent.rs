//! `/api/torrent/hash`: how reports name a torrent.

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::btn::TorrentIdentifier;
use crate::http::parameter::parameter;

use super::fault::UserFault;
use super::reply;

/// The name of a torrent in reports, as it is shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownIdentifier {
    torrent_identifier: String,
}

/// Answers the identifier of an info hash; it is the same everywhere, and tells nothing of this server.
pub(super) async fn hash(request: HttpRequest) -> Result<HttpResponse, UserFault> {
    let hash = parameter(&request, "hash");
    let is_hash = |text: &String| [40, 64].contains(&text.len()) && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    let hash =
        hash.filter(is_hash).ok_or(UserFault::Bad("hash must be an info hash of 40 or 64 hexadecimal digits"))?;
    Ok(reply::data(ShownIdentifier { torrent_identifier: TorrentIdentifier::of(&hash).to_string() }))
}

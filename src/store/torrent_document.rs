//! What peers are told of a torrent, as JSON: made when its row is written, so that an export copies it.
//!
//! It ends before the value of `created_at`, which depends on who asks.

use serde::Serialize;

use crate::catalog::{ImdbId, InfoHash, TmdbId, TorrentKind};
use crate::releases::ReleaseName;

/// What is known of a torrent without reading its name.
pub(super) struct TorrentFacts<'a> {
    pub(super) hash: InfoHash,
    /// Its name.
    pub(super) title: &'a str,
    /// Bytes; 0: unknown.
    pub(super) size: u64,
    pub(super) imdb_id: Option<&'a ImdbId>,
    pub(super) tmdb_id: Option<TmdbId>,
}

/// What the document begins with, as far as it is known without reading the name.
#[derive(Serialize)]
struct KnownMembers<'a> {
    info_hash: String,
    raw_title: &'a str,
    size: u64,
    imdb_id: Option<&'a str>,
    tmdb_id: Option<u64>,
}

/// Writes the document of a torrent with this name, of a film that bears the tag of series or does not.
pub(super) fn written(facts: &TorrentFacts<'_>, release: Option<&ReleaseName>, is_serial: bool) -> String {
    let is_series = is_serial || release.is_some_and(|release| release.kind == Some(TorrentKind::Series));
    let kind = if is_series { TorrentKind::Series } else { TorrentKind::Movie };
    let parsed = json(&release);
    format!("{}\"type\":\"{}\",\"parsed_data\":{parsed},\"created_at\":", head(facts), kind.name())
}

/// Returns a document as it stands, if it says these facts.
pub(super) fn same(document: &str, facts: &TorrentFacts<'_>) -> Option<String> {
    document.starts_with(&head(facts)).then(|| document.to_owned())
}

/// Writes what a document begins with, up to the next member.
fn head(facts: &TorrentFacts<'_>) -> String {
    let head = KnownMembers {
        info_hash: facts.hash.to_string(),
        raw_title: facts.title,
        size: facts.size,
        imdb_id: facts.imdb_id.map(ImdbId::as_str),
        tmdb_id: facts.tmdb_id.map(TmdbId::get),
    };
    let mut head = json(&head);
    // The closing brace: there is more to come.
    head.pop();
    head.push(',');
    head
}

#[expect(clippy::expect_used, reason = "texts, numbers and lists of them are always JSON")]
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("JSON")
}

//! Rows of the public base, of IMDb's tables and of our films, as peers are answered.

use serde_json::{Map, Value};

use crate::catalog::{IdentifiedFilm, Quantity, Text, TmdbId, TorrentKind, Year};
use crate::peer::answer::{ImdbTitle, PublicHit};
use crate::store::{ImdbRecord, PublicRecord};

/// Returns a torrent of the public base as it is answered.
///
/// What was read from its name came from a stranger: members of another type than they should have are left out.
pub(super) fn hit(record: PublicRecord) -> PublicHit {
    let parsed: Map<String, Value> =
        record.parsed.as_deref().and_then(|parsed| serde_json::from_str(parsed).ok()).unwrap_or_default();
    let text = |name: &str| parsed.get(name).and_then(Value::as_str).map(str::to_owned);
    let texts = |name: &str| parsed.get(name).and_then(Value::as_array).map(|list| texts(list));
    PublicHit {
        hash: record.hash,
        raw_title: record.title,
        kind: record.kind.as_deref().and_then(TorrentKind::from_name),
        size: Some(record.size).filter(|size| *size > 0),
        year: parsed.get("year").and_then(Value::as_u64).and_then(|year| year.try_into().ok()),
        resolution: text("resolution"),
        languages: texts("languages"),
        imdb_id: record.imdb_id,
        tmdb_id: record.tmdb_id,
        hash_source: record.peer.map(|peer| format!("Peer - {peer}")),
        quality: text("quality"),
        codec: text("codec"),
        audio: texts("audio").map(|audio| audio.join(", ")).or_else(|| text("audio")).filter(|audio| !audio.is_empty()),
        hdr: texts("hdr"),
    }
}

fn texts(list: &[Value]) -> Vec<String> {
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Returns a row of IMDb's tables as it is answered.
pub(super) fn title_of(record: ImdbRecord) -> ImdbTitle {
    ImdbTitle {
        imdb_id: record.id.as_str().to_owned(),
        title_type: record.title_type,
        primary_title: record.primary_title,
        original_title: record.original_title,
        start_year: record.start_year,
        average_rating: record.average_rating,
        num_votes: record.num_votes.map(u64::from),
        tmdb_id: None,
    }
}

/// Returns a film of ours as IMDb has it; `None`: its id there is not known.
pub(super) fn own_title(film: &IdentifiedFilm) -> Option<ImdbTitle> {
    Some(ImdbTitle {
        imdb_id: film.imdb_id.as_ref()?.as_str().to_owned(),
        title_type: Some(if film.is_series { "tvSeries" } else { "movie" }.to_owned()),
        primary_title: film.title.as_str().to_owned(),
        original_title: film.original_title.as_ref().map(Text::as_str).map(str::to_owned),
        start_year: film.year.map(Year::get),
        average_rating: film.imdb_mark.map(Quantity::get),
        num_votes: film.imdb_votes.map(u64::from),
        tmdb_id: film.tmdb_id.map(TmdbId::get),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::InfoHash;

    #[test]
    fn what_was_read_from_a_name_is_told_as_the_contract_has_it_and_nothing_of_another_type() {
        let of = |parsed: &str| {
            let (kind, imdb_id, tmdb_id, peer) = (None, None, None, Some("a".to_owned()));
            let parsed = Some(parsed.to_owned());
            let title = "x".to_owned();
            hit(PublicRecord { hash: InfoHash::ZERO, title, size: 0, kind, imdb_id, tmdb_id, parsed, peer })
        };
        let whole =
            of(r#"{"year":2000,"audio":["AAC","DTS"],"hdr":["HDR10",1],"languages":[],"quality":"WEB","codec":[]}"#);
        assert_eq!((whole.year, whole.audio.as_deref(), whole.codec), (Some(2000), Some("AAC, DTS"), None));
        assert_eq!((whole.hdr, whole.languages), (Some(vec!["HDR10".to_owned()]), Some(Vec::new())));
        assert_eq!((whole.size, whole.hash_source.as_deref()), (None, Some("Peer - a")));
        for (audio, expected) in [("[]", None), (r#""""#, None), (r#""AAC""#, Some("AAC")), ("7", None)] {
            assert_eq!(of(&format!(r#"{{"audio":{audio}}}"#)).audio.as_deref(), expected, "{audio}");
        }
    }
}

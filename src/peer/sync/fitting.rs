//! What is made of an item that a peer sent before it is kept.

use crate::catalog::{DAY_SECONDS, InfoHash, Moment, TorrentKind};
use crate::peer::ToldTorrent;
use crate::peer::client::ExportItem;
use crate::releases::ReleaseName;

use super::drops::DropReason;

/// The most characters of a title.
const MAX_TITLE: usize = 1024;
/// The greatest size that a torrent is believed to have: 1 PiB.
const MAX_SIZE: u64 = 1 << 50;
/// How far ahead of our clock a torrent may have been made, in seconds.
const MAX_AHEAD: i64 = DAY_SECONDS;
/// How many digits an id at IMDb has.
const IMDB_DIGITS: std::ops::RangeInclusive<usize> = 5..=12;
/// The greatest id at The Movie Database.
const MAX_TMDB: u32 = 0x7FFF_FFFF;

/// Returns what is kept of an item. Where the peer has read nothing from the name of the release, we do.
///
/// # Errors
/// Why it is not fit to be kept.
pub fn fit(item: ExportItem, now: Moment) -> Result<ToldTorrent, DropReason> {
    let hash = item.info_hash.as_deref().and_then(InfoHash::from_hex).ok_or(DropReason::Hash)?;
    let title = item.raw_title.as_deref().and_then(tidy_title).ok_or(DropReason::Title)?;
    let created = item.created_at.ok_or(DropReason::Created)?;
    Ok(ToldTorrent {
        hash,
        size: size(item.size),
        kind: item.kind.as_deref().and_then(TorrentKind::from_name),
        imdb_id: item.imdb_id.as_deref().and_then(imdb_id),
        tmdb_id: item.tmdb_id.and_then(|id| u32::try_from(id).ok()).filter(|id| (1..=MAX_TMDB).contains(id)),
        parsed: item.parsed.or_else(|| read_name(&title)),
        title,
        created: Moment(created.clamp(0, now.0.saturating_add(MAX_AHEAD).max(0))),
    })
}

/// Returns a title without control characters and white space round it; `None`: nothing is left of it, or too much.
pub fn tidy_title(raw: &str) -> Option<String> {
    let title: String = raw.chars().filter(|c| !c.is_control()).collect();
    let title = title.trim();
    (1..=MAX_TITLE).contains(&title.chars().count()).then(|| title.to_owned())
}

/// Returns what we read from the name of a release; `None`: nothing.
#[expect(clippy::expect_used, reason = "a struct with text keys, written to memory: nothing of it can fail")]
fn read_name(title: &str) -> Option<String> {
    ReleaseName::parse(title).map(|name| serde_json::to_string(&name).expect("what a name says"))
}

/// Returns a size that may be one; 0, which is unknown, for any other.
fn size(raw: Option<i64>) -> u64 {
    match raw.map(u64::try_from) {
        Some(Ok(size)) if size <= MAX_SIZE => size,
        _ => 0,
    }
}

fn imdb_id(raw: &str) -> Option<String> {
    let id = raw.to_ascii_lowercase();
    let digits = id.strip_prefix("tt")?;
    (IMDB_DIGITS.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "C12FE1C06BBA254A9DC9F519B335AA7C1367A88A";
    const NOW: Moment = Moment(1_000_000);

    fn item() -> ExportItem {
        ExportItem {
            info_hash: Some(HASH.to_owned()),
            raw_title: Some("T".to_owned()),
            created_at: Some(5),
            ..ExportItem::default()
        }
    }

    #[test]
    fn a_whole_item_is_kept_whole() {
        let whole = ExportItem {
            raw_title: Some(" \u{0}Имя\t \u{9f}2024\n".to_owned()),
            size: Some(1 << 50),
            kind: Some("series".to_owned()),
            imdb_id: Some("TT0111161".to_owned()),
            tmdb_id: Some(0x7FFF_FFFF),
            parsed: Some("{}".to_owned()),
            ..item()
        };
        let expected = ToldTorrent {
            hash: InfoHash::from_hex(HASH).unwrap(),
            title: "Имя 2024".to_owned(),
            size: 1 << 50,
            kind: Some(TorrentKind::Series),
            imdb_id: Some("tt0111161".to_owned()),
            tmdb_id: Some(0x7FFF_FFFF),
            parsed: Some("{}".to_owned()),
            created: Moment(5),
        };
        assert_eq!(fit(whole, NOW), Ok(expected));
    }

    #[test]
    fn what_a_peer_read_from_a_name_is_kept_and_what_it_did_not_read_is_read_here() {
        let titled = |parsed: Option<&str>| {
            let raw_title = Some("Brat.1997.1080p.BluRay".to_owned());
            let item = ExportItem { raw_title, parsed: parsed.map(str::to_owned), ..item() };
            fit(item, NOW).unwrap().parsed.unwrap()
        };
        assert_eq!(titled(Some(r#"{"year":1}"#)), r#"{"year":1}"#);
        let own: serde_json::Value = serde_json::from_str(&titled(None)).unwrap();
        assert_eq!((&own["year"], &own["resolution"]), (&1997.into(), &"1080p".into()));
        assert_eq!(fit(ExportItem { raw_title: Some("[]".to_owned()), ..item() }, NOW).unwrap().parsed, None);
    }

    #[test]
    fn an_item_without_hash_title_or_time_is_dropped() {
        for bad in [None, Some(""), Some(&HASH[1..]), Some("z"), Some("YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK")] {
            let item = ExportItem { info_hash: bad.map(str::to_owned), ..item() };
            assert_eq!(fit(item, NOW), Err(DropReason::Hash), "{bad:?}");
        }
        for bad in [None, Some(String::new()), Some(" \n\u{7f}".to_owned()), Some("я".repeat(1025))] {
            assert_eq!(fit(ExportItem { raw_title: bad, ..item() }, NOW), Err(DropReason::Title));
        }
        assert!(fit(ExportItem { raw_title: Some("я".repeat(1024)), ..item() }, NOW).is_ok());
        assert_eq!(fit(ExportItem { created_at: None, ..item() }, NOW), Err(DropReason::Created));
    }

    #[test]
    fn what_else_is_beyond_its_bounds_is_left_out() {
        let fitted = |item| fit(item, NOW).unwrap();
        for size in [-1, i64::MIN, (1 << 50) + 1, i64::MAX] {
            assert_eq!(fitted(ExportItem { size: Some(size), ..item() }).size, 0, "{size}");
        }
        for kind in ["", "Movie", "film"] {
            assert_eq!(fitted(ExportItem { kind: Some(kind.to_owned()), ..item() }).kind, None, "{kind}");
        }
        for id in ["", "0111161", "tt1234", "tt1234567890123", "tt12345a", "tt１２３４５６", "xtt0111161"] {
            assert_eq!(fitted(ExportItem { imdb_id: Some(id.to_owned()), ..item() }).imdb_id, None, "{id}");
        }
        for id in [0, -1, 0x8000_0000, i64::MAX] {
            assert_eq!(fitted(ExportItem { tmdb_id: Some(id), ..item() }).tmdb_id, None, "{id}");
        }
        for (created, expected) in
            [(-5, 0), (i64::MIN, 0), (1_086_400, 1_086_400), (1_086_401, 1_086_400), (i64::MAX, 1_086_400)]
        {
            let item = ExportItem { created_at: Some(created), ..item() };
            assert_eq!(fitted(item).created, Moment(expected), "{created}");
        }
    }
}

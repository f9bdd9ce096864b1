//! Torrents of the private base, as others than `private/export` answer them.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use thiserror::Error;

use crate::peer::results::{Found, ReadyTorrent};

use super::object::AnswerText;

/// What is kept ready of a torrent is not what [`ReadyTorrent`] says: the fault is ours.
#[derive(Debug, Error)]
#[error("a torrent of the private base is not kept as it should be")]
pub struct UnreadyTorrent(#[source] serde_json::Error);

/// A torrent as it is kept ready, read again.
#[derive(Deserialize)]
struct KeptTorrent<'a> {
    #[serde(borrow)]
    info_hash: &'a str,
    #[serde(borrow)]
    raw_title: &'a RawValue,
    size: u64,
    #[serde(borrow, rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow)]
    imdb_id: Option<&'a RawValue>,
    tmdb_id: Option<u64>,
    #[serde(borrow)]
    parsed_data: Option<&'a RawValue>,
    created_at: i64,
}

/// What is read of a parsed name.
#[derive(Deserialize)]
struct ParsedLanguages {
    #[serde(default)]
    languages: Vec<String>,
}

/// `TorrentItemOut` of the contract.
#[derive(Serialize)]
struct ItemOut<'a> {
    info_hash: &'a str,
    raw_title: &'a RawValue,
    size: u64,
    languages: Vec<String>,
    seeders: u64,
    /// Never told.
    indexer: (),
    #[serde(rename = "type")]
    kind: Option<&'a RawValue>,
    imdb_id: Option<&'a RawValue>,
    tmdb_id: Option<u64>,
    created_at: i64,
}

/// The same as release 3 has it.
#[derive(Serialize)]
struct ItemOfRelease3<'a> {
    raw_title: &'a RawValue,
    size: u64,
    /// Not known: nobody here looks into torrents.
    file_name: (),
    files: (),
    languages: Vec<String>,
    seeders: u64,
    parsed_data: Option<&'a RawValue>,
    full_index: (),
}

/// `{hash: torrent}`
struct ByHash<'a, T>(Vec<(&'a str, T)>);

impl<T: Serialize> Serialize for ByHash<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(hash, torrent)| (hash, torrent)))
    }
}

#[derive(Serialize)]
struct ItemsAnswer<'a, T: Serialize> {
    torrent_items: ByHash<'a, T>,
}

#[derive(Serialize)]
struct PrivateFound<'a> {
    items: Vec<ItemOut<'a>>,
    total: u64,
}

impl<'a> KeptTorrent<'a> {
    fn read(text: &'a str) -> Result<Self, UnreadyTorrent> {
        serde_json::from_str(text).map_err(UnreadyTorrent)
    }

    fn languages(&self) -> Result<Vec<String>, UnreadyTorrent> {
        let parsed = self.parsed_data.map(|parsed| serde_json::from_str::<ParsedLanguages>(parsed.get()));
        Ok(parsed.transpose().map_err(UnreadyTorrent)?.map_or_else(Vec::new, |parsed| parsed.languages))
    }

    fn into_item(self) -> Result<ItemOut<'a>, UnreadyTorrent> {
        Ok(ItemOut {
            languages: self.languages()?,
            info_hash: self.info_hash,
            raw_title: self.raw_title,
            size: self.size,
            seeders: 0,
            indexer: (),
            kind: self.kind,
            imdb_id: self.imdb_id,
            tmdb_id: self.tmdb_id,
            created_at: self.created_at,
        })
    }

    fn into_item_of_release3(self) -> Result<ItemOfRelease3<'a>, UnreadyTorrent> {
        Ok(ItemOfRelease3 {
            languages: self.languages()?,
            raw_title: self.raw_title,
            size: self.size,
            file_name: (),
            files: (),
            seeders: 0,
            parsed_data: self.parsed_data,
            full_index: (),
        })
    }
}

/// Writes the answer of `private/items`.
///
/// # Errors
/// [`UnreadyTorrent`]
pub fn items(torrents: &[ReadyTorrent]) -> Result<AnswerText, UnreadyTorrent> {
    by_hash(&whole(torrents), KeptTorrent::into_item)
}

/// Writes the same answer as release 3 does.
///
/// # Errors
/// [`UnreadyTorrent`]
pub fn items_of_release3(torrents: &[ReadyTorrent]) -> Result<AnswerText, UnreadyTorrent> {
    by_hash(&whole(torrents), KeptTorrent::into_item_of_release3)
}

/// Writes the answer of `private/search`.
///
/// # Errors
/// [`UnreadyTorrent`]
pub fn private_found(found: &Found<ReadyTorrent>) -> Result<AnswerText, UnreadyTorrent> {
    let texts = whole(&found.page);
    let items = texts.iter().map(|text| KeptTorrent::read(text)?.into_item()).collect::<Result<_, _>>()?;
    Ok(AnswerText::of(&PrivateFound { items, total: found.total }))
}

fn by_hash<'a, T: Serialize>(
    texts: &'a [String],
    of: fn(KeptTorrent<'a>) -> Result<T, UnreadyTorrent>,
) -> Result<AnswerText, UnreadyTorrent> {
    let item = |text: &'a String| {
        let kept = KeptTorrent::read(text)?;
        Ok((kept.info_hash, of(kept)?))
    };
    let torrent_items = ByHash(texts.iter().map(item).collect::<Result<_, _>>()?);
    Ok(AnswerText::of(&ItemsAnswer { torrent_items }))
}

/// Returns each torrent as a whole object.
fn whole(torrents: &[ReadyTorrent]) -> Vec<String> {
    torrents.iter().map(|torrent| format!("{}{}}}", torrent.document, torrent.created.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Moment;

    fn torrent(digit: &str, rest: &str) -> ReadyTorrent {
        let hash = digit.repeat(40);
        let document = format!(r#"{{"info_hash":"{hash}","raw_title":"\u0411рат \"2\"",{rest},"created_at":"#);
        ReadyTorrent { document: document.into(), created: Moment(1_704_067_201) }
    }

    fn two() -> Vec<ReadyTorrent> {
        let parsed = r#"{"title":"Брат","languages":["ru","en"],"year":2000}"#;
        let full =
            format!(r#""size":8589934592,"type":"movie","imdb_id":"tt0238883","tmdb_id":20992,"parsed_data":{parsed}"#);
        let bare = r#""size":0,"type":null,"imdb_id":null,"tmdb_id":null,"parsed_data":null"#;
        vec![torrent("a", &full), torrent("b", bare)]
    }

    fn text(answer: Result<AnswerText, UnreadyTorrent>) -> String {
        String::from_utf8(answer.unwrap().ended(None)).unwrap()
    }

    #[test]
    fn an_item_has_the_members_of_the_contract_in_their_order() {
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        let full = format!(
            r#"{{"info_hash":"{a}","raw_title":"\u0411рат \"2\"","size":8589934592,"languages":["ru","en"],"seeders":0,"indexer":null,"type":"movie","imdb_id":"tt0238883","tmdb_id":20992,"created_at":1704067201}}"#
        );
        let bare = format!(
            r#"{{"info_hash":"{b}","raw_title":"\u0411рат \"2\"","size":0,"languages":[],"seeders":0,"indexer":null,"type":null,"imdb_id":null,"tmdb_id":null,"created_at":1704067201}}"#
        );
        assert_eq!(text(items(&two())), format!(r#"{{"torrent_items":{{"{a}":{full},"{b}":{bare}}}}}"#));
        let found = Found { page: two(), total: 7 };
        assert_eq!(text(private_found(&found)), format!(r#"{{"items":[{full},{bare}],"total":7}}"#));
        assert_eq!(text(items(&[])), r#"{"torrent_items":{}}"#);
    }

    #[test]
    fn an_item_of_release_3_has_its_members() {
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        let full = r#"{"raw_title":"\u0411рат \"2\"","size":8589934592,"file_name":null,"files":null,"languages":["ru","en"],"seeders":0,"parsed_data":{"title":"Брат","languages":["ru","en"],"year":2000},"full_index":null}"#;
        let bare = r#"{"raw_title":"\u0411рат \"2\"","size":0,"file_name":null,"files":null,"languages":[],"seeders":0,"parsed_data":null,"full_index":null}"#;
        assert_eq!(text(items_of_release3(&two())), format!(r#"{{"torrent_items":{{"{a}":{full},"{b}":{bare}}}}}"#));
    }

    #[test]
    fn what_is_not_kept_as_it_should_be_is_a_fault_of_ours() {
        for rest in [r#""type":null"#, r#""size":-1,"parsed_data":null"#, r#""size":0,"parsed_data":{"languages":7}"#] {
            assert!(items(&[torrent("a", rest)]).is_err(), "{rest}");
        }
    }
}

//! Torrents of the public base, titles of IMDb, and what debrid services hold.

use serde::Serialize;

use crate::catalog::{InfoHash, TorrentKind};
use crate::peer::request::DebridService;
use crate::peer::results::Found;

use super::object::AnswerText;

/// A torrent of the public base that was found: `MeiliTorrentOut` of the contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PublicHit {
    /// The hash.
    #[serde(serialize_with = "digits")]
    pub hash: InfoHash,
    /// The title, as peers told it.
    pub raw_title: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: Option<TorrentKind>,
    /// Its size, in bytes.
    pub size: Option<u64>,
    /// The year of the release.
    pub year: Option<u32>,
    /// The height of the picture, such as `1080p`.
    pub resolution: Option<String>,
    /// Languages of the sound.
    pub languages: Option<Vec<String>>,
    /// The id at IMDb.
    pub imdb_id: Option<String>,
    /// The id at TMDB.
    pub tmdb_id: Option<u64>,
    /// Who told it, such as `Peer - NAME`.
    pub hash_source: Option<String>,
    /// The source of the picture, such as `BluRay`.
    pub quality: Option<String>,
    /// The video codec.
    pub codec: Option<String>,
    /// The audio codecs, with a comma and a space between them.
    pub audio: Option<String>,
    /// The kinds of high dynamic range.
    pub hdr: Option<Vec<String>>,
}

fn digits<S: serde::Serializer>(hash: &InfoHash, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(hash)
}

/// A title of IMDb: `ImdbTitleOut` of the contract.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ImdbTitle {
    /// The id.
    pub imdb_id: String,
    /// What it is, such as `movie`.
    pub title_type: Option<String>,
    /// The title most people know.
    pub primary_title: String,
    /// The title in the original language.
    pub original_title: Option<String>,
    /// The year of the first release.
    pub start_year: Option<u32>,
    /// The average of the votes, 1 to 10.
    pub average_rating: Option<f64>,
    /// How many voted.
    pub num_votes: Option<u64>,
    /// The id at TMDB.
    pub tmdb_id: Option<u64>,
}

#[derive(Serialize)]
struct PublicFound<'a> {
    hits: &'a [PublicHit],
    total_hits: u64,
}

#[derive(Serialize)]
struct TitlesFound<'a> {
    results: &'a [ImdbTitle],
}

#[derive(Serialize)]
struct DebridFound {
    service: &'static str,
    debrid_cache: Nothing,
}

/// `{}`
#[derive(Serialize)]
struct Nothing {}

/// Writes the answer of `public/search`.
pub fn public_found(found: &Found<PublicHit>) -> AnswerText {
    AnswerText::of(&PublicFound { hits: &found.page, total_hits: found.total })
}

/// Writes the answer of `imdb/lookup`.
pub fn titles_found(titles: &[ImdbTitle]) -> AnswerText {
    AnswerText::of(&TitlesFound { results: titles })
}

/// Writes the answer of `debrid/check`, that the service holds none of the hashes.
pub fn debrid_found(service: DebridService) -> AnswerText {
    AnswerText::of(&DebridFound { service: service.name(), debrid_cache: Nothing {} })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(answer: AnswerText) -> String {
        String::from_utf8(answer.ended(None)).unwrap()
    }

    #[test]
    fn hits_have_the_members_of_the_contract_in_their_order() {
        let bare = PublicHit {
            hash: InfoHash::from_hex(&"a".repeat(40)).unwrap(),
            raw_title: "Брат \"2\"".to_owned(),
            kind: None,
            size: None,
            year: None,
            resolution: None,
            languages: None,
            imdb_id: None,
            tmdb_id: None,
            hash_source: None,
            quality: None,
            codec: None,
            audio: None,
            hdr: None,
        };
        let full = PublicHit {
            kind: Some(TorrentKind::Series),
            size: Some(7),
            year: Some(2000),
            resolution: Some("720p".to_owned()),
            languages: Some(vec!["ru".to_owned()]),
            imdb_id: Some("tt1".to_owned()),
            tmdb_id: Some(1),
            hash_source: Some("Peer - x".to_owned()),
            quality: Some("BDRip".to_owned()),
            codec: Some("avc".to_owned()),
            audio: Some("AC3, DTS".to_owned()),
            hdr: Some(vec![]),
            ..bare.clone()
        };
        let hash = "a".repeat(40);
        let bare_text = format!(
            r#"{{"hash":"{hash}","raw_title":"Брат \"2\"","type":null,"size":null,"year":null,"resolution":null,"languages":null,"imdb_id":null,"tmdb_id":null,"hash_source":null,"quality":null,"codec":null,"audio":null,"hdr":null}}"#
        );
        let full_text = format!(
            r#"{{"hash":"{hash}","raw_title":"Брат \"2\"","type":"series","size":7,"year":2000,"resolution":"720p","languages":["ru"],"imdb_id":"tt1","tmdb_id":1,"hash_source":"Peer - x","quality":"BDRip","codec":"avc","audio":"AC3, DTS","hdr":[]}}"#
        );
        let found = Found { page: vec![full, bare], total: 9 };
        assert_eq!(text(public_found(&found)), format!(r#"{{"hits":[{full_text},{bare_text}],"total_hits":9}}"#));
    }

    #[test]
    fn titles_have_the_members_of_the_contract_in_their_order() {
        let title = ImdbTitle {
            imdb_id: "tt0111161".to_owned(),
            title_type: Some("movie".to_owned()),
            primary_title: "The Shawshank Redemption".to_owned(),
            original_title: None,
            start_year: Some(1994),
            average_rating: Some(9.3),
            num_votes: Some(2_900_000),
            tmdb_id: Some(278),
        };
        let expected = r#"{"results":[{"imdb_id":"tt0111161","title_type":"movie","primary_title":"The Shawshank Redemption","original_title":null,"start_year":1994,"average_rating":9.3,"num_votes":2900000,"tmdb_id":278}]}"#;
        assert_eq!(text(titles_found(&[title])), expected);
        assert_eq!(text(titles_found(&[])), r#"{"results":[]}"#);
    }

    #[test]
    fn no_debrid_service_holds_anything() {
        assert_eq!(text(debrid_found(DebridService::TorBox)), r#"{"service":"torbox","debrid_cache":{}}"#);
    }
}

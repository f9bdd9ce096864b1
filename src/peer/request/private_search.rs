//! A search of the private base.

use crate::catalog::InfoHash;

use super::fault::RequestFault;
use super::members::JsonMembers;
use super::page::{MAX_ID, MAX_QUERY, ResultPage};

/// What is searched for: exactly one of them.
const WANTED: [&str; 4] = ["query", "tmdb_id", "imdb_id", "info_hash"];

/// What torrents are searched by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrivateWanted {
    /// Pieces that all stand in the title, in either case; never empty.
    Title(Vec<String>),
    /// The id at TMDB.
    TmdbId(i64),
    /// The id at IMDb, as it is given.
    ImdbId(String),
    /// The hash; `None`: what is given is no hash, which no torrent has.
    Hash(Option<InfoHash>),
}

/// A search of the private base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateQuestion {
    /// What is searched by.
    pub wanted: PrivateWanted,
    /// Which part of the results, the latest first, those of one second by their hashes.
    pub page: ResultPage,
}

impl PrivateQuestion {
    /// Reads a body.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(body: &[u8]) -> Result<Self, RequestFault> {
        let [query, tmdb_id, imdb_id, info_hash] = WANTED;
        let members = JsonMembers::read(body, [query, tmdb_id, imdb_id, info_hash, "limit", "offset"])?;
        let pieces = members.text(query, MAX_QUERY)?.map(pieces).map(PrivateWanted::Title);
        let tmdb_id = members.integer(tmdb_id, i64::MIN..=i64::MAX)?.map(PrivateWanted::TmdbId);
        let imdb_id = members.text(imdb_id, MAX_ID)?.map(|id| PrivateWanted::ImdbId(id.to_owned()));
        let hash = members.text(info_hash, MAX_ID)?.map(|hash| PrivateWanted::Hash(InfoHash::from_hex(hash)));
        let page = ResultPage::read(&members)?;
        let mut wanted = [pieces, tmdb_id, imdb_id, hash].into_iter().flatten();
        match (wanted.next(), wanted.next()) {
            (Some(wanted), None) => Ok(Self { wanted, page }),
            _ => Err(RequestFault::of_body("must have exactly one of query, tmdb_id, imdb_id and info_hash")),
        }
    }
}

/// Cuts what is searched for at white space.
pub(super) fn pieces(query: &str) -> Vec<String> {
    query.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<PrivateQuestion, String> {
        PrivateQuestion::read(body.as_bytes()).map_err(|fault| fault.to_string())
    }

    fn asked(wanted: PrivateWanted, limit: usize, offset: usize) -> Result<PrivateQuestion, String> {
        Ok(PrivateQuestion { wanted, page: ResultPage { limit, offset } })
    }

    #[test]
    fn exactly_one_thing_is_searched_by() {
        let title = PrivateWanted::Title(vec!["Брат".to_owned(), "100%".to_owned()]);
        assert_eq!(read(r#"{"query":" Брат\n100% "}"#), asked(title.clone(), 20, 0));
        let more = r#"{"query":"Брат 100%","tmdb_id":null,"imdb_id":" ","info_hash":"","limit":200,"offset":7}"#;
        assert_eq!(read(more), asked(title, 200, 7));
        assert_eq!(read(r#"{"tmdb_id":-1,"limit":1}"#), asked(PrivateWanted::TmdbId(-1), 1, 0));
        assert_eq!(read(r#"{"imdb_id":"tt1"}"#), asked(PrivateWanted::ImdbId("tt1".to_owned()), 20, 0));
        let hash = InfoHash::from_hex(&"a".repeat(40));
        assert_eq!(read(&format!(r#"{{"info_hash":"{}"}}"#, "A".repeat(40))), asked(PrivateWanted::Hash(hash), 20, 0));
        assert_eq!(read(r#"{"info_hash":"a"}"#), asked(PrivateWanted::Hash(None), 20, 0));
        for body in ["{}", r#"{"query":""}"#, r#"{"query":"a","tmdb_id":1}"#, r#"{"imdb_id":"tt1","info_hash":"a"}"#] {
            let told = "Invalid request: body must have exactly one of query, tmdb_id, imdb_id and info_hash";
            assert_eq!(read(body), Err(told.to_owned()), "{body}");
        }
    }

    #[test]
    fn a_page_is_within_its_bounds() {
        let hashes = asked(PrivateWanted::TmdbId(1), 20, 100_000);
        for offset in ["100000", "100001", "9223372036854775807"] {
            assert_eq!(read(&format!(r#"{{"tmdb_id":1,"offset":{offset}}}"#)), hashes, "{offset}");
        }
        for (rest, expected) in [
            (r#""limit":0"#, "limit must be an integer from 1 to 200"),
            (r#""limit":201"#, "limit must be an integer from 1 to 200"),
            (r#""limit":"1""#, "limit must be an integer from 1 to 200"),
            (r#""limit":true"#, "limit must be an integer from 1 to 200"),
            (r#""offset":-1"#, "offset must be an integer of 0 or more"),
            (r#""offset":1.5"#, "offset must be an integer of 0 or more"),
        ] {
            assert_eq!(
                read(&format!(r#"{{"tmdb_id":1,{rest}}}"#)),
                Err(format!("Invalid request: {expected}")),
                "{rest}"
            );
        }
        let long = format!(r#"{{"query":"{}"}}"#, "я".repeat(257));
        assert_eq!(read(&long), Err("Invalid request: query must be at most 256 characters long".to_owned()));
        assert!(read(&long.replacen('я', "", 1)).is_ok());
    }
}

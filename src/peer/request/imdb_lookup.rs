//! A question for titles of IMDb.

use super::fault::RequestFault;
use super::members::JsonMembers;
use super::page::{MAX_ID, MAX_QUERY, limit};
use super::private_search::pieces;

/// How many titles come without the member, and the most.
const LIMITS: (i64, i64) = (10, 50);

/// What titles are searched by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TitleWanted {
    /// The id, as it is given.
    ImdbId(String),
    /// Pieces that all stand in a title; never empty.
    Title(Vec<String>),
}

/// A question for titles of IMDb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleQuestion {
    /// What is searched by; where the request has both, the id.
    pub wanted: TitleWanted,
    /// How many at most: 1 to 50, those with the most votes first.
    pub limit: usize,
}

impl TitleQuestion {
    /// Reads a body.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(body: &[u8]) -> Result<Self, RequestFault> {
        let members = JsonMembers::read(body, ["imdb_id", "query", "limit"])?;
        let imdb_id = members.text("imdb_id", MAX_ID)?.map(|id| TitleWanted::ImdbId(id.to_owned()));
        let title = members.text("query", MAX_QUERY)?.map(pieces).map(TitleWanted::Title);
        let (default, most) = LIMITS;
        let limit = limit(&members, default, most)?;
        let wanted = imdb_id.or(title).ok_or_else(|| RequestFault::of_body("must have imdb_id or query"))?;
        Ok(Self { wanted, limit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_counts_before_a_title() {
        let read = |body: &str| TitleQuestion::read(body.as_bytes()).map_err(|fault| fault.to_string());
        let wanted = TitleWanted::ImdbId("tt0111161".to_owned());
        let by_id = TitleQuestion { wanted, limit: 10 };
        assert_eq!(read(r#"{"imdb_id":"tt0111161"}"#), Ok(by_id.clone()));
        assert_eq!(read(r#"{"imdb_id":"tt0111161","query":"x","limit":50}"#), Ok(TitleQuestion { limit: 50, ..by_id }));
        let wanted = TitleWanted::Title(vec!["x".to_owned()]);
        assert_eq!(read(r#"{"imdb_id":"","query":"x","limit":1}"#), Ok(TitleQuestion { wanted, limit: 1 }));
        assert_eq!(read("{}"), Err("Invalid request: body must have imdb_id or query".to_owned()));
        let told = read(r#"{"query":"x","limit":51}"#);
        assert_eq!(told, Err("Invalid request: limit must be an integer from 1 to 50".to_owned()));
    }
}

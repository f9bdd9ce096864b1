//! A search of the public base.

use super::fault::RequestFault;
use super::members::JsonMembers;
use super::page::{MAX_ID, MAX_QUERY, ResultPage};
use super::private_search::pieces;

/// A search of the public base: by the title, by an id, or by both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicQuestion {
    /// Pieces that are searched for in the title; empty: the id alone counts.
    pub pieces: Vec<String>,
    /// The id at IMDb, as it is given.
    pub imdb_id: Option<String>,
    /// Which part of the results.
    pub page: ResultPage,
}

impl PublicQuestion {
    /// Reads a body.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(body: &[u8]) -> Result<Self, RequestFault> {
        let members = JsonMembers::read(body, ["query", "imdb_id", "limit", "offset"])?;
        let pieces = members.text("query", MAX_QUERY)?.map(pieces).unwrap_or_default();
        let imdb_id = members.text("imdb_id", MAX_ID)?.map(str::to_owned);
        let page = ResultPage::read(&members)?;
        if pieces.is_empty() && imdb_id.is_none() {
            return Err(RequestFault::of_body("must have query or imdb_id"));
        }
        Ok(Self { pieces, imdb_id, page })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thing_at_least_is_searched_by() {
        let read = |body: &str| PublicQuestion::read(body.as_bytes()).map_err(|fault| fault.to_string());
        let both = PublicQuestion {
            pieces: vec!["a".to_owned(), "b".to_owned()],
            imdb_id: Some("tt1".to_owned()),
            page: ResultPage { limit: 3, offset: 0 },
        };
        assert_eq!(read(r#"{"query":"a b","imdb_id":"tt1","limit":3}"#), Ok(both.clone()));
        let page = ResultPage { limit: 20, offset: 0 };
        assert_eq!(read(r#"{"query":"a b"}"#), Ok(PublicQuestion { imdb_id: None, page, ..both.clone() }));
        assert_eq!(read(r#"{"imdb_id":"tt1"}"#), Ok(PublicQuestion { pieces: vec![], page, ..both }));
        for body in ["{}", r#"{"query":" ","imdb_id":null}"#] {
            assert_eq!(read(body), Err("Invalid request: body must have query or imdb_id".to_owned()), "{body}");
        }
        assert_eq!(read(r#"{"query":1}"#), Err("Invalid request: query must be a string or null".to_owned()));
    }
}

//! A question for a page of the private base.

use std::ops::Bound;

use crate::catalog::{InfoHash, Moment};

use super::fault::RequestFault;
use super::members::JsonMembers;
use super::page::limit;

/// How many torrents come without the member, and the most.
const LIMITS: (i64, i64) = (500, 2000);
/// The most digits of a cursor.
const MAX_CURSOR: usize = 64;
/// Digits of a hash.
const HASH_DIGITS: usize = 40;

/// A question for a page of the private base, in the order of the hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportQuestion {
    /// Only what was created after this second.
    pub since: Option<Moment>,
    /// Where the page begins. A cursor need not be the hash of a torrent.
    pub after: Bound<InfoHash>,
    /// How many at most: 1 to 2000.
    pub limit: usize,
}

impl ExportQuestion {
    /// Reads a body.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(body: &[u8]) -> Result<Self, RequestFault> {
        let members = JsonMembers::read(body, ["since", "cursor", "limit"])?;
        let since = members.integer("since", i64::MIN..=i64::MAX)?.map(Moment);
        let after = match members.whole_text("cursor")? {
            None => Bound::Unbounded,
            Some(cursor) => bound(cursor).ok_or_else(|| {
                RequestFault::new("cursor", format!("must be 1 to {MAX_CURSOR} hexadecimal digits or null"))
            })?,
        };
        let (default, most) = LIMITS;
        Ok(Self { since, after, limit: limit(&members, default, most)? })
    }
}

/// Returns the bound of the hashes that are greater than a cursor where both are compared as texts in lower case: one
/// that is shorter than a hash is less than all hashes that begin with it, and a longer one is greater than its first
/// digits.
fn bound(cursor: &str) -> Option<Bound<InfoHash>> {
    let is_cursor = (1..=MAX_CURSOR).contains(&cursor.len()) && cursor.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !is_cursor {
        return None;
    }
    match cursor.get(..HASH_DIGITS) {
        Some(hash) => InfoHash::from_hex(hash).map(Bound::Excluded),
        None => InfoHash::from_hex(&format!("{cursor:0<HASH_DIGITS$}")).map(Bound::Included),
    }
}

#[cfg(test)]
mod tests {
    use std::ops::RangeBounds;

    use proptest::prelude::*;

    use super::*;

    fn read(body: &str) -> Result<ExportQuestion, String> {
        ExportQuestion::read(body.as_bytes()).map_err(|fault| fault.to_string())
    }

    #[test]
    fn a_page_begins_after_its_cursor() {
        let all = ExportQuestion { since: None, after: Bound::Unbounded, limit: 500 };
        assert_eq!(read("{}"), Ok(all));
        assert_eq!(read(r#"{"since":null,"cursor":null,"limit":null}"#), Ok(all));
        let hash = InfoHash::from_hex(&"b".repeat(40)).unwrap();
        let page = ExportQuestion { since: Some(Moment(-5)), after: Bound::Excluded(hash), limit: 2000 };
        assert_eq!(read(&format!(r#"{{"since":-5,"cursor":"{}","limit":2000}}"#, "B".repeat(40))), Ok(page));
    }

    #[test]
    fn what_is_no_cursor_is_refused() {
        for cursor in ["\"\"", "\" \"", "\"g\"", "\"0x\"", &format!("\"{}\"", "a".repeat(65)), "\"é\""] {
            let told = "Invalid request: cursor must be 1 to 64 hexadecimal digits or null";
            assert_eq!(read(&format!(r#"{{"cursor":{cursor}}}"#)), Err(told.to_owned()), "{cursor}");
        }
        for (body, told) in [
            (r#"{"cursor":7}"#, "cursor must be a string or null"),
            (r#"{"since":"7"}"#, "since must be an integer"),
            (r#"{"since":1.0}"#, "since must be an integer"),
            (r#"{"limit":2001}"#, "limit must be an integer from 1 to 2000"),
        ] {
            assert_eq!(read(body), Err(format!("Invalid request: {told}")), "{body}");
        }
    }

    proptest! {
        #[test]
        fn a_bound_compares_as_texts_do(cursor in "[0-9a-fA-F]{1,64}", hash in "[0-9a-f]{40}", length in 1_usize..64) {
            let near = format!("{hash}{cursor}");
            for cursor in [cursor.as_str(), &near[..length.min(near.len())]] {
                let bound = (bound(cursor).unwrap(), Bound::Unbounded);
                let expected = hash > cursor.to_lowercase();
                prop_assert_eq!(bound.contains(&InfoHash::from_hex(&hash).unwrap()), expected, "{}", cursor);
            }
        }
    }
}

//! A page of the private base.

use std::io::Write;

use crate::catalog::{InfoHash, Moment};

use super::object::AnswerText;

/// How an answer begins.
const BEGIN: &[u8] = b"{\"items\":[";
/// About how many bytes a torrent takes.
const TORRENT_BYTES: usize = 800;

/// A page of the private base that is being filled.
#[derive(Clone, Debug)]
pub struct ExportPage {
    text: Vec<u8>,
    count: usize,
    limit: usize,
}

impl ExportPage {
    /// An empty page of so many places.
    pub fn new(limit: usize) -> Self {
        let mut text = Vec::with_capacity(limit * TORRENT_BYTES);
        text.extend_from_slice(BEGIN);
        Self { text, count: 0, limit }
    }

    /// Tells whether there is no place left.
    pub fn is_full(&self) -> bool {
        self.count >= self.limit
    }

    /// Adds a torrent as it is kept ready: its object up to the value of `created_at`, which comes after it.
    ///
    /// # Panics
    /// The page is full.
    pub fn push(&mut self, document: &str, created: Moment) {
        assert!(!self.is_full(), "a page has no more torrents than were asked for");
        if self.count > 0 {
            self.text.push(b',');
        }
        self.count += 1;
        self.text.extend_from_slice(document.as_bytes());
        append(&mut self.text, format_args!("{}}}", created.0));
    }

    /// Ends the page with where the next one begins; `None`: it is the last.
    pub fn ended(mut self, next: Option<InfoHash>) -> AnswerText {
        let next = next.map_or_else(|| "null".to_owned(), |hash| format!("\"{hash}\""));
        append(&mut self.text, format_args!("],\"next_cursor\":{next},\"count\":{}", self.count));
        AnswerText::begun(self.text)
    }
}

#[expect(clippy::expect_used, reason = "memory takes all that is written to it")]
fn append(text: &mut Vec<u8>, piece: std::fmt::Arguments<'_>) {
    text.write_fmt(piece).expect("memory");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_made_of_what_is_ready() {
        let empty = ExportPage::new(7).ended(None).ended(None);
        assert_eq!(empty, br#"{"items":[],"next_cursor":null,"count":0}"#);
        let mut page = ExportPage::new(2);
        for created in [5, -7] {
            assert!(!page.is_full());
            page.push(r#"{"raw_title":"x","created_at":"#, Moment(created));
        }
        assert!(page.is_full());
        let hash = InfoHash::from_hex(&"a".repeat(40));
        let expected = format!(
            r#"{{"items":[{{"raw_title":"x","created_at":5}},{{"raw_title":"x","created_at":-7}}],"next_cursor":"{}","count":2}}"#,
            "a".repeat(40)
        );
        assert_eq!(String::from_utf8(page.ended(hash).ended(None)).unwrap(), expected);
    }

    #[test]
    #[should_panic(expected = "no more torrents than were asked for")]
    fn a_full_page_takes_nothing() {
        let mut page = ExportPage::new(1);
        page.push("{", Moment(0));
        page.push("{", Moment(0));
    }
}

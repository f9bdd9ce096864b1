//! Asking a peer for pages of its export.

use serde_json::json;

use crate::catalog::Moment;
use crate::number::to_index;
use crate::peer::Endpoint;
use crate::peer::sync::PeerHabits;

use super::fault::ClientFault;
use super::item::ExportItem;
use super::page::{self, ReadPage};
use super::peer_client::{PeerClient, ReadAnswer};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageQuestion {
    /// Only torrents that the peer got after the moment.
    pub since: Option<Moment>,
    /// Only those whose hashes come after.
    pub cursor: Option<String>,
}

/// A page that a peer answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportAnswer {
    /// The items, as they were sent.
    pub items: Vec<ExportItem>,
    /// Where the next page begins; `None`: this is the last one.
    pub next_cursor: Option<String>,
    /// When the peer made it, by its clock.
    pub answered: Moment,
    /// Seconds by which its clock is ahead of ours.
    pub clock_difference: i64,
    /// How the peer wants to be asked, with what was learnt by this.
    pub habits: PeerHabits,
}

impl PeerClient {
    /// Asks for a page.
    ///
    /// # Errors
    /// Why there is no page.
    pub fn export(&self, question: &PageQuestion, habits: PeerHabits) -> Result<ExportAnswer, ClientFault> {
        let (body, most) = (body(question, habits.page_size), to_index(habits.page_size));
        let read = |text: &[u8]| page::read(text, most);
        let ReadAnswer { told, answered, clock_difference, habits } =
            self.ask(Endpoint::PrivateExport, &body, habits, &read)?;
        let ReadPage { items, next_cursor } = told;
        Ok(ExportAnswer { items, next_cursor, answered, clock_difference, habits })
    }
}

/// Returns the body of a question, without members that are null.
fn body(question: &PageQuestion, limit: u32) -> String {
    let mut body = serde_json::Map::new();
    if let Some(since) = question.since {
        body.insert("since".to_owned(), json!(since.0));
    }
    if let Some(cursor) = &question.cursor {
        body.insert("cursor".to_owned(), json!(cursor));
    }
    body.insert("limit".to_owned(), json!(limit));
    serde_json::Value::Object(body).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_has_the_moment_on_every_page_and_no_empty_members() {
        let question = |since: Option<i64>, cursor: Option<&str>| {
            let question = PageQuestion { since: since.map(Moment), cursor: cursor.map(str::to_owned) };
            let body: serde_json::Value = serde_json::from_str(&body(&question, 500)).unwrap();
            body
        };
        assert_eq!(question(None, None), json!({ "limit": 500 }));
        assert_eq!(question(Some(5), Some("a\"b")), json!({ "since": 5, "cursor": "a\"b", "limit": 500 }));
    }
}

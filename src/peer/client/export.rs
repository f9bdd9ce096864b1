//! Asking a peer for pages of its export.

use std::time::Duration;

use serde_json::json;

use crate::catalog::Moment;
use crate::clock::Clock;
use crate::number::to_index;
use crate::peer::sync::PeerHabits;
use crate::peer::{Endpoint, FernetKey, PeerKeyId, PeerSecret, RequestSignature, SignatureForm};

use super::base_url::PeerUrl;
use super::exchange::{Exchanges, OpenedAnswer, SigningHabits};
use super::fault::ClientFault;
use super::item::ExportItem;
use super::page::{self, ReadPage};
use super::transport::PeerTransport;
use super::trust::Trust;

/// How far the clock of a peer may be from ours, in seconds, for its refusal to have to do with the form of the signature.
const NEAR_CLOCK: u64 = 30;

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

/// How a peer is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientOptions {
    /// Whether it may be at an address of a private network or of this machine.
    pub allow_private: bool,
    /// Whether answers are taken only where they are bound to their questions.
    pub require_v2: bool,
    /// How long a question and its answer may take in all.
    pub patience: Duration,
}

/// How long a question and its answer may take in all where nobody says otherwise.
const USUAL_PATIENCE: Duration = Duration::from_secs(30);

impl Default for ClientOptions {
    fn default() -> Self {
        Self { allow_private: false, require_v2: false, patience: USUAL_PATIENCE }
    }
}

/// Asks one peer.
#[derive(Clone, Debug)]
pub struct PeerClient {
    exchanges: Exchanges,
    require_v2: bool,
}

impl PeerClient {
    /// A client for a peer at this URL, with the key that it gave us.
    pub fn new(
        url: PeerUrl,
        (key_id, secret): (PeerKeyId, PeerSecret),
        options: ClientOptions,
        trust: &Trust,
        clock: Clock,
    ) -> Self {
        let transport = PeerTransport::new(trust, options.allow_private, options.patience);
        let answers = FernetKey::of_answers(&secret);
        let exchanges = Exchanges { transport, url, key_id, secret, answers, clock };
        Self { exchanges, require_v2: options.require_v2 }
    }

    /// Asks for a page. A peer that refuses the signature while its clock is right is asked once more with the other form
    /// of it, and with that first from then on.
    ///
    /// # Errors
    /// Why there is no page.
    pub fn export(&self, question: &PageQuestion, habits: PeerHabits) -> Result<ExportAnswer, ClientFault> {
        match self.export_once(question, habits) {
            Err(ClientFault::Unauthorized { clock_difference: Some(ahead) }) if ahead.unsigned_abs() <= NEAR_CLOCK => {
                self.export_once(question, PeerHabits { docs_signature: !habits.docs_signature, ..habits })
            }
            answer => answer,
        }
    }

    /// Breaks off the question that is under way, and lets no other begin.
    pub fn shut_down(&self) {
        self.exchanges.transport.shut_down();
    }

    fn export_once(&self, question: &PageQuestion, habits: PeerHabits) -> Result<ExportAnswer, ClientFault> {
        let signing = SigningHabits {
            form: if habits.docs_signature { SignatureForm::Docs } else { SignatureForm::Raw },
            with_v2: habits.speaks_v2 || self.require_v2,
        };
        let body = body(question, habits.page_size);
        let answer = self.exchanges.ask(Endpoint::PrivateExport.path(), body.as_bytes(), signing)?;
        let page = page::read(&answer.text, to_index(habits.page_size))?;
        self.check_bound(&answer, &page)?;
        Ok(ExportAnswer {
            items: page.items,
            next_cursor: page.next_cursor,
            answered: answer.answered,
            clock_difference: answer.clock_difference,
            // A hint lets us begin with the second version, never end it: anyone could leave it out.
            habits: PeerHabits { speaks_v2: habits.speaks_v2 || answer.knows_v2, ..habits },
        })
    }

    /// Checks that the answer is one to the question. What says that it is must be right, and has to be said where that is
    /// required.
    fn check_bound(&self, answer: &OpenedAnswer, page: &ReadPage) -> Result<(), ClientFault> {
        let is_bound = match (&answer.signed, &page.bound_to) {
            (Some(signed), Some(bound_to)) => {
                RequestSignature::parse(bound_to).is_some_and(|bound_to| bound_to.is(signed).into())
            }
            (Some(_), None) => !self.require_v2,
            // Nobody asked for it: another question was answered.
            (None, bound_to) => bound_to.is_none() && !self.require_v2,
        };
        if is_bound { Ok(()) } else { Err(ClientFault::Unbound) }
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

//! The object that an answer is.

use serde::Serialize;

use crate::peer::signature::RequestSignature;

/// The object of an answer that is being written, up to its closing brace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerText(Vec<u8>);

impl AnswerText {
    /// Begins with what is written already: an object without its closing brace.
    pub(super) fn begun(text: Vec<u8>) -> Self {
        Self(text)
    }

    /// Writes an answer.
    #[expect(clippy::expect_used, reason = "answers are structs with text keys, written to memory: nothing can fail")]
    pub(super) fn of(answer: &impl Serialize) -> Self {
        let mut text = serde_json::to_vec(answer).expect("an answer");
        text.pop();
        Self(text)
    }

    /// Returns the object. One to a request of the second version repeats its signature, which ties the two together.
    pub fn ended(mut self, v2: Option<RequestSignature>) -> Vec<u8> {
        if let Some(signature) = v2 {
            self.0.extend_from_slice(format!(",\"_sf2\":\"{}\"", signature.to_hex()).as_bytes());
        }
        self.0.push(b'}');
        self.0
    }
}

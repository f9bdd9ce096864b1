//! Answers that do not depend on one viewer, kept as they are sent: lists as places of their films, others in one piece.
//!
//! [`CommonQuestion`] says what they depend on, and makes them of nothing else; [`AnswerCache`] keeps them within a bound
//! on memory, for as long as they are true.

mod answer_body;
mod cache;
mod common_question;

pub use answer_body::{AnswerBody, AnswerForm, FinishedAnswer, ScatteredAnswer};
pub use cache::{AnswerCache, AnswerCacheReadings, AnswerKey};
pub use common_question::{CommonQuestion, list};

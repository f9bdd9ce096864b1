//! Answers that do not depend on one viewer, kept as finished documents.
//!
//! [`CommonQuestion`] says what they depend on, and makes them of nothing else; [`AnswerCache`] keeps them within a bound
//! on memory, for as long as they are true.

mod cache;
mod common_question;

pub use cache::{AnswerCache, AnswerCacheReadings, AnswerKey};
pub use common_question::{CommonQuestion, FinishedAnswer, list};

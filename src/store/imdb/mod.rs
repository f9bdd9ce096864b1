//! IMDb's public tables, as far as films and series go: replaced whole, and searched in memory.
//!
//! An import writes rows of a generation of its own, in many short transactions, so that other writers wait for none of
//! them long. What is read is the generation that `peer_generations` names, which one last transaction changes: whatever
//! interrupts an import before that, the tables stand as they were. Rows of other generations are removed afterwards.

mod edit;
mod generation;
mod lookup;
mod pause;
mod rows;
mod sweep;

pub use edit::ImdbEdit;
pub use rows::ImdbRecord;

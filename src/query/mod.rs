//! The engine: questions about the catalogue, answered from memory.

pub mod search;

//! The Peer API: its vectors, and what holds for everything of its kind.

mod properties;
mod vectors;

//! Afisha: a films catalogue server for IPTV. See `docs/ARCHITECTURE.md` for the rooms and what each may import.

pub mod catalog;
pub mod clock;
pub mod query;

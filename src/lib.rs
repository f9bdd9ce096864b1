//! Afisha: a film catalogue server for IPTV. See `docs/ARCHITECTURE.md` for the rooms and what each may import.

pub mod answer_cache;
pub mod btn;
pub mod catalog;
pub mod cli;
pub mod clock;
pub mod config;
pub mod document;
pub mod exchange;
pub mod filmsfile;
pub mod html;
pub mod http;
mod language;
pub mod limiting;
pub mod matching;
pub mod metrics;
mod number;
pub mod peer;
mod priority;
pub mod query;
pub mod refresh;
pub mod registry;
pub mod releases;
pub mod store;
mod surrogates;
pub mod viewers;
pub mod xml;

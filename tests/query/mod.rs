//! The engine.

mod perturb;
mod search;
mod search_quality;

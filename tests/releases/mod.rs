//! Names of torrents.

mod judged;
mod mutated;
mod names;

//! The bases that peers ask, in memory as far as they are searched.

mod answers;
mod hits;
mod imdb;
mod looked;
mod private;
mod public;
mod three;

pub use three::Bases;

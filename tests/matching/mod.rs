//! Which film a torrent is of.

mod gaps;
mod judged;
mod reference;
mod works;

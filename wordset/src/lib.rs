//! Sets of places as bits, many combined in one pass.
//!
//! This crate is apart for its `unsafe`: the pass, and the walk of an order by chance, are compiled once for any processor and
//! once for those with AVX2, which is looked for at run time, and bytes that will be read soon are announced to the processor. What it offers is safe.

mod bits;
mod counted;
mod line;
mod members;
mod pass;
mod prefetch;
mod room;
mod shuffle;

pub use bits::{has, last_one, next_one, nth_one, ones, put};
pub use counted::{CountedSet, FoundSet, SetView};
pub use line::{BLOCK_LINES, BLOCK_PLACES, LINE_PLACES, Line, copy_bits, words, words_mut};
pub use members::Members;
pub use pass::{Codes, Terms, combine};
pub use prefetch::prefetch;
pub use room::Room;
pub use shuffle::{Shuffle, Stretch};

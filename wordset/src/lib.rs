//! Sets of places as bits, many combined in one pass.
//!
//! This crate is apart for its `unsafe`: the pass is compiled once for any processor and once for those with AVX2, which is
//! looked for at run time, and bytes that will be read soon are announced to the processor. What it offers is safe.

mod bits;
mod line;
mod pass;
mod prefetch;

pub use bits::{has, last_one, next_one, nth_one, ones, put};
pub use line::{LINE_PLACES, Line, copy_bits, words, words_mut};
pub use pass::{BLOCK_LINES, Codes, Terms, combine};
pub use prefetch::prefetch;

//! Identifiers: an id is never a bare number, and ids of different things do not mix.

use std::fmt;

use super::bounded::{Bounded, bounded};

/// The greatest id: what a signed 64-bit column of either database holds.
pub const MAX_ID: u64 = i64::MAX.unsigned_abs();

bounded! {
    /// Names a film.
    FilmId(u64): 0, MAX_ID
}
bounded! {
    /// Names a serie (an item or a trailer) in the editors' own records; answers never show it.
    SerieId(u64): 0, MAX_ID
}
bounded! {
    /// Names a film at Kinopoisk.
    KinopoiskId(u64): 0, MAX_ID
}
bounded! {
    /// Names a film at The Movie Database.
    TmdbId(u64): 0, MAX_ID
}

/// Names a tag: `uint32` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagId(pub u32);

impl fmt::Display for TagId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The place of a serie in its film: what boxes show and send back, unlike its [`SerieId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(pub u32);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Lets a whole number of 32 bits name something.
macro_rules! any_of_32_bits {
    ($name:ident) => {
        impl Bounded for $name {
            const LEAST: u64 = u32::LEAST;
            const MOST: u64 = u32::MOST;

            fn bounded(number: u64) -> Option<Self> {
                u32::bounded(number).map(Self)
            }
        }
    };
}
any_of_32_bits!(TagId);
any_of_32_bits!(Number);

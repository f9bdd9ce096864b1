//! Identifiers: an id is never a bare number, and ids of different things do not mix.

use std::fmt;

/// Declares an identifier over `u64` that fits a signed 64-bit database column.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// Makes the id; `None` above [`MAX_ID`].
            pub fn new(raw: u64) -> Option<Self> {
                (raw <= MAX_ID).then_some(Self(raw))
            }

            /// Returns the number as it stands in databases and answers.
            pub fn get(self) -> u64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

/// The greatest id: what a signed 64-bit column of either database holds.
pub const MAX_ID: u64 = i64::MAX.unsigned_abs();

id! {
    /// Names a film.
    FilmId
}
id! {
    /// Names a serie (an item or a trailer) in the editors' own records; answers never show it.
    SerieId
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

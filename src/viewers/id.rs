//! Who a viewer is to the program.

use std::fmt;

use crate::catalog::MAX_ID;

/// Bits of an id that its public number lacks: 53 are left.
const HIDDEN_BITS: u32 = 10;

/// Names a viewer. Drawn at random and never used again, so that nothing made of a forgotten viewer's views can be
/// taken for another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewerId(u64);

impl ViewerId {
    /// Makes the id; `None` above [`MAX_ID`].
    pub fn new(raw: u64) -> Option<Self> {
        (raw <= MAX_ID).then_some(Self(raw))
    }

    /// Draws an id that no viewer has.
    pub fn random() -> Self {
        Self(rand::random::<u64>() & MAX_ID)
    }

    /// Returns the number by which the viewer and operators name the viewer. JSON carries it without loss (RFC 8259, 6),
    /// and the id cannot be told from it.
    pub fn public_number(self) -> u64 {
        self.0 >> HIDDEN_BITS
    }

    /// Returns the number as it stands in databases.
    pub fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Display for ViewerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

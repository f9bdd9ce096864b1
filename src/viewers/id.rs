//! Who a viewer is to the program.

use crate::catalog::{MAX_ID, bounded};

/// Bits of an id that its public number lacks: 53 are left.
const HIDDEN_BITS: u32 = 10;

bounded! {
    /// Names a viewer. Drawn at random and never used again, so that nothing made of a forgotten viewer's views can be
    /// taken for another's.
    ViewerId(u64): 0, MAX_ID
}

impl ViewerId {
    /// Draws an id that no viewer has.
    pub fn random() -> Self {
        Self(rand::random::<u64>() & MAX_ID)
    }

    /// Returns the number by which the viewer and operators name the viewer. JSON carries it without loss (RFC 8259, 6),
    /// and the id cannot be told from it.
    pub fn public_number(self) -> u64 {
        self.0 >> HIDDEN_BITS
    }
}

//! Who a viewer is to the program.

use crate::catalog::{MAX_ID, bounded};

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
}

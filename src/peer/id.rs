//! Who a peer is to the program.

use crate::catalog::{MAX_ID, bounded};

bounded! {
    /// Names a peer whom we ask. Drawn at random and never used again, so that what another peer told cannot be taken for
    /// what this one did.
    PeerId(u64): 0, MAX_ID
}

impl PeerId {
    /// Draws an id that no peer has.
    pub fn random() -> Self {
        Self(rand::random::<u64>() & MAX_ID)
    }
}

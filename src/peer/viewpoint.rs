//! Who looks at what we share.

use crate::catalog::{SortedSet, Text};

/// A peer, as far as it decides what is seen: films published by now that everybody sees, and those of these access
/// groups.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PeerViewpoint {
    /// The names of the access groups.
    pub groups: SortedSet<Text>,
}

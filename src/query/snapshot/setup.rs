//! What snapshots are set up with.

use std::fmt;

use crate::catalog::{AccessRules, DeviceProfiles};

use super::body::Render;
use super::collation::Collation;
use super::packing::Packing;

/// What snapshots of one program share: it comes from the configuration, and nothing of it changes
/// that could be told from outside.
pub struct Setup {
    /// The devices there are.
    pub devices: DeviceProfiles,
    /// The access groups there are.
    pub access: AccessRules,
    /// How films become bytes.
    pub render: Box<dyn Render>,
    /// How what is rendered of items and trailers is kept.
    pub packing: Packing,
    /// How titles sort.
    pub collation: Collation,
    /// How many words a search index may have; see [`MAX_WORDS`](crate::query::search::MAX_WORDS).
    pub search_words: usize,
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup").field("devices", &self.devices).field("access", &self.access).finish_non_exhaustive()
    }
}

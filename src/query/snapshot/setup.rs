//! What snapshots are set up with.

use std::fmt;

use crate::catalog::{AccessRules, DeviceProfiles, Film};

use super::body::Render;
use super::collation::Collation;
use super::packing::Packing;
use super::serie_facts;

/// What snapshots of one program share: it comes from the configuration, and nothing of it changes
/// that could be told from outside.
pub struct Setup {
    /// The devices there are.
    pub devices: DeviceProfiles,
    /// The access groups there are.
    pub access: AccessRules,
    /// How films become bytes.
    pub render: Box<dyn Render>,
    /// How what is known of items and trailers is kept.
    pub packing: Packing,
    /// How titles sort.
    pub collation: Collation,
    /// How many words a search index may have; see [`MAX_WORDS`](crate::query::search::MAX_WORDS).
    pub search_words: usize,
}

impl Setup {
    /// Learns from these films how to pack what is known of items and trailers, where that is not known yet and they are
    /// enough. Takes some milliseconds.
    pub fn learn(&self, films: &[Film]) {
        self.packing.learn(films.iter().map(|film| serie_facts::write(film.series())));
    }
}

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup").field("devices", &self.devices).field("access", &self.access).finish_non_exhaustive()
    }
}

//! What people watch.

use crate::catalog::{FilmId, Moment};

use super::ViewerId;

/// A viewer opened a film at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Viewed {
    /// Who.
    pub viewer: ViewerId,
    /// What.
    pub film: FilmId,
    /// When.
    pub at: Moment,
}

//! What people watch.

use crate::catalog::{FilmId, Moment};

use super::ViewerId;

/// Views of one film by one viewer that lie closer together than this are one view.
pub const ONE_VIEW_SECONDS: i64 = 30 * 60;

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

//! View events: what people watch.

use crate::catalog::{FilmId, Moment};

use super::ViewerId;

/// Views of one film by one viewer that lie closer together than this are one view.
pub const ONE_VIEW_SECONDS: i64 = 30 * 60;

/// A viewer opened a film at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewEvent {
    /// The viewer who opened the film.
    pub viewer: ViewerId,
    /// The film.
    pub film: FilmId,
    /// The moment of the view.
    pub at: Moment,
}

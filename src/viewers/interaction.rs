//! One interaction of a viewer with a film, as models are trained on.

use crate::catalog::{FilmId, Moment};

/// Tells viewers apart within one set of views. It is no key of any table, so a model never holds who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewerNo(pub u32);

/// Somebody opened a film: a view event, but for who the viewer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interaction {
    /// `None`: nobody knows who; the view then counts for the film's popularity alone.
    pub viewer: Option<ViewerNo>,
    /// The film that was opened.
    pub film: FilmId,
    /// The moment of the view.
    pub at: Moment,
}

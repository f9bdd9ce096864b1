//! One view: who, what, when.

use crate::catalog::{FilmId, Moment};

/// Tells viewers apart within one set of views. It is no key of any table, so a model never holds who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewerNo(pub u32);

/// Somebody opened a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// `None`: nobody knows who; the view then counts for the film's popularity alone.
    pub viewer: Option<ViewerNo>,
    /// What was opened.
    pub film: FilmId,
    /// When.
    pub at: Moment,
}

//! What the bases find.

use crate::catalog::Moment;

/// What of a result is on the page, and how many results there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// Those on the page, in order.
    pub page: Vec<T>,
    /// How many there are on all pages.
    pub total: u64,
}

/// A torrent of the private base as it is kept ready, with what the viewpoint decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadyTorrent {
    /// Its object of JSON as `private/export` answers it, up to the value of `created_at`.
    pub document: Box<str>,
    /// When it became visible to the viewpoint.
    pub created: Moment,
}

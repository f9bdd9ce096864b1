//! How far a peer has been read, and what was learnt about it.

use crate::catalog::Moment;

use super::pass::PassState;

/// What is kept between the pages of a pass, and between passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerProgress {
    /// Where the pass under way, or the next one, goes on.
    pub pass: PassState,
    /// How the peer wants to be asked.
    pub habits: PeerHabits,
    /// Seconds by which the peer's clock is ahead of ours; negative: behind.
    pub clock_difference: Option<i64>,
    /// When the newest torrent that it told of was made, by its clock.
    pub newest: Option<Moment>,
    /// Items that the last full pass brought, or has brought so far.
    pub seen: u64,
    /// Those among them that were not fit to be kept.
    pub dropped: u64,
}

/// How a peer wants to be asked, as far as it has let us know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerHabits {
    /// Whether it takes signatures over the digest in hexadecimal digits, as its documentation has them.
    pub docs_signature: bool,
    /// Whether it knows signatures of version 2.
    pub speaks_v2: bool,
    /// How many items it is asked for at a time.
    pub page_size: u32,
}

/// The most items that a peer is asked for at a time, as long as it does not refuse that.
pub const LARGE_PAGE: u32 = 2000;
/// How many items a peer is asked for at a time that refused [`LARGE_PAGE`].
pub const SMALL_PAGE: u32 = 500;

impl Default for PeerHabits {
    fn default() -> Self {
        Self { docs_signature: false, speaks_v2: false, page_size: LARGE_PAGE }
    }
}

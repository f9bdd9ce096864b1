//! Which film a torrent is of, and whether a film lacks a file. Pure: titles, ids, years and kinds in, a verdict out.
//!
//! A torrent is of a film by an id that both have; without one by a title, the kind and the year. [`OwnIndex`] knows the
//! films of ours, [`ImdbWorks`] the titles of IMDb that may fit some torrents, and [`MatchVerdict`] says what follows. Of two
//! that fit none is chosen.

mod candidate;
mod gaps;
mod imdb_works;
mod match_facts;
mod offer;
mod own_index;
mod verdict;
mod work;

pub use gaps::{Gaps, TorrentPlayers};
pub use imdb_works::ImdbWorks;
pub use match_facts::{MatchFacts, NameFacts, ToldFacts};
pub use offer::offered_item;
pub use own_index::OwnIndex;
pub use verdict::{Fit, KnownWorks, MatchVerdict, Reason};
pub use work::{ImdbWork, OwnWork, WorkId};

/// Returns the key of a title: two titles are one where their keys are equal. It is what IMDb's titles are found by in the
/// store.
pub fn title_key(title: &str) -> String {
    crate::language::title_key::title_key(title)
}

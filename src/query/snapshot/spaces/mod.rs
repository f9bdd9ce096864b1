//! Sets of films in the order of every key, so that a page is found by counting bits.

mod coded;
mod film_sets;
mod key;
mod layout;
mod pool;
mod scale;
mod shown;
mod space;
mod splice;

pub(in crate::query) use coded::Coded;
pub(super) use film_sets::{FilmSets, SetSources};
pub(in crate::query) use film_sets::{OrderView, SpaceView};
pub(in crate::query) use key::SpaceKey;
pub(in crate::query) use layout::{AgeSet, RARE, SetNo};
pub(in crate::query) use pool::{PoolOf, SimilarPool};
pub(super) use splice::{Splice, SpliceStep, Splices, TimedMoves};

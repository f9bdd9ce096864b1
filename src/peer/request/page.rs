//! Which part of the results is asked for.

use crate::number::{to_index, to_u32};

use super::fault::RequestFault;
use super::members::JsonMembers;

/// How many results come without the member.
const DEFAULT_LIMIT: i64 = 20;
/// The most results of a search.
const MAX_LIMIT: i64 = 200;
/// From here on no later results are given: an offset beyond it is taken for this one.
const MAX_OFFSET: i64 = 100_000;
/// The most characters of what is searched for.
pub(super) const MAX_QUERY: usize = 256;
/// The most characters of an id; none has as many.
pub(super) const MAX_ID: usize = 64;

/// Part of the results of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResultPage {
    /// How many at most: 1 to 200.
    pub limit: usize,
    /// How many to leave out before: 0 to 100,000.
    pub offset: usize,
}

impl ResultPage {
    pub(super) fn read<const N: usize>(members: &JsonMembers<N>) -> Result<Self, RequestFault> {
        let limit = limit(members, DEFAULT_LIMIT, MAX_LIMIT)?;
        let offset = members.integer("offset", 0..=i64::MAX)?.unwrap_or_default().min(MAX_OFFSET);
        Ok(Self { limit, offset: index(offset) })
    }
}

/// Returns how many results are asked for.
pub(super) fn limit<const N: usize>(members: &JsonMembers<N>, default: i64, most: i64) -> Result<usize, RequestFault> {
    members.integer("limit", 1..=most).map(|limit| index(limit.unwrap_or(default)))
}

/// Returns a number that is within small bounds.
fn index(number: i64) -> usize {
    to_index(to_u32(number))
}

//! Items that are not kept, and why.

use std::collections::BTreeMap;

/// Why an item is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DropReason {
    /// Its hash is not 40 hexadecimal digits.
    Hash,
    /// Its title is empty, or longer than 1024 characters.
    Title,
    /// It does not say when the peer got it.
    Created,
    /// Another item of its page has the same hash.
    Repeated,
    /// The peer has told of as many torrents as it may.
    Ceiling,
}

impl DropReason {
    /// Returns its name for scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hash => "hash",
            Self::Title => "title",
            Self::Created => "created_at",
            Self::Repeated => "repeated",
            Self::Ceiling => "ceiling",
        }
    }
}

/// How many items were not kept, by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DropCounts(BTreeMap<DropReason, u64>);

impl DropCounts {
    /// Counts some more.
    pub fn add(&mut self, reason: DropReason, count: u64) {
        if count > 0 {
            *self.0.entry(reason).or_default() += count;
        }
    }

    /// Returns how many there are in all.
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Returns how many there are of each reason that there is.
    pub fn by_reason(&self) -> impl Iterator<Item = (DropReason, u64)> {
        self.0.iter().map(|(reason, count)| (*reason, *count))
    }

    /// Adds the counts of others.
    pub fn merge(&mut self, others: &Self) {
        others.by_reason().for_each(|(reason, count)| self.add(reason, count));
    }
}

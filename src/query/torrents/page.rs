//! Pages of an export, by hash.

use std::ops::{Bound, RangeBounds};

use crate::catalog::{InfoHash, Moment};

use super::view::{ShownTorrent, TorrentView};

/// A page of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TorrentPage {
    /// By hash.
    pub rows: Vec<ShownTorrent>,
    /// Whether there are rows after it.
    pub more: bool,
}

impl TorrentView {
    /// Returns the first rows after a hash that are shown since later than `since`.
    pub fn export(&self, since: Option<Moment>, after: Bound<InfoHash>, limit: usize) -> TorrentPage {
        let is_before = |hash: InfoHash| !(after, Bound::Unbounded).contains(&hash);
        let first = self.base.carriers.partition_point(|carrier| is_before(carrier.hash));
        let is_late = |row: &ShownTorrent| since.is_none_or(|since| row.created() > since);
        let mut rows = (first..self.created.len()).filter_map(|place| self.row(place)).filter(is_late);
        let page = rows.by_ref().take(limit).collect();
        TorrentPage { rows: page, more: rows.next().is_some() }
    }

    /// Returns the rows of these hashes, in their order; those that are not shown are passed over.
    pub fn of(&self, hashes: &[InfoHash]) -> Vec<ShownTorrent> {
        hashes.iter().filter_map(|hash| self.of_hash(*hash)).collect()
    }

    /// Returns the row of a hash.
    fn of_hash(&self, hash: InfoHash) -> Option<ShownTorrent> {
        self.places_of(hash).find_map(|place| self.row(place))
    }

    /// Returns the places of the carriers of a hash.
    pub(super) fn places_of(&self, hash: InfoHash) -> impl Iterator<Item = usize> {
        let first = self.base.carriers.partition_point(|carrier| carrier.hash < hash);
        (first..self.created.len()).take_while(move |place| self.base.carriers[*place].hash == hash)
    }
}

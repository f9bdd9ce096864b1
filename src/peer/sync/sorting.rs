//! Pages, taken apart into what is kept and what is not.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::catalog::Moment;
use crate::peer::ToldTorrent;
use crate::peer::client::ExportItem;

use super::drops::{DropCounts, DropReason};
use super::fitting::fit;

/// A page, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SortedPage {
    /// What is kept, each hash once: that of several items which the peer got first.
    pub torrents: Vec<ToldTorrent>,
    /// What is not.
    pub drops: DropCounts,
    /// When the newest of them was made.
    pub newest: Option<Moment>,
}

/// Takes a page apart.
pub fn sort(items: Vec<ExportItem>, now: Moment) -> SortedPage {
    let (mut torrents, mut drops) = (Vec::<ToldTorrent>::with_capacity(items.len()), DropCounts::default());
    let mut places = HashMap::with_capacity(items.len());
    for item in items {
        let torrent = match fit(item, now) {
            Ok(torrent) => torrent,
            Err(reason) => {
                drops.add(reason, 1);
                continue;
            }
        };
        match places.entry(torrent.hash) {
            Entry::Vacant(place) => {
                place.insert(torrents.len());
                torrents.push(torrent);
            }
            Entry::Occupied(place) => {
                drops.add(DropReason::Repeated, 1);
                let first = &mut torrents[*place.get()];
                if torrent.created < first.created {
                    *first = torrent;
                }
            }
        }
    }
    let newest = torrents.iter().map(|torrent| torrent.created).max();
    SortedPage { torrents, drops, newest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_items_with_one_hash_that_of_the_peers_first_is_kept() {
        let item = |hash: char, title: &str, created| ExportItem {
            info_hash: Some(hash.to_string().repeat(40)),
            raw_title: Some(title.to_owned()),
            created_at: Some(created),
            ..ExportItem::default()
        };
        let items = vec![
            item('b', "b2", 20),
            item('a', "a", 30),
            ExportItem::default(),
            item('B', "b1", 10),
            item('b', "b3", 15),
            item('c', "", 99),
        ];
        let sorted = sort(items, Moment(1_000));
        let titles: Vec<&str> = sorted.torrents.iter().map(|torrent| torrent.title.as_str()).collect();
        assert_eq!((titles, sorted.newest), (vec!["b1", "a"], Some(Moment(30))));
        let drops: Vec<_> = sorted.drops.by_reason().collect();
        assert_eq!(drops, [(DropReason::Hash, 1), (DropReason::Title, 1), (DropReason::Repeated, 2)]);
        assert_eq!(sorted.drops.total(), 4);
    }
}

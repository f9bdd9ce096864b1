//! What was found, film by film, in little memory: the torrents by their hashes.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::catalog::InfoHash;
use crate::matching::WorkId;

/// How good a torrent is for a film, the better the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OfferRank {
    /// How many devices that play none of the film's items play it.
    pub(super) devices: u32,
    /// Whether it is of the film by an id.
    pub(super) is_by_id: bool,
    /// Bytes; 0: unknown.
    pub(super) size: u64,
}

/// A torrent for a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) hash: InfoHash,
    pub(super) rank: OfferRank,
}

/// What was found.
#[derive(Debug)]
pub(super) struct Gathered {
    /// The best torrents for each film, the best first.
    pub(super) offers: BTreeMap<WorkId, Vec<Offer>>,
    /// The torrents that may be of several films.
    pub(super) doubtful: Vec<InfoHash>,
    most: usize,
}

impl Gathered {
    /// Begins with nothing; keeps so many torrents for a film.
    pub(super) fn new(most: usize) -> Self {
        Self { offers: BTreeMap::new(), doubtful: Vec::new(), most }
    }

    /// Adds a torrent for a film, unless as many as are kept are better.
    pub(super) fn add(&mut self, work: WorkId, offer: Offer) {
        let offers = self.offers.entry(work).or_default();
        let key = |offer: &Offer| (Reverse(offer.rank), offer.hash);
        let at = offers.partition_point(|known| key(known) < key(&offer));
        if at < self.most {
            offers.truncate(self.most - 1);
            offers.insert(at, offer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::FilmId;

    #[test]
    fn the_best_are_kept_in_order() {
        let work = WorkId::Own(FilmId::MIN);
        let offer = |number: u8, devices, is_by_id, size| Offer {
            hash: InfoHash::from_bytes(&[number; 20]).unwrap(),
            rank: OfferRank { devices, is_by_id, size },
        };
        let (small, large) = (offer(1, 1, false, 1), offer(2, 1, false, 2));
        let (twin, by_id, many) = (offer(3, 1, false, 2), offer(4, 1, true, 0), offer(5, 2, false, 0));
        for order in [[small, large, twin, by_id, many], [many, by_id, twin, large, small]] {
            let mut gathered = Gathered::new(4);
            order.into_iter().for_each(|offer| gathered.add(work, offer));
            assert_eq!(gathered.offers[&work], [many, by_id, large, twin]);
        }
    }
}

//! Whether a film lacks a file that torrents could give it.

use crate::catalog::device::PlayRules;
use crate::catalog::{DeviceProfiles, Film, ProfileId, Serie, Transport};

/// Some of the devices that play torrents, by their rules: one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gaps(u64);

impl Gaps {
    /// Tells whether it is none of them.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns those that are in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns how many there are.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }
}

/// The devices that play torrents.
#[derive(Clone, Debug)]
pub struct TorrentPlayers<'a>(Vec<&'a PlayRules>);

impl<'a> TorrentPlayers<'a> {
    /// Chooses those of the devices, or of one of them, that play torrents at all.
    pub fn new(devices: &'a DeviceProfiles, only: Option<ProfileId>) -> Self {
        let chosen = devices.profiles().filter(|profile| only.is_none_or(|only| only == *profile));
        let rules = chosen.map(|profile| &devices.rules()[profile.index()]);
        Self(rules.filter(|rules| rules.transports.contains(&Transport::Magnet)).collect())
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the devices that play none of the film's items: published or not, for what is scheduled will come.
    pub fn gaps(&self, film: &Film) -> Gaps {
        self.those(|rules| film.items.as_slice().iter().all(|item| rules.refuses(item).is_some()))
    }

    /// Returns the devices that play the item.
    pub fn players(&self, item: &Serie) -> Gaps {
        self.those(|rules| rules.refuses(item).is_none())
    }

    fn those(&self, is_one: impl Fn(&PlayRules) -> bool) -> Gaps {
        let bits = self.0.iter().enumerate().filter(|(_, rules)| is_one(rules)).map(|(place, _)| 1 << place);
        Gaps(bits.sum())
    }
}

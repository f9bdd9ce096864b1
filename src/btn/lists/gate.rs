//! Which lists are not published.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

use super::network::ipv4_addresses;

/// How many entries more than the last list one may have.
const MOST_MORE: usize = 5_000;
/// How many in a hundred.
const MOST_PERCENT: usize = 20;
/// How many entries a list may have whatever the last one had: shares of short lists say nothing, and the first list follows
/// an empty one.
const FREE_ENTRIES: usize = 100;
/// How many IPv4 addresses a list may cover.
const MOST_ADDRESSES: u64 = 1 << 18;

/// How long a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListSize {
    /// Its entries.
    pub entries: usize,
    /// The IPv4 addresses that they cover.
    pub ipv4_addresses: u64,
}

/// Why a list is not published: the last one is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublishRefusal {
    /// It has too many entries more than the last one.
    Entries {
        /// Entries of the last one.
        last: usize,
        /// Entries of this one.
        this: usize,
    },
    /// It has a greater part more than the last one.
    Share {
        /// Entries of the last one.
        last: usize,
        /// Entries of this one.
        this: usize,
    },
    /// It covers too many IPv4 addresses.
    Addresses(u64),
}

impl ListSize {
    /// Reads how long a list is that was published as a text.
    pub fn of_text(text: &str) -> Self {
        let networks = text.lines().filter_map(|line| {
            let network = line.parse::<IpNet>().ok();
            network.or_else(|| line.parse::<IpAddr>().ok().map(IpNet::from))
        });
        networks.fold(Self::default(), |size, network| Self {
            entries: size.entries + 1,
            ipv4_addresses: size.ipv4_addresses + ipv4_addresses(&network),
        })
    }

    /// Checks whether a list of this size may follow one of that size. One that retracts always may: it has no more entries
    /// and covers no more addresses.
    ///
    /// # Errors
    /// It may not; an operator has to look at it.
    pub fn check_after(self, last: Self) -> Result<(), PublishRefusal> {
        let (this, before) = (self.entries, last.entries);
        if self.ipv4_addresses > MOST_ADDRESSES.max(last.ipv4_addresses) {
            return Err(PublishRefusal::Addresses(self.ipv4_addresses));
        }
        if this > before.saturating_add(MOST_MORE) {
            return Err(PublishRefusal::Entries { last: before, this });
        }
        let is_more = this.saturating_mul(100) > before.saturating_mul(100 + MOST_PERCENT);
        if is_more && this > FREE_ENTRIES {
            return Err(PublishRefusal::Share { last: before, this });
        }
        Ok(())
    }
}

impl fmt::Display for PublishRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entries { last, this } => {
                write!(f, "the list would grow from {last} to {this} entries, by more than {MOST_MORE}")
            }
            Self::Share { last, this } => {
                write!(f, "the list would grow from {last} to {this} entries, by more than {MOST_PERCENT} %")
            }
            Self::Addresses(addresses) => {
                write!(f, "the list would cover {addresses} IPv4 addresses, more than {MOST_ADDRESSES}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(entries: usize, ipv4_addresses: u64) -> ListSize {
        ListSize { entries, ipv4_addresses }
    }

    #[test]
    fn lists_that_grow_too_fast_are_refused() {
        let after = |last, this| size(this, 0).check_after(size(last, 0));
        for (last, this) in [(0, 100), (90, 100), (100, 100), (101, 121), (1000, 1200), (30_000, 35_000), (20_000, 0)] {
            assert_eq!(after(last, this), Ok(()), "{last} {this}");
        }
        for (last, this) in [(0, 101), (84, 101), (1000, 1201), (1000, 1500)] {
            assert_eq!(after(last, this), Err(PublishRefusal::Share { last, this }));
        }
        for (last, this) in [(0, 5001), (30_000, 35_001)] {
            assert_eq!(after(last, this), Err(PublishRefusal::Entries { last, this }));
        }
        let told = after(1000, 1500).unwrap_err().to_string();
        assert_eq!(told, "the list would grow from 1000 to 1500 entries, by more than 20 %");
    }

    #[test]
    fn lists_that_cover_too_much_are_refused_unless_they_retract() {
        let most = 1 << 18;
        let after = |last, this| size(9, this).check_after(size(9, last));
        assert_eq!([after(0, most), after(most + 9, most + 9), after(most + 9, most + 1)], [Ok(()); 3]);
        assert_eq!(after(most + 9, most + 10), Err(PublishRefusal::Addresses(most + 10)));
        assert_eq!(
            after(0, most + 1).unwrap_err().to_string(),
            "the list would cover 262145 IPv4 addresses, more than 262144"
        );
    }
}

//! Which addresses so much is said against that it is worth weighing.

use std::collections::BTreeSet;
use std::net::IpAddr;

use twox_hash::XxHash3_64;

use crate::btn::PeerAddress;
use crate::number::{to_index, to_u32};

/// Counters: with 4 bytes each 64 MiB, however many addresses there are.
const COUNTERS: usize = 1 << 24;
/// The bits of a hash beside those that choose a counter.
const COUNTER_SHIFT: u32 = u64::BITS - COUNTERS.ilog2();

/// Addresses with at least so many rows of evidence, and perhaps a few others: addresses share counters, so that a count is
/// never too low.
pub struct AccusedAddresses {
    needed: usize,
    counters: Vec<u32>,
    addresses: BTreeSet<PeerAddress>,
}

impl AccusedAddresses {
    /// Begins to count, for addresses with so many rows.
    pub fn new(needed: usize) -> Self {
        Self { needed, counters: vec![0; COUNTERS], addresses: BTreeSet::new() }
    }

    /// Counts rows of evidence, in any order.
    pub fn add(&mut self, address: PeerAddress, rows: u32) {
        if to_index(self.count(address, rows)) >= self.needed {
            self.addresses.insert(address);
        }
    }

    /// Returns the addresses.
    pub fn into_addresses(self) -> BTreeSet<PeerAddress> {
        self.addresses
    }

    /// Adds to the counter of an address; returns what it is at then.
    fn count(&mut self, address: PeerAddress, rows: u32) -> u32 {
        let hash = match address.get() {
            IpAddr::V4(address) => XxHash3_64::oneshot(&address.octets()),
            IpAddr::V6(address) => XxHash3_64::oneshot(&address.octets()),
        };
        let counter = &mut self.counters[to_index(to_u32(hash >> COUNTER_SHIFT))];
        *counter = counter.saturating_add(rows);
        *counter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: u32) -> PeerAddress {
        PeerAddress::from(IpAddr::from(number.to_be_bytes()))
    }

    #[test]
    fn who_has_enough_rows_is_accused_in_whichever_order_they_come() {
        let mut accused = AccusedAddresses::new(5);
        let rows = |number: u32| number % 8;
        for number in 0..1000 {
            accused.add(address(number), rows(number).min(2));
        }
        for number in (0..1000).rev().filter(|number| rows(*number) > 2) {
            accused.add(address(number), rows(number) - 2);
        }
        let expected: Vec<PeerAddress> = (0..1000).filter(|number| rows(*number) >= 5).map(address).collect();
        let addresses = accused.into_addresses();
        assert!(expected.iter().all(|address| addresses.contains(address)));
        assert!(addresses.len() < expected.len() + 5, "{}", addresses.len());
    }

    #[test]
    fn counts_end_at_the_greatest() {
        let mut accused = AccusedAddresses::new(to_index(u32::MAX));
        accused.add(address(1), u32::MAX);
        accused.add(address(1), 7);
        assert_eq!(accused.into_addresses().len(), 1);
    }
}

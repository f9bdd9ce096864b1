//! What rows of reports are found by.

use std::net::IpAddr;

use crate::btn::PeerAddress;

/// Milliseconds of a day.
const DAY_MILLISECONDS: i64 = 86_400_000;

/// Whose report it is, and which of theirs.
#[derive(Clone, Copy)]
pub(super) struct ReportName {
    pub(super) application: i64,
    /// Bytes of the digest of its body, as a number.
    pub(super) report: i64,
}

/// Returns the day of a time in Unix milliseconds.
pub(super) fn day(at: i64) -> i64 {
    at.div_euclid(DAY_MILLISECONDS)
}

/// Returns the 4 or 16 bytes of an address.
pub(super) fn octets(address: PeerAddress) -> Vec<u8> {
    match address.get() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

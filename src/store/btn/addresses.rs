//! Addresses as rows have them: their 4 or 16 bytes.

use std::net::IpAddr;

use ipnet::IpNet;

use super::sql_text::SqlText;
use crate::btn::PeerAddress;
use crate::store::StoreError;
use crate::store::rows::RowName;

/// Returns the 4 or 16 bytes of an address.
pub(super) fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

/// Reads such bytes; `None`: they are no address.
pub(super) fn address(bytes: &[u8]) -> Option<IpAddr> {
    let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
    four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok()
}

/// Reads such bytes as a peer is known by: IPv6 is cut to 64 bits.
///
/// # Errors
/// They are no address.
pub(super) fn peer(table: &'static str, bytes: &[u8]) -> Result<PeerAddress, StoreError> {
    Ok(PeerAddress::from(RowName { table, id: 0 }.need("address", address(bytes))?).cut())
}

/// Tells of a column of addresses whether they are in the network, as an index can answer.
pub(super) fn within(sql: &mut SqlText, column: &str, network: IpNet) -> String {
    let (first, last) = (octets(network.network()), octets(network.broadcast()));
    let length = first.len();
    if first == last {
        return format!("{column} = {}", sql.bytes(first));
    }
    let (first, last) = (sql.bytes(first), sql.bytes(last));
    format!("{column} BETWEEN {first} AND {last} AND length({column}) = {length}")
}

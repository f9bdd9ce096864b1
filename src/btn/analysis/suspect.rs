//! What analyses find.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::btn::PeerAddress;
use crate::catalog::Moment;

use super::kinds::Analysis;
use super::thresholds::Thresholds;

/// A network that an analysis finds, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// Which analysis.
    pub analysis: Analysis,
    /// An IPv4 address or /24, or an IPv6 /64 or /56; without bits of hosts.
    pub network: IpNet,
    /// How many accusers count.
    pub accusers: usize,
    /// On how many torrents there is evidence; of a network put together, the most of one part.
    pub torrents: usize,
    /// Net bytes of all evidence.
    pub net: i64,
    /// When it began, in Unix milliseconds.
    pub first: i64,
    /// When it was last seen, in Unix milliseconds.
    pub last: i64,
    /// When it passes if nothing new is reported.
    pub until: Moment,
    /// What the network is put together from, for where it may not be listed whole; empty: it is not.
    pub parts: Vec<Self>,
}

impl Suspect {
    /// Returns how strong the evidence is: the more accusers, torrents and bytes, the greater.
    pub fn strength(&self) -> (usize, usize, i64) {
        (self.accusers, self.torrents, self.net)
    }
}

/// Parts suspects into those to publish and those of analyses that are only watched ([`Thresholds::is_watched`]); `begun` has
/// when each analysis first ran.
pub fn watched_apart(
    suspects: Vec<Suspect>,
    begun: &BTreeMap<Analysis, Moment>,
    thresholds: &Thresholds,
    now: Moment,
) -> (Vec<Suspect>, Vec<Suspect>) {
    let is_published = |suspect: &Suspect| !thresholds.is_watched(begun.get(&suspect.analysis).copied(), now);
    suspects.into_iter().partition(is_published)
}

/// Returns the network that a peer is listed as: an IPv4 address, or an IPv6 /64.
pub(super) fn own_network(address: PeerAddress) -> IpNet {
    network_of(address, (32, 64))
}

/// Returns the network that several listed peers may be listed as.
pub(super) fn wider_network(address: PeerAddress) -> IpNet {
    network_of(address, (24, 56))
}

#[expect(clippy::expect_used, reason = "no length is beyond that of an address")]
fn network_of(address: PeerAddress, (v4, v6): (u8, u8)) -> IpNet {
    let network = match address.get() {
        IpAddr::V4(address) => Ipv4Net::new(address, v4).map(IpNet::from),
        IpAddr::V6(address) => Ipv6Net::new(address, v6).map(IpNet::from),
    };
    network.expect("a length of an address").trunc()
}

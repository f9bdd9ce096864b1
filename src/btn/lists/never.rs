//! What no list ever has, whoever asks for it.

use std::collections::BTreeSet;
use std::fmt;

use ipnet::IpNet;

use crate::btn::{AddressHash, PeerAddress, ServerKey};

use super::network::{canonical, is_too_wide, overlap, participants_of};
use super::{special_ranges, well_known};

/// What no list ever has: ranges of special purposes, participants, what the operator protects, and networks of the public
/// good.
pub struct NeverList<'a> {
    special: Vec<(IpNet, &'static str)>,
    global_ipv6: IpNet,
    well_known: Vec<(IpNet, &'static str)>,
    protected: Vec<IpNet>,
    participants: Participants<'a>,
}

/// The addresses that participants were seen at lately.
#[derive(Clone, Copy)]
pub struct Participants<'a> {
    /// The key that they are hashed under.
    pub key: &'a ServerKey,
    /// Their hashes; IPv6 is cut to 64 bits ([`PeerAddress::cut`]) before it is hashed.
    pub hashes: &'a BTreeSet<AddressHash>,
}

/// Why a network is not listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NeverReason {
    /// It is wider than IPv4 /24 or IPv6 /48.
    TooWide,
    /// It touches a range that is for something else.
    Special(&'static str),
    /// It is not of the internet: IPv6 beyond `2000::/3`.
    NotGlobal,
    /// It touches what the operator protects.
    Protected,
    /// It touches a network of the public good.
    WellKnown(&'static str),
    /// A participant was seen in it lately.
    Participant,
}

impl<'a> NeverList<'a> {
    /// Prepares the list; `protected` are the operator's networks.
    pub fn new(participants: Participants<'a>, protected: impl IntoIterator<Item = IpNet>) -> Self {
        Self {
            special: special_ranges::ranges(true),
            global_ipv6: special_ranges::global_ipv6(),
            well_known: well_known::networks(),
            protected: protected.into_iter().map(canonical).collect(),
            participants,
        }
    }

    /// Lets lists have the networks of documentation: for examples and tests.
    #[must_use]
    pub fn with_documentation_listed(mut self) -> Self {
        self.special = special_ranges::ranges(false);
        self
    }

    /// Returns why a network is not listed; `None`: it may be. It is enough that they have one address in common.
    pub fn hit(&self, network: IpNet) -> Option<NeverReason> {
        let network = canonical(network);
        let touched = |ranges: &[(IpNet, &'static str)]| {
            ranges.iter().find(|(range, _)| overlap(range, &network)).map(|(_, purpose)| *purpose)
        };
        if let Some(purpose) = touched(&self.special) {
            return Some(NeverReason::Special(purpose));
        }
        if matches!(network, IpNet::V6(_)) && !self.global_ipv6.contains(&network) {
            return Some(NeverReason::NotGlobal);
        }
        if is_too_wide(&network) {
            return Some(NeverReason::TooWide);
        }
        if self.protected.iter().any(|range| overlap(range, &network)) {
            return Some(NeverReason::Protected);
        }
        if let Some(whose) = touched(&self.well_known) {
            return Some(NeverReason::WellKnown(whose));
        }
        self.holds_participant(&network).then_some(NeverReason::Participant)
    }

    fn holds_participant(&self, network: &IpNet) -> bool {
        let Participants { key, hashes } = self.participants;
        !hashes.is_empty()
            && participants_of(network).any(|host| hashes.contains(&key.of_address(PeerAddress::from(host))))
    }
}

impl fmt::Display for NeverReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooWide => f.write_str("it is wider than any list may have: IPv4 /24, IPv6 /48"),
            Self::Special(purpose) => write!(f, "its range is not of the internet: {purpose}"),
            Self::NotGlobal => f.write_str("it is not of the internet: IPv6 hosts are in 2000::/3"),
            Self::Protected => f.write_str("the operator protects it"),
            Self::WellKnown(whose) => write!(f, "it is of the public good: {whose}"),
            Self::Participant => f.write_str("a participant is there"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_never_listed_is_known_in_either_direction() {
        let key = ServerKey::parse(&"a".repeat(64)).unwrap();
        let participants = ["60.0.0.7", "2a00:0:0:12::"].map(|text| key.of_address(PeerAddress::parse(text).unwrap()));
        let participants = Participants { key: &key, hashes: &participants.into_iter().collect() };
        let protected = ["61.0.0.0/16", "2a01::/32"].map(|text| text.parse().unwrap());
        let never = NeverList::new(participants, protected);
        for (network, expected) in [
            ("60.0.0.6/32", None),
            ("60.0.0.7/32", Some(NeverReason::Participant)),
            ("60.0.0.0/24", Some(NeverReason::Participant)),
            ("60.0.1.0/24", None),
            ("::ffff:60.0.0.7/128", Some(NeverReason::Participant)),
            ("2a00:0:0:12:3:4:5:6/128", Some(NeverReason::Participant)),
            ("2a00::/48", Some(NeverReason::Participant)),
            ("2a00::/56", Some(NeverReason::Participant)),
            ("2a00:0:0:100::/56", None),
            ("60.0.0.0/15", Some(NeverReason::TooWide)),
            ("2a00::/47", Some(NeverReason::TooWide)),
            ("61.0.9.9/32", Some(NeverReason::Protected)),
            ("2a01:0:0:7::/64", Some(NeverReason::Protected)),
            ("8.8.8.8/32", Some(NeverReason::WellKnown("Google Public DNS"))),
            ("84.200.69.0/24", Some(NeverReason::WellKnown("DNS.WATCH"))),
            ("0.0.0.0/0", Some(NeverReason::Special("this network"))),
            ("192.168.0.0/16", Some(NeverReason::Special("private use"))),
            ("100.64.1.2/32", Some(NeverReason::Special("shared by the customers of a provider"))),
            ("198.51.100.7/32", Some(NeverReason::Special("documentation"))),
            ("2001:0:1:2::/64", Some(NeverReason::Special("protocol assignments"))),
            ("2002:3c00:7::/64", Some(NeverReason::Special("6to4"))),
            ("::/0", Some(NeverReason::Special("protocol assignments"))),
            ("fe80::/64", Some(NeverReason::NotGlobal)),
            ("64:ff9b::3c00:7/128", Some(NeverReason::NotGlobal)),
        ] {
            assert_eq!(never.hit(network.parse().unwrap()), expected, "{network}");
        }
        let never = never.with_documentation_listed();
        assert_eq!(["198.51.100.7/32", "2001:db8::/64"].map(|text| never.hit(text.parse().unwrap())), [None, None]);
    }
}

//! Access: which films the network of a client may see.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::number::{to_index, to_u32};

use super::Text;

/// A named set of client networks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessGroup {
    /// The name that films give in `access`.
    pub name: Text,
    /// Its networks, of either address family.
    pub networks: Vec<IpNet>,
}

/// Numbers one of the sets of groups that a client can belong to; see [`AccessRules::sets`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccessSetId(u32);

impl AccessSetId {
    /// The set of a client that no group holds.
    pub const NOBODY: Self = Self(0);

    /// Returns the place in [`AccessRules::sets`].
    pub fn index(self) -> usize {
        to_index(self.0)
    }
}

/// The groups of the configuration, turned into the sets of groups that clients can belong to.
///
/// Networks nest or lie apart, so every address belongs to one of at most «networks + 1» sets: few enough to
/// prepare answers for each beforehand.
#[derive(Clone, Debug)]
pub struct AccessRules {
    sets: Vec<BTreeSet<Text>>,
    /// For each address family: from this address on, this set; ascending.
    v4: Vec<(u128, AccessSetId)>,
    v6: Vec<(u128, AccessSetId)>,
}

impl AccessRules {
    /// Prepares the sets; two groups of one name count as one with the networks of both.
    pub fn new(groups: &[AccessGroup]) -> Self {
        let mut rules = Self { sets: vec![BTreeSet::new()], v4: Vec::new(), v6: Vec::new() };
        rules.v4 = rules.cut(groups, false);
        rules.v6 = rules.cut(groups, true);
        rules
    }

    /// Returns every set that a client can belong to; the first is empty.
    pub fn sets(&self) -> &[BTreeSet<Text>] {
        &self.sets
    }

    /// Finds the set of the client at this address; an IPv4 address mapped into IPv6 counts as IPv4.
    pub fn set_of(&self, address: IpAddr) -> AccessSetId {
        let address = address.to_canonical();
        let cuts = if address.is_ipv6() { &self.v6 } else { &self.v4 };
        let after = cuts.partition_point(|(start, _)| *start <= number(address));
        after.checked_sub(1).map_or(AccessSetId::NOBODY, |at| cuts[at].1)
    }

    /// Tells whether a client of this set may see a film that names these groups.
    pub fn allows(&self, set: AccessSetId, access: &[Text]) -> bool {
        access.is_empty() || self.sets.get(set.index()).is_some_and(|set| access.iter().any(|name| set.contains(name)))
    }

    /// Cuts one address family where a network begins or ends, and gives each piece its set.
    fn cut(&mut self, groups: &[AccessGroup], v6: bool) -> Vec<(u128, AccessSetId)> {
        let ranges: Vec<(u128, u128, &Text)> = groups
            .iter()
            .flat_map(|group| group.networks.iter().map(move |network| (group, network)))
            .filter(|(_, network)| matches!(network, IpNet::V6(_)) == v6)
            .map(|(group, network)| (number(network.network()), number(network.broadcast()), &group.name))
            .collect();
        let starts: BTreeSet<u128> =
            ranges.iter().flat_map(|(first, last, _)| [Some(*first), last.checked_add(1)]).flatten().collect();
        let mut cuts = Vec::with_capacity(starts.len());
        for start in starts {
            let names = ranges
                .iter()
                .filter(|(first, last, _)| (*first..=*last).contains(&start))
                .map(|(_, _, name)| (*name).clone())
                .collect();
            cuts.push((start, self.intern(names)));
        }
        cuts
    }

    fn intern(&mut self, names: BTreeSet<Text>) -> AccessSetId {
        let at = self.sets.iter().position(|set| *set == names).unwrap_or_else(|| {
            self.sets.push(names);
            self.sets.len() - 1
        });
        AccessSetId(to_u32(at))
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_belongs_to_every_group_whose_network_holds_it() {
        let group = |name: &str, networks: &[&str]| AccessGroup {
            name: Text::new(name).unwrap(),
            networks: networks.iter().map(|n| n.parse().unwrap()).collect(),
        };
        let rules = AccessRules::new(&[
            group("region", &["10.0.0.0/8", "2001:db8::/32"]),
            group("city", &["10.54.0.0/16", "255.255.255.255/32"]),
            group("all6", &["::/0"]),
        ]);
        for (address, expected) in [
            ("10.54.3.4", "city,region"),
            ("10.55.0.0", "region"),
            ("11.0.0.0", ""),
            ("9.255.255.255", ""),
            ("255.255.255.255", "city"),
            ("::ffff:10.54.0.1", "city,region"),
            ("2001:db8::1", "all6,region"),
            ("fe80::1", "all6"),
        ] {
            let set = rules.set_of(address.parse().unwrap());
            let names: Vec<_> = rules.sets()[set.index()].iter().map(Text::as_str).collect();
            assert_eq!(names.join(","), expected, "{address}");
        }
        assert!(rules.allows(AccessSetId::NOBODY, &[]));
        assert!(!rules.allows(AccessSetId::NOBODY, &[Text::new("city").unwrap()]));
    }
}

//! How many accusers count.

use std::collections::BTreeMap;

use super::owners::JuryMember;
use crate::btn::NetworkHash;

/// Returns how many of the accusers count: of each owner one, and from one network at most so many in a hundred of those who
/// count, but always one.
///
/// It is the greatest such number: those who count are fewer where a network is cut, so that the share of every network is
/// taken of them anew. Many accounts behind one network so are one accuser, and those behind two are two.
pub(super) fn counted(accusers: &[JuryMember], network_percent: usize) -> usize {
    let mut accusers = accusers.to_vec();
    accusers.sort_unstable();
    accusers.dedup_by_key(|member| member.owner);
    let mut by_network: BTreeMap<Option<NetworkHash>, usize> = BTreeMap::new();
    for member in &accusers {
        *by_network.entry(member.network).or_default() += 1;
    }
    let mut count = accusers.len();
    loop {
        let most = (count * network_percent / 100).max(1);
        let cut = by_network.values().map(|owners| most.min(*owners)).sum();
        if cut == count {
            return count;
        }
        count = cut;
    }
}

/// Returns the sum without the greatest: what is left however so many owners may lie.
pub(super) fn without_greatest(mut values: Vec<i128>, greatest: usize) -> i128 {
    values.sort_unstable();
    let kept = values.len().saturating_sub(greatest);
    values[..kept].iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accusers(networks: &[usize]) -> Vec<JuryMember> {
        let of_network = |(network, owners): (usize, &usize)| {
            let network = u8::try_from(network).unwrap();
            (0..*owners).map(move |owner| (network, owner))
        };
        let all = networks.iter().enumerate().flat_map(of_network);
        let member = |(at, (network, _)): (usize, (u8, usize))| JuryMember {
            owner: i64::try_from(at).unwrap(),
            network: Some(NetworkHash([network; 32])),
        };
        all.enumerate().map(member).collect()
    }

    #[test]
    fn owners_of_one_network_count_little() {
        for (networks, expected) in [
            (&[][..], 0),
            (&[1], 1),
            (&[170], 1),
            (&[10, 10], 2),
            (&[9, 9, 9], 3),
            (&[10, 10, 10, 10], 40),
            (&[1; 10], 10),
            (&[40, 1, 1, 1, 1, 1, 1, 1], 10),
        ] {
            assert_eq!(counted(&accusers(networks), 30), expected, "{networks:?}");
        }
    }

    #[test]
    fn an_owner_counts_once() {
        let one = JuryMember { owner: 1, network: None };
        assert_eq!(counted(&[one, one, one], 30), 1);
    }

    #[test]
    fn the_greatest_are_left_out_of_a_sum() {
        assert_eq!([0, 1, 2, 9].map(|greatest| without_greatest(vec![5, 1, 3], greatest)), [9, 4, 1, 0]);
    }
}

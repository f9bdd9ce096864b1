//! The count of accusers against the same in its plainest form.

use std::collections::{BTreeMap, BTreeSet};

use afisha::btn::analysis::{Analysis, Evidence, EvidenceKind, OwnerFacts};
use proptest::prelude::*;

use super::court::{Court, DAY, NET, NOW_MILLIS, network, owner, row};

const ADDRESSES: [&str; 3] = ["60.0.0.7", "60.0.0.8", "2a00::7"];

/// An owner: of age or not, in one of few networks, with several applications.
fn owners() -> impl Strategy<Value = Vec<OwnerFacts>> {
    let facts = (0..4_i64, 0..10_u32, any::<bool>());
    prop::collection::vec(facts, 0..16).prop_map(|facts| {
        let made = |(number, (from, active_days, is_banned)): (i64, (i64, u32, bool))| OwnerFacts {
            active_days: active_days + 5,
            is_banned: is_banned && active_days == 0,
            // One network of many, and networks of one.
            reports_from: Some(network(if from < 2 { from } else { 100 + number })),
            applications: vec![number * 2, number * 2 + 1],
            ..owner(number)
        };
        (0..).zip(facts).map(made).collect()
    })
}

fn rows() -> impl Strategy<Value = Vec<Evidence>> {
    let facts = (0..ADDRESSES.len(), 0..34_i64, prop::option::of(0..3_i64), -2..2_i64, 0..17_i64);
    prop::collection::vec(facts, 0..150).prop_map(|facts| {
        let made = |(address, application, torrent, bytes, days): (usize, i64, Option<i64>, i64, i64)| Evidence {
            torrent,
            net: if bytes == -2 { NET / 2 } else { NET + bytes },
            last: NOW_MILLIS - days * DAY,
            ..row(EvidenceKind::Ban, ADDRESSES[address], application, 0)
        };
        facts.into_iter().map(made).collect()
    })
}

/// Counts the accusers of an address, and tells whether it is listed: rule by rule, and slowly.
fn plainly(court: &Court, address: &str) -> (usize, usize, bool) {
    let eligible: Vec<_> = court.owners.iter().filter(|owner| !owner.is_banned && owner.active_days >= 7).collect();
    let needed = eligible.len().div_ceil(3).clamp(3, 50);
    let counts = |row: &&Evidence| {
        row.address == super::court::parsed(address)
            && row.net > 256 * 1024 * 1024
            && (NOW_MILLIS - 14 * DAY..=NOW_MILLIS).contains(&row.last)
    };
    let rows: Vec<_> = court.rows.iter().filter(counts).collect();
    let of_owner = |owner: &OwnerFacts| rows.iter().filter(|row| owner.applications.contains(&row.application)).count();
    let mut by_network: BTreeMap<_, usize> = BTreeMap::new();
    for owner in eligible.iter().filter(|owner| of_owner(owner) > 0) {
        *by_network.entry(owner.reports_from).or_default() += 1;
    }
    // The most accusers of whom no network has more than 30 in a hundred, or one.
    let fits = |count: &usize| {
        let most = (count * 30 / 100).max(1);
        by_network.values().map(|owners| most.min(*owners)).sum::<usize>() >= *count
    };
    let accusers = (0..=by_network.values().sum()).rev().find(fits).unwrap();
    let of_eligible = |row: &&&Evidence| eligible.iter().any(|owner| owner.applications.contains(&row.application));
    let known: Vec<_> = rows.iter().filter(of_eligible).filter(|row| row.torrent.is_some()).collect();
    let torrents: BTreeSet<_> = known.iter().map(|row| row.torrent).collect();
    let owners: BTreeSet<_> = known.iter().map(|row| row.application / 2).collect();
    let is_listed = eligible.len() >= 3 && accusers >= needed && torrents.len() >= 2 && owners.len() >= 2;
    (accusers, needed, is_listed)
}

proptest! {
    #[test]
    fn accusers_are_counted_as_the_rules_say(owners in owners(), rows in rows()) {
        let court = Court { owners, rows, ..Court::default() };
        let mut listed = Vec::new();
        for address in ADDRESSES {
            let (accusers, needed, is_listed) = plainly(&court, address);
            let tally = court.tally(Analysis::UntrustedVote, address);
            prop_assert_eq!((tally.accusers, tally.needed, tally.fault.is_none()), (accusers, needed, is_listed));
            let length = if address.contains(':') { 64 } else { 32 };
            let network = format!("{}/{length}", super::court::parsed(address).get());
            listed.extend(is_listed.then_some((Analysis::UntrustedVote, network, accusers)));
        }
        prop_assert_eq!(court.found(), listed);
    }
}

//! Whom the analyses list, and whom they do not.

use std::collections::BTreeMap;

use afisha::btn::analysis::{
    Analysis, AnalysisRun, DownloadSighting, Evidence, EvidenceKind, Suspect, TallyFault, Thresholds, watched_apart,
};
use afisha::catalog::Moment;

use super::court::{Court, DAY, NET, NOW, NOW_MILLIS, parsed, row};

use Analysis::{ConcurrentDownload, FakeName, OverDownload, RandomIdentity, UntrustedVote};
use EvidenceKind::{Ban, Identity, Transfer};

const PEER: &str = "60.0.0.7";

#[test]
fn a_third_of_the_owners_list_an_address_and_one_fewer_does_not() {
    let mut court = Court::of(12);
    court.accuse(Ban, PEER, 1..=3, &[1, 2]);
    assert_eq!(court.found(), []);
    let told = "untrusted vote: 3 of 4 accusers; 3 owners accuse it, of whom those of one network count little";
    assert_eq!(court.told(UntrustedVote, PEER), told);
    court.accuse(Ban, PEER, [4], &[1]);
    let expected = Suspect {
        analysis: UntrustedVote,
        network: "60.0.0.7/32".parse().unwrap(),
        accusers: 4,
        torrents: 2,
        net: 7 * NET,
        first: NOW_MILLIS - 2 * DAY,
        last: NOW_MILLIS - DAY,
        until: Moment(NOW.0 + 13 * 86_400),
        parts: Vec::new(),
    };
    assert_eq!(court.suspects(), [expected]);
    assert_eq!(court.told(UntrustedVote, PEER), "untrusted vote: 4 of 4 accusers, on 2 torrents");
}

#[test]
fn names_need_as_many_accusers_as_bans() {
    let mut court = Court::of(9);
    court.accuse(Identity, PEER, 1..=3, &[1, 2]);
    court.accuse(EvidenceKind::FakeName, "2a00::7", 1..=3, &[1, 2]);
    court.accuse(EvidenceKind::FakeName, "60.0.0.9", 1..=2, &[1, 2]);
    let expected = [(RandomIdentity, "60.0.0.7/32".to_owned(), 3), (FakeName, "2a00::/64".to_owned(), 3)];
    assert_eq!(court.found(), expected);
}

#[test]
fn evidence_has_to_be_of_two_known_torrents_by_two_owners() {
    let fault = |torrents: [Option<i64>; 3]| {
        let mut court = Court::of(3);
        let of_owner = |(application, torrent)| Evidence { torrent, ..row(Ban, PEER, application, 0) };
        court.rows.extend((1..).zip(torrents).map(of_owner));
        court.tally(UntrustedVote, PEER).fault
    };
    assert_eq!(fault([Some(1), Some(2), None]), None);
    assert_eq!(fault([Some(1), Some(1), Some(1)]), Some(TallyFault::Torrents));
    assert_eq!(fault([Some(1), None, None]), Some(TallyFault::Corroboration));
    assert_eq!(fault([None, None, None]), Some(TallyFault::Corroboration));
}

#[test]
fn nothing_is_listed_without_a_quorum() {
    let mut court = Court::of(2);
    court.thresholds = Thresholds { least_accusers: 1, ..Thresholds::default() };
    court.accuse(Ban, PEER, 1..=2, &[1, 2]);
    assert_eq!((court.found(), court.tally(UntrustedVote, PEER).fault), (Vec::new(), Some(TallyFault::Quorum)));
}

/// Takes so much of a torrent of 5 GB, by what an owner says.
fn taken(application: i64, torrent: i64, net: i64) -> Evidence {
    Evidence { net, size: 5_000_000_000, ..row(Transfer, PEER, application, torrent) }
}

#[test]
fn over_download_is_what_is_left_without_the_owners_who_say_the_most() {
    let mut court = Court::of(9);
    // Three are needed, so that what two say is left out: 16.5 GB are left of the first torrent, 3.3 times its size.
    court.rows.extend((1..=5).map(|owner| taken(owner, 1, 5_500_000_000)));
    court.rows.push(taken(1, 2, NET));
    assert_eq!(court.found(), [(OverDownload, "60.0.0.7/32".to_owned(), 5)]);
    // A row of an application is a total: the greatest counts, and is not added.
    court.rows.iter_mut().for_each(|row| row.net -= 300_000_000);
    court.rows.push(taken(5, 1, 300_000_000));
    assert_eq!((court.found(), court.tally(OverDownload, PEER).fault), (Vec::new(), Some(TallyFault::Amount)));
    // Two liars tip nothing.
    court.rows.extend([1, 2].map(|owner| taken(owner, 1, i64::MAX)));
    assert_eq!((court.found(), court.tally(OverDownload, PEER).fault), (Vec::new(), Some(TallyFault::Amount)));
}

#[test]
fn a_torrent_of_unknown_size_is_not_over_downloaded() {
    let mut court = Court::of(9);
    court.rows.extend((1..=5).map(|owner| Evidence { size: 0, ..taken(owner, 1, 50_000_000_000) }));
    court.rows.push(taken(1, 2, NET));
    assert_eq!(court.found(), []);
}

#[test]
fn concurrent_download_is_of_very_many_torrents_without_the_owners_who_say_the_most() {
    let seen = |torrent, application| DownloadSighting { address: parsed(PEER), torrent, application };
    let mut court = Court::of(9);
    court.accuse(Transfer, PEER, 1..=2, &[1, 2]);
    court.sightings.extend((1..=5).flat_map(|owner| (0..50).map(move |torrent| seen(owner * 100 + torrent, owner))));
    let expected = [(ConcurrentDownload, "60.0.0.7/32".to_owned(), 5)];
    assert_eq!(court.found(), expected);
    assert_eq!(court.suspects()[0].until, Moment(NOW.0 + 3600));
    // Torrents that all of them see are no more for it, and no fewer.
    court.sightings = (1..=5).flat_map(|owner| (0..250).map(move |torrent| seen(torrent, owner))).collect();
    assert_eq!(court.found(), expected);
    court.sightings.retain(|sighting| sighting.torrent < 240);
    assert_eq!(court.tally(ConcurrentDownload, PEER).fault, Some(TallyFault::Amount));
    // Two liars tip nothing, and sightings without bytes neither.
    court.sightings = (1..=2).flat_map(|owner| (0..9000).map(move |torrent| seen(torrent, owner))).collect();
    court.sightings.push(seen(1, 3));
    assert_eq!(court.tally(ConcurrentDownload, PEER).fault, Some(TallyFault::Amount));
    court.sightings = (1..=5).flat_map(|owner| (0..250).map(move |torrent| seen(torrent, owner))).collect();
    court.rows.clear();
    assert_eq!((court.found(), court.tally(ConcurrentDownload, PEER).fault), (Vec::new(), Some(TallyFault::Evidence)));
}

#[test]
fn many_listed_addresses_of_a_network_are_listed_as_that_network() {
    for (addresses, wider, single) in [
        (["60.0.0.", "60.0.1."], "60.0.0.0/24", "60.0.1.1/32"),
        (["2a00:0:0:10", "2a00:0:0:20"], "2a00:0:0:100::/56", "2a00:0:0:201::/64"),
    ] {
        let text = |network: &str, host: i64| {
            if network.contains(':') { format!("{network}{host}::") } else { format!("{network}{host}") }
        };
        let listed = |hosts, owners| {
            let mut court = Court::of(9);
            (1..=hosts).for_each(|host| court.accuse(Ban, &text(addresses[0], host), 1..=owners, &[1, 2]));
            court.accuse(Ban, &text(addresses[1], 1), 1..=3, &[1, 2]);
            court.suspects()
        };
        let merged = listed(8, 5);
        let networks: Vec<_> = merged.iter().map(|suspect| suspect.network.to_string()).collect();
        assert_eq!(networks, [wider, single]);
        assert_eq!((merged[0].accusers, merged[0].torrents, merged[0].net), (5, 2, 8 * 5 * 2 * NET));
        assert_eq!((merged[0].parts.len(), merged[1].parts.len()), (8, 0));
        // Too few addresses, and too few owners.
        assert_eq!((listed(7, 5).len(), listed(8, 4).len()), (8, 9));
    }
}

#[test]
fn the_families_of_addresses_may_mix() {
    let mut court = Court::of(3);
    for address in ["60.0.0.7", "2a00::7", "60.0.0.8", "2a00:0:0:1::7"] {
        court.accuse(Ban, address, 1..=3, &[1, 2]);
    }
    let jury = court.jury();
    let mut run = AnalysisRun::new(&jury, &court.thresholds, Vec::new(), NOW);
    court.rows.iter().for_each(|row| run.take(*row));
    assert_eq!(run.finish(), court.suspects());
}

#[test]
#[should_panic(expected = "evidence in the order of addresses")]
fn evidence_out_of_order_is_a_fault_of_ours() {
    let court = Court::of(3);
    let jury = court.jury();
    let mut run = AnalysisRun::new(&jury, &court.thresholds, Vec::new(), NOW);
    for address in ["60.0.0.7", "60.0.0.8", "60.0.0.7"] {
        run.take(row(Ban, address, 1, 1));
    }
}

#[test]
fn what_young_analyses_find_is_watched_and_not_published() {
    let mut court = Court::of(3);
    court.accuse(Ban, PEER, 1..=3, &[1, 2]);
    court.accuse(Identity, PEER, 1..=3, &[1, 2]);
    let begun = BTreeMap::from([(UntrustedVote, Moment(0)), (RandomIdentity, Moment(NOW.0 - 86_400))]);
    let (published, watched) = watched_apart(court.suspects(), &begun, &court.thresholds, NOW);
    let analyses = |suspects: Vec<Suspect>| suspects.iter().map(|suspect| suspect.analysis).collect::<Vec<_>>();
    assert_eq!((analyses(published), analyses(watched)), (vec![UntrustedVote], vec![RandomIdentity]));
}

#[test]
fn other_thresholds_answer_what_they_would_list() {
    let mut court = Court::of(12);
    court.accuse(Ban, PEER, 1..=3, &[1, 2]);
    court.thresholds = Thresholds { accusing_part: 4, ..Thresholds::default() };
    assert_eq!(court.found(), [(UntrustedVote, "60.0.0.7/32".to_owned(), 3)]);
}

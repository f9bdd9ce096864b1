//! Attempts to get somebody on a list who does not belong there, or too many at once. None succeeds, and each leaves a reason.

use afisha::btn::analysis::{
    Analysis, EVIDENCE_FLOOR, Evidence, EvidenceKind, NoEvidence, OwnerFacts, OwnerRefusal, RecordEvidence, TallyFault,
};
use afisha::btn::lists::{
    DenyList, ListAlert, ListSize, ListSources, ManualRule, NeverList, NeverReason, Participants, PublishRefusal,
    RuleContent, RuleFault,
};
use afisha::btn::report::{Ban, ReportedPeer};
use afisha::catalog::Moment;

use super::court::{Court, DAY, NOW, NOW_MILLIS, network, owner, row};
use super::evidence::{ban, peer};
use super::lists::{hashes, key, rule};

use Analysis::UntrustedVote;

const INNOCENT: &str = "60.0.0.7";
/// Where a participant is.
const PARTICIPANT: &str = "60.1.0.7";

/// Makes the list of what is found and ruled, and returns what is on it and what was kept off.
fn published(court: &Court, rules: &[ManualRule]) -> (Vec<String>, Vec<ListAlert>) {
    let key = key();
    let hashes = hashes(&key, &[PARTICIPANT]);
    let never = NeverList::new(Participants { key: &key, hashes: &hashes }, ["61.0.0.0/16".parse().unwrap()]);
    let suspects = court.suspects();
    let list = DenyList::new(&ListSources { suspects: &suspects, rules, never: &never, most: 20_000, now: NOW });
    (list.entries.iter().map(|entry| entry.network.to_string()).collect(), list.alerts)
}

#[test]
fn one_owner_with_300_applications_and_a_network_of_addresses_is_one_accuser() {
    let mut court = Court::of(9);
    court.owners[0].applications = (1000..1300).collect();
    for host in 0..256 {
        let applications = (0..300).filter(|application| (application + host) % 8 == 0).map(|number| 1000 + number);
        court.accuse(EvidenceKind::Ban, &format!("60.0.0.{host}"), applications, &[1, 2]);
    }
    assert_eq!(published(&court, &[]), (Vec::new(), Vec::new()));
    let told = "untrusted vote: 1 of 3 accusers; 1 owners accuse it, of whom those of one network count little";
    assert_eq!(court.told(UntrustedVote, INNOCENT), told);
}

#[test]
fn fifty_fresh_accounts_of_one_network_are_not_heard() {
    let mut court = Court::of(9);
    let fresh = |number| OwnerFacts { created: NOW, made_from: Some(network(7)), active_days: 1, ..owner(number) };
    court.owners.extend((100..150).map(fresh));
    court.accuse(EvidenceKind::Ban, INNOCENT, 100..150, &[1, 2]);
    assert_eq!(published(&court, &[]), (Vec::new(), Vec::new()));
    let refused: Vec<_> = (100..150).map(|owner| (owner, OwnerRefusal::Burst)).collect();
    assert_eq!(court.jury().refused(), refused);
    let told = "untrusted vote: 0 of 3 accusers; no evidence of it is heard; \
                not heard: 100 rows of owners who do not count";
    assert_eq!(court.told(UntrustedVote, INNOCENT), told);
    // Made one by one, they are too young; of age and active, those of one network are one accuser.
    court.owners[9..].iter_mut().for_each(|owner| owner.made_from = None);
    let young = OwnerRefusal::Young(Moment(NOW.0 + 14 * 86_400));
    assert_eq!(court.jury().refused(), (100..150).map(|owner| (owner, young)).collect::<Vec<_>>());
    for owner in &mut court.owners[9..] {
        (owner.created, owner.active_days, owner.reports_from) = (Moment(0), 30, Some(network(7)));
    }
    let tally = court.tally(UntrustedVote, INNOCENT);
    assert_eq!((tally.accusers, tally.needed, tally.owners), (1, 20, 50));
    assert_eq!((published(&court, &[]).0, tally.fault), (Vec::new(), Some(TallyFault::Accusers)));
}

#[test]
fn echoes_of_our_lists_are_no_evidence() {
    let with_module = |module: &str| Ban { module: module.to_owned(), ..ban(peer()) };
    let by_rules = Ban { is_by_rules: true, ..ban(peer()) };
    assert_eq!(RecordEvidence::of_ban(&by_rules), Err(NoEvidence::Echo));
    for module in ["a.IPBlackList", "a.AutoRangeBan", "a.BtnNetworkOnline", "a.PeerIdBlacklist"] {
        assert_eq!(RecordEvidence::of_ban(&with_module(module)), Err(NoEvidence::Module), "{module}");
    }
    let idle = ban(ReportedPeer { to_peer: EVIDENCE_FLOOR, ..peer() });
    assert_eq!(RecordEvidence::of_ban(&idle), Err(NoEvidence::Bytes));
}

#[test]
fn whom_everybody_bans_may_still_never_be_listed() {
    let mut court = Court::of(9);
    let victims = [
        ("8.8.8.8", NeverReason::WellKnown("Google Public DNS")),
        ("60.1.0.7", NeverReason::Participant),
        ("61.0.3.4", NeverReason::Protected),
        ("100.64.0.1", NeverReason::Special("shared by the customers of a provider")),
        ("192.168.0.1", NeverReason::Special("private use")),
        ("198.51.100.7", NeverReason::Special("documentation")),
        ("2002:3c01:7::", NeverReason::Special("6to4")),
        ("fe80::", NeverReason::NotGlobal),
    ];
    for (victim, _) in victims {
        court.accuse(EvidenceKind::Ban, victim, 1..=9, &[1, 2]);
    }
    let (listed, alerts) = published(&court, &[]);
    let mut expected: Vec<_> = victims
        .iter()
        .map(|(victim, reason)| {
            let length = if victim.contains(':') { 64 } else { 32 };
            let network = format!("{victim}/{length}").parse().unwrap();
            ListAlert { network, reason: *reason, analysis: Some(UntrustedVote) }
        })
        .collect();
    expected.sort();
    assert_eq!((listed, alerts), (Vec::new(), expected));
}

#[test]
fn operators_cannot_list_them_either() {
    for network in ["192.168.0.0/16", "0.0.0.0/0", "60.0.0.0/15", "2a00::/32"] {
        assert_eq!(RuleContent::parse("deny", network), Err(RuleFault::TooWide), "{network}");
    }
    // What has come into the database some other way, too.
    let denied = |network: &str| ManualRule {
        content: RuleContent::Deny(network.parse().unwrap()),
        until: Moment(NOW.0 + 86_400),
    };
    let rules = [
        denied("192.168.0.0/16"),
        denied("0.0.0.0/0"),
        denied("60.2.0.0/15"),
        rule("deny", PARTICIPANT),
        rule("deny", "60.1.0.0/24"),
        rule("deny", "::ffff:60.1.0.7"),
        rule("deny", "8.8.8.8"),
        rule("deny", "60.9.0.9"),
    ];
    let (listed, alerts) = published(&Court::of(9), &rules);
    let alert = |network: &str, reason| ListAlert { network: network.parse().unwrap(), reason, analysis: None };
    let expected = [
        alert("0.0.0.0/0", NeverReason::Special("this network")),
        alert("8.8.8.8/32", NeverReason::WellKnown("Google Public DNS")),
        alert("60.1.0.0/24", NeverReason::Participant),
        alert("60.1.0.7/32", NeverReason::Participant),
        alert("60.2.0.0/15", NeverReason::TooWide),
        alert("192.168.0.0/16", NeverReason::Special("private use")),
    ];
    assert_eq!((listed, alerts), (vec!["60.9.0.9/32".to_owned()], expected.to_vec()));
    let told = expected.map(|alert| alert.reason.to_string());
    assert_eq!(told[2], "a participant is there");
}

#[test]
fn a_list_that_would_grow_by_half_is_refused() {
    let size = |entries| ListSize { entries, ipv4_addresses: 0 };
    let refusal = size(1500).check_after(size(1000));
    assert_eq!(refusal, Err(PublishRefusal::Share { last: 1000, this: 1500 }));
    assert_eq!(size(0).check_after(size(1000)), Ok(()));
}

#[test]
fn lies_about_the_time_are_not_heard() {
    let at = |last: i64| {
        let mut court = Court::of(9);
        let rows = [(1, 1), (2, 2), (3, 1)].map(|(owner, torrent)| row(EvidenceKind::Ban, INNOCENT, owner, torrent));
        court.rows.extend(rows.map(|row| Evidence { first: i64::MIN, last, ..row }));
        let tally = court.tally(UntrustedVote, INNOCENT);
        (published(&court, &[]).0.len(), tally.untimely, tally.seen.map(|(_, last)| last), tally.fault)
    };
    let evidence = Some(TallyFault::Evidence);
    for last in [i64::MIN, 0, NOW_MILLIS - 14 * DAY - 1, NOW_MILLIS + 3_600_001, i64::MAX] {
        assert_eq!(at(last), (0, 3, None, evidence), "{last}");
    }
    // A little ahead is now: nothing is kept longer for it.
    assert_eq!(at(NOW_MILLIS + 3_600_000), (1, 0, Some(NOW_MILLIS), None));
}

#[test]
fn an_owner_who_is_never_borne_out_weighs_nothing() {
    let mut court = Court::of(3);
    for host in 1..=200 {
        court.accuse(EvidenceKind::Ban, &format!("60.0.0.{host}"), [1], &[1, 2, 3]);
    }
    assert_eq!(published(&court, &[]), (Vec::new(), Vec::new()));
    assert_eq!(court.tally(UntrustedVote, INNOCENT).fault, Some(TallyFault::Accusers));
}

//! What is on the lists, and how they are written.

use std::collections::BTreeSet;

use afisha::btn::analysis::{Analysis, Suspect};
use afisha::btn::lists::{
    AllowList, DenyList, ListAlert, ListSources, ManualRule, NeverList, NeverReason, Participants, RuleContent,
    identity_rules, legacy_rules,
};
use afisha::btn::{AddressHash, PeerAddress, ServerKey};
use afisha::catalog::Moment;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::court::{NET, NOW, NOW_MILLIS};

/// 2027-01-29, two weeks after the present of the tests.
const UNTIL: Moment = Moment(NOW.0 + 14 * 86_400);

pub fn key() -> ServerKey {
    ServerKey::parse(&"a".repeat(64)).unwrap()
}

pub fn hashes(key: &ServerKey, addresses: &[&str]) -> BTreeSet<AddressHash> {
    addresses.iter().map(|text| key.of_address(PeerAddress::parse(text).unwrap().cut())).collect()
}

fn suspect(analysis: Analysis, network: &str, accusers: usize) -> Suspect {
    Suspect {
        analysis,
        network: network.parse().unwrap(),
        accusers,
        torrents: 3,
        net: NET,
        first: NOW_MILLIS,
        last: NOW_MILLIS,
        until: UNTIL,
        parts: Vec::new(),
    }
}

fn vote(network: &str, accusers: usize) -> Suspect {
    suspect(Analysis::UntrustedVote, network, accusers)
}

pub fn rule(kind: &str, text: &str) -> ManualRule {
    ManualRule::new(RuleContent::parse(kind, text).unwrap(), UNTIL, NOW).unwrap()
}

/// Makes the list where `60.1.0.7` is a participant's.
fn list(suspects: &[Suspect], rules: &[ManualRule], most: usize) -> DenyList {
    let key = key();
    let hashes = hashes(&key, &["60.1.0.7"]);
    let never = NeverList::new(Participants { key: &key, hashes: &hashes }, []);
    DenyList::new(&ListSources { suspects, rules, never: &never, most, now: NOW })
}

fn networks(list: &DenyList) -> Vec<String> {
    list.entries.iter().map(|entry| entry.network.to_string()).collect()
}

#[test]
fn lists_are_written_as_clients_read_them() {
    let suspects = [
        suspect(Analysis::OverDownload, "2a00:0:0:12::/64", 4),
        vote("60.0.0.200/32", 5),
        vote("60.0.0.7/32", 3),
        vote("60.0.2.0/24", 7),
    ];
    let list = list(&suspects, &[rule("deny", "60.0.0.9")], 20_000);
    let text = list.text();
    let expected = "# untrusted vote: 3 owners, 3 torrents, until 2027-01-29\n60.0.0.7\n\
                    # manual rule, until 2027-01-29\n60.0.0.9\n\
                    # untrusted vote: 5 owners, 3 torrents, until 2027-01-29\n60.0.0.200\n\
                    # untrusted vote: 7 owners, 3 torrents, until 2027-01-29\n60.0.2.0/24\n\
                    # over-download: 4 owners, 3 torrents, until 2027-01-29\n2a00:0:0:12::/64\n";
    assert_eq!(text.body, expected);
    let digest: String = Sha256::digest(expected)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(text.version, digest);
    assert_eq!((list.size().entries, list.size().ipv4_addresses), (5, 259));
}

#[test]
fn no_remark_is_longer_than_120_bytes() {
    let most =
        |analysis| Suspect { torrents: usize::MAX, until: Moment::MAX, ..suspect(analysis, "60.0.0.7/32", usize::MAX) };
    for analysis in Analysis::ALL {
        let body = list(&[most(analysis)], &[], 1).text().body;
        assert!(body.lines().all(|line| line.len() <= 120), "{body}");
    }
}

#[test]
fn an_empty_list_is_a_list() {
    let text = list(&[], &[], 20_000).text();
    assert_eq!((text.body.as_str(), text.version.as_str()), ("", "e3b0c44298fc1c14"));
}

#[test]
fn a_network_is_listed_once_for_the_strongest_reason() {
    let suspects = [vote("60.0.0.7/32", 3), suspect(Analysis::FakeName, "60.0.0.7/32", 4), vote("60.0.0.0/24", 3)];
    let inner = list(&suspects[..2], &[], 20_000);
    assert_eq!(inner.entries.iter().map(|entry| entry.reason.category()).collect::<Vec<_>>(), ["fake name"]);
    assert_eq!(networks(&list(&suspects, &[rule("deny", "60.0.0.7")], 20_000)), ["60.0.0.0/24"]);
}

#[test]
fn what_there_is_no_room_for_is_the_weakest() {
    let suspects = [vote("60.0.0.1/32", 3), vote("60.0.0.2/32", 9), vote("60.0.0.3/32", 5), vote("60.0.9.0/24", 4)];
    // The network is as strong as the rule for a part of it.
    let list = list(&suspects, &[rule("deny", "60.0.8.8"), rule("deny", "60.0.9.9")], 3);
    assert_eq!(networks(&list), ["60.0.0.2/32", "60.0.8.8/32", "60.0.9.0/24"]);
    assert_eq!(list.left_out, 2);
}

#[test]
fn an_allowed_network_is_listed_by_operators_only() {
    let parts: Vec<_> = (1..=8).map(|host| vote(&format!("60.0.0.{host}/32"), 5)).collect();
    let suspects = [Suspect { parts, ..vote("60.0.0.0/24", 5) }, vote("60.0.1.7/32", 5)];
    let rules = [rule("allow", "60.0.0.7"), rule("allow", "60.0.1.0/24"), rule("deny", "60.0.1.9")];
    let list = list(&suspects, &rules, 20_000);
    let expected: Vec<_> = [1, 2, 3, 4, 5, 6, 8].iter().map(|host| format!("60.0.0.{host}/32")).collect();
    assert_eq!(networks(&list), [expected, vec!["60.0.1.9/32".to_owned()]].concat());
    assert_eq!(list.alerts, []);
}

#[test]
fn a_network_with_a_participant_is_listed_by_its_other_addresses() {
    let parts: Vec<_> = (1..=8).map(|host| vote(&format!("60.1.0.{host}/32"), 5)).collect();
    let list = list(&[Suspect { parts, ..vote("60.1.0.0/24", 5) }], &[], 20_000);
    let expected: Vec<_> = [1, 2, 3, 4, 5, 6, 8].iter().map(|host| format!("60.1.0.{host}/32")).collect();
    assert_eq!(networks(&list), expected);
    let alert = |network: &str| ListAlert {
        network: network.parse().unwrap(),
        reason: NeverReason::Participant,
        analysis: Some(Analysis::UntrustedVote),
    };
    assert_eq!(list.alerts, [alert("60.1.0.0/24"), alert("60.1.0.7/32")]);
}

#[test]
fn what_has_ended_is_on_no_list() {
    let ended = ManualRule { until: NOW, ..rule("deny", "60.0.0.9") };
    let allow = ManualRule { until: NOW, ..rule("allow", "60.0.0.9") };
    let list = list(&[Suspect { until: NOW, ..vote("60.0.0.7/32", 3) }], &[ended, allow.clone()], 20_000);
    assert_eq!((list, AllowList::new(&[allow], 9, NOW)), (DenyList::default(), AllowList::default()));
}

#[test]
fn the_allow_list_has_what_operators_rule() {
    let rules = ["60.0.0.7", "60.0.0.0/24", "2a00::/48", "60.0.0.0/24"].map(|network| rule("allow", network));
    let text = AllowList::new(&rules, 20_000, NOW).text();
    let remark = "# manual rule, until 2027-01-29\n";
    assert_eq!(text.body, format!("{remark}60.0.0.0/24\n{remark}2a00::/48\n"));
}

#[test]
fn documents_of_rules_have_every_member() {
    let starts = r#"{"method":"STARTS_WITH","content":"-xx"}"#;
    let length = r#"{"method":"LENGTH","min":1,"max":3}"#;
    let rules = [
        rule("port", "22"),
        rule("port", "1"),
        rule("peer_id", starts),
        rule("peer_id", starts),
        rule("client_name", length),
        rule("deny", "60.0.0.9"),
        ManualRule { until: NOW, ..rule("port", "80") },
    ];
    let deny = list(&[vote("60.0.2.0/24", 7)], &rules, 20_000);
    let mut expected = json!({
        "ip": {"manual rule": ["60.0.0.9"], "untrusted vote": ["60.0.2.0/24"]},
        "port": {"manual rule": [1, 22]},
        "peer_id": {"manual rule": [starts]},
        "client_name": {"manual rule": [length]},
        "script": {},
    });
    assert_document(&legacy_rules(&deny, &rules, NOW), &expected);
    expected["ip"] = json!({});
    assert_document(&identity_rules(&rules, NOW), &expected);
    let empty = json!({"ip": {}, "port": {}, "peer_id": {}, "client_name": {}, "script": {}});
    assert_document(&identity_rules(&[], NOW), &empty);
}

/// Checks a document and its version, which is made of all the rest.
fn assert_document(document: &afisha::btn::lists::PublishedList, expected: &Value) {
    let mut members: Value = serde_json::from_str(&document.body).unwrap();
    let version = members.as_object_mut().unwrap().remove("version");
    assert_eq!((&members, version), (expected, Some(json!(document.version))));
    let rest = document.body.replacen(&format!(r#""version":"{}","#, document.version), "", 1);
    let digest: String = Sha256::digest(rest)[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(document.version, digest);
}

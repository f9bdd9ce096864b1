//! Rules as documents of JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::catalog::Moment;

use super::deny_list::{DenyList, RULE_CATEGORY};
use super::manual::{ManualRule, RuleContent};
use super::network::written;
use super::text::{PublishedList, version};

/// A document. Every member is there, as a map: without one, clients reject the whole.
#[derive(Serialize)]
struct RulesMembers {
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    ip: BTreeMap<&'static str, Vec<String>>,
    port: BTreeMap<&'static str, BTreeSet<u16>>,
    peer_id: BTreeMap<&'static str, BTreeSet<String>>,
    client_name: BTreeMap<&'static str, BTreeSet<String>>,
    /// Nothing that clients would run.
    script: BTreeMap<&'static str, String>,
}

/// Writes the rules of peer ids, names of programs and ports for clients that get networks as texts.
pub fn identity_rules(rules: &[ManualRule], now: Moment) -> PublishedList {
    document(BTreeMap::new(), rules, now)
}

/// Writes the rules for clients that get one document.
pub fn legacy_rules(deny: &DenyList, rules: &[ManualRule], now: Moment) -> PublishedList {
    let mut networks: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for entry in &deny.entries {
        networks.entry(entry.reason.category()).or_default().push(written(&entry.network));
    }
    document(networks, rules, now)
}

fn document(ip: BTreeMap<&'static str, Vec<String>>, rules: &[ManualRule], now: Moment) -> PublishedList {
    let empty = BTreeMap::new;
    let mut members = RulesMembers {
        version: None,
        ip,
        port: BTreeMap::new(),
        peer_id: empty(),
        client_name: empty(),
        script: BTreeMap::new(),
    };
    for rule in rules.iter().filter(|rule| rule.until > now) {
        match &rule.content {
            RuleContent::Deny(_) | RuleContent::Allow(_) => {}
            RuleContent::Port(port) => _ = members.port.entry(RULE_CATEGORY).or_default().insert(*port),
            RuleContent::PeerId(matcher) => {
                members.peer_id.entry(RULE_CATEGORY).or_default().insert(matcher.to_json());
            }
            RuleContent::ClientName(matcher) => {
                members.client_name.entry(RULE_CATEGORY).or_default().insert(matcher.to_json());
            }
        }
    }
    let version = version(&json(&members));
    members.version = Some(version.clone());
    PublishedList { version, body: json(&members) }
}

#[expect(clippy::expect_used, reason = "texts and numbers are written always")]
fn json(members: &RulesMembers) -> String {
    serde_json::to_string(members).expect("JSON")
}

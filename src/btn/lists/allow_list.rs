//! Who is never banned.

use std::collections::BTreeMap;

use ipnet::IpNet;

use crate::catalog::Moment;

use super::deny_list::rule_remark;
use super::manual::{ManualRule, RuleContent};
use super::network::canonical;
use super::text::PublishedList;

/// Who is never banned: what operators rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowList {
    /// The networks, in order, and when their rules end.
    pub entries: Vec<(IpNet, Moment)>,
}

impl AllowList {
    /// Makes the list from nothing, of the rules that have not ended; at most so many entries.
    pub fn new(rules: &[ManualRule], most: usize, now: Moment) -> Self {
        let mut ends: BTreeMap<IpNet, Moment> = BTreeMap::new();
        for rule in rules.iter().filter(|rule| rule.until > now) {
            if let RuleContent::Allow(network) = rule.content {
                let end = ends.entry(canonical(network)).or_insert(rule.until);
                *end = rule.until.max(*end);
            }
        }
        let mut entries: Vec<(IpNet, Moment)> = Vec::new();
        for (network, until) in ends {
            if !entries.last().is_some_and(|(outer, _)| outer.contains(&network)) {
                entries.push((network, until));
            }
        }
        entries.truncate(most);
        Self { entries }
    }

    /// Writes the text that clients read.
    pub fn text(&self) -> PublishedList {
        PublishedList::of_lines(self.entries.iter().map(|(network, until)| (rule_remark(*until), network)))
    }
}

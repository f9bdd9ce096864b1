//! Who is banned.

use std::cmp::Reverse;

use ipnet::IpNet;

use crate::btn::analysis::{Analysis, Suspect};
use crate::catalog::Moment;

use super::gate::ListSize;
use super::manual::{ManualRule, RuleContent};
use super::network::{canonical, ipv4_addresses, overlap};
use super::never::{NeverList, NeverReason};
use super::text::{PublishedList, day};

/// The most entries of a list unless the operator says otherwise: old clients run out of memory with more.
pub const MAX_ENTRIES: usize = 20_000;

/// What a deny list is made of.
#[derive(Clone, Copy)]
pub struct ListSources<'a> {
    /// What analyses found; without those that are only watched.
    pub suspects: &'a [Suspect],
    /// What operators rule.
    pub rules: &'a [ManualRule],
    /// What is never listed.
    pub never: &'a NeverList<'a>,
    /// The most entries.
    pub most: usize,
    /// The moment that the list is for.
    pub now: Moment,
}

/// Who is banned, and what was kept off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DenyList {
    /// In the order of addresses; no two have an address in common.
    pub entries: Vec<DenyEntry>,
    /// What the never-list kept off, in order.
    pub alerts: Vec<ListAlert>,
    /// How many entries there were no room for, the weakest.
    pub left_out: usize,
}

/// A network that is banned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DenyEntry {
    /// The network.
    pub network: IpNet,
    /// Why, and until when.
    pub reason: DenyReason,
}

/// Why a network is banned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DenyReason {
    /// An operator rules so.
    Rule {
        /// When the rule ends.
        until: Moment,
    },
    /// An analysis found it.
    Found {
        /// Which.
        analysis: Analysis,
        /// How many accusers count.
        accusers: usize,
        /// On how many torrents.
        torrents: usize,
        /// When it passes if nothing new is reported.
        until: Moment,
    },
}

/// Something was to be listed that never is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListAlert {
    /// The network.
    pub network: IpNet,
    /// Why it is not listed.
    pub reason: NeverReason,
    /// Which analysis found it; `None`: an operator rules so.
    pub analysis: Option<Analysis>,
}

/// How strong an entry is: those of operators are the strongest.
type EntryStrength = (bool, (usize, usize, i64), Reverse<Option<Analysis>>);

/// An entry with its strength.
type RankedEntry = (DenyEntry, EntryStrength);

impl DenyList {
    /// Makes the list from nothing: what is not in the sources is not on it.
    pub fn new(sources: &ListSources<'_>) -> Self {
        let mut list = Self::default();
        let allowed: Vec<IpNet> = live(sources).filter_map(|rule| allowed(&rule.content)).collect();
        let mut entries = Vec::new();
        for rule in live(sources) {
            if let RuleContent::Deny(network) = rule.content {
                let reason = DenyReason::Rule { until: rule.until };
                let strength = (true, (0, 0, 0), Reverse(None));
                let entry = DenyEntry { network: canonical(network), reason };
                entries.extend(list.admitted(entry, None, sources.never).then_some((entry, strength)));
            }
        }
        for suspect in sources.suspects.iter().filter(|suspect| suspect.until > sources.now) {
            list.add(suspect, &allowed, sources.never, &mut entries);
        }
        list.alerts.sort_unstable();
        list.alerts.dedup();
        let mut entries = apart(entries);
        list.left_out = entries.len().saturating_sub(sources.most);
        entries.sort_unstable_by_key(|(entry, strength)| (Reverse(*strength), entry.network));
        entries.truncate(sources.most);
        list.entries = entries.into_iter().map(|(entry, _)| entry).collect();
        list.entries.sort_unstable_by_key(|entry| entry.network);
        list
    }

    /// Adds a suspect, or, where it may not be listed whole, its parts.
    fn add(&mut self, suspect: &Suspect, allowed: &[IpNet], never: &NeverList<'_>, entries: &mut Vec<RankedEntry>) {
        let Suspect { analysis, network, accusers, torrents, until, .. } = *suspect;
        let entry = DenyEntry { network, reason: DenyReason::Found { analysis, accusers, torrents, until } };
        let is_allowed = allowed.iter().any(|allowed| overlap(allowed, &network));
        if !is_allowed && self.admitted(entry, Some(analysis), never) {
            entries.push((entry, (false, suspect.strength(), Reverse(Some(analysis)))));
        } else {
            suspect.parts.iter().for_each(|part| self.add(part, allowed, never, entries));
        }
    }

    /// Tells whether an entry may be on the list; leaves an alert where it may not.
    fn admitted(&mut self, entry: DenyEntry, analysis: Option<Analysis>, never: &NeverList<'_>) -> bool {
        let network = entry.network;
        let alert = never.hit(network).map(|reason| ListAlert { network, reason, analysis });
        self.alerts.extend(alert);
        alert.is_none()
    }

    /// Writes the text that clients read.
    pub fn text(&self) -> PublishedList {
        PublishedList::of_lines(self.entries.iter().map(|entry| (entry.reason.remark(), &entry.network)))
    }

    /// Returns how long the list is, for [`ListSize::check_after`].
    pub fn size(&self) -> ListSize {
        let addresses = self.entries.iter().map(|entry| ipv4_addresses(&entry.network)).sum();
        ListSize { entries: self.entries.len(), ipv4_addresses: addresses }
    }
}

impl DenyReason {
    /// Returns the category that clients show.
    pub fn category(self) -> &'static str {
        match self {
            Self::Rule { .. } => RULE_CATEGORY,
            Self::Found { analysis, .. } => analysis.name(),
        }
    }

    /// Returns what stands before the network on the list: our own words and numbers, at most 118 bytes.
    fn remark(self) -> String {
        match self {
            Self::Rule { until } => rule_remark(until),
            Self::Found { analysis, accusers, torrents, until } => {
                format!("{}: {accusers} owners, {torrents} torrents, until {}", analysis.name(), day(until))
            }
        }
    }
}

/// The category of what operators rule.
pub(super) const RULE_CATEGORY: &str = "manual rule";

/// Returns what stands before a network of a rule.
pub(super) fn rule_remark(until: Moment) -> String {
    format!("{RULE_CATEGORY}, until {}", day(until))
}

/// Returns the rules that have not ended.
fn live<'a>(sources: &ListSources<'a>) -> impl Iterator<Item = &'a ManualRule> {
    let now = sources.now;
    sources.rules.iter().filter(move |rule| rule.until > now)
}

fn allowed(content: &RuleContent) -> Option<IpNet> {
    match content {
        RuleContent::Allow(network) => Some(canonical(*network)),
        _ => None,
    }
}

/// Leaves out the weaker of two entries of one network, and what is inside of another entry, which then is as strong.
fn apart(mut entries: Vec<RankedEntry>) -> Vec<RankedEntry> {
    entries.sort_unstable_by_key(|(entry, strength)| (entry.network, Reverse(*strength)));
    let mut kept: Vec<RankedEntry> = Vec::with_capacity(entries.len());
    for (entry, strength) in entries {
        match kept.last_mut().filter(|(outer, _)| outer.network.contains(&entry.network)) {
            Some((_, outer)) => *outer = strength.max(*outer),
            None => kept.push((entry, strength)),
        }
    }
    kept
}

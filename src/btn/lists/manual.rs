//! Rules that operators make.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

use crate::catalog::{DAY_SECONDS, Moment};

use super::matcher::{MatcherFault, RuleMatcher};
use super::network::{canonical, is_too_wide};

/// How many days a rule may hold at most; an operator may make it again.
const MOST_DAYS: i64 = 366;

/// A rule that an operator makes. Every rule ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManualRule {
    /// What it is about.
    pub content: RuleContent,
    /// When it ends.
    pub until: Moment,
}

/// What a rule is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleContent {
    /// Peers of a network are banned.
    Deny(IpNet),
    /// Peers of a network are never banned, and analyses do not list it.
    Allow(IpNet),
    /// Peers at a port are banned.
    Port(u16),
    /// Peers with such ids are banned.
    PeerId(RuleMatcher),
    /// Peers with programs of such names are banned.
    ClientName(RuleMatcher),
}

/// Why a rule cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleFault {
    /// It would be over already, or hold too long.
    End,
    /// The text is no address and no network.
    Network,
    /// There are bits beyond the length of the network: which of the two is meant?
    HostBits,
    /// The network is wider than IPv4 /24 or IPv6 /48.
    TooWide,
    /// The text is no port.
    Port,
    /// The matcher is none.
    Matcher(MatcherFault),
    /// There is no such kind of rule.
    Kind,
}

impl ManualRule {
    /// Makes a rule now.
    ///
    /// # Errors
    /// It has no end to come, or one too far off.
    pub fn new(content: RuleContent, until: Moment, now: Moment) -> Result<Self, RuleFault> {
        let seconds = until.0.saturating_sub(now.0);
        let is_end = (1..=MOST_DAYS * DAY_SECONDS).contains(&seconds);
        if is_end { Ok(Self { content, until }) } else { Err(RuleFault::End) }
    }
}

impl RuleContent {
    /// Reads what [`Self::kind`] and [`Self::text`] write. Networks are read as operators write them: `60.0.0.7`,
    /// `60.0.0.0/24`, `2a00::/64`.
    ///
    /// # Errors
    /// It is no such thing. Whether a network may be listed is for the never-list to say.
    pub fn parse(kind: &str, text: &str) -> Result<Self, RuleFault> {
        match kind {
            "deny" => network(text).map(Self::Deny),
            "allow" => network(text).map(Self::Allow),
            "port" => text.parse().ok().filter(|port| *port > 0).map(Self::Port).ok_or(RuleFault::Port),
            "peer_id" => RuleMatcher::parse(text).map(Self::PeerId).map_err(RuleFault::Matcher),
            "client_name" => RuleMatcher::parse(text).map(Self::ClientName).map_err(RuleFault::Matcher),
            _ => Err(RuleFault::Kind),
        }
    }

    /// Returns the word for its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Deny(_) => "deny",
            Self::Allow(_) => "allow",
            Self::Port(_) => "port",
            Self::PeerId(_) => "peer_id",
            Self::ClientName(_) => "client_name",
        }
    }

    /// Returns the rest as a text.
    pub fn text(&self) -> String {
        match self {
            Self::Deny(network) | Self::Allow(network) => network.to_string(),
            Self::Port(port) => port.to_string(),
            Self::PeerId(matcher) | Self::ClientName(matcher) => matcher.to_json(),
        }
    }
}

fn network(text: &str) -> Result<IpNet, RuleFault> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    let network: IpNet = text.parse().or_else(|_| address()).map_err(|_| RuleFault::Network)?;
    if network.trunc() != network {
        return Err(RuleFault::HostBits);
    }
    let network = canonical(network);
    if is_too_wide(&network) { Err(RuleFault::TooWide) } else { Ok(network) }
}

impl fmt::Display for RuleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::End => write!(f, "a rule ends at a moment to come, within {MOST_DAYS} days"),
            Self::Network => f.write_str("this is no address and no network such as 60.0.0.0/24 or 2a00::/64"),
            Self::HostBits => f.write_str("the network has bits beyond its length"),
            Self::TooWide => f.write_str("the network is wider than any list may have: IPv4 /24, IPv6 /48"),
            Self::Port => f.write_str("a port is a number from 1 to 65535"),
            Self::Matcher(fault) => fault.fmt(f),
            Self::Kind => f.write_str("the kinds of rules are deny, allow, port, peer_id and client_name"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_as_they_are_written() {
        for (kind, text) in [
            ("deny", "60.0.0.7/32"),
            ("deny", "60.0.0.0/24"),
            ("allow", "2a00::/48"),
            ("port", "22"),
            ("peer_id", r#"{"method":"STARTS_WITH","content":"-xx"}"#),
            ("client_name", r#"{"method":"LENGTH","min":1,"max":3}"#),
        ] {
            let read = RuleContent::parse(kind, text).unwrap();
            assert_eq!((read.kind(), read.text().as_str()), (kind, text));
        }
        let mapped = RuleContent::parse("deny", "::ffff:60.0.0.7").map(|rule| rule.text());
        assert_eq!(mapped.as_deref(), Ok("60.0.0.7/32"));
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for (kind, text, expected) in [
            ("deny", "0.0.0.0/0", RuleFault::TooWide),
            ("deny", "60.0.0.0/15", RuleFault::TooWide),
            ("deny", "::ffff:0:0/96", RuleFault::TooWide),
            ("allow", "2a00::/47", RuleFault::TooWide),
            ("deny", "60.0.0.7/24", RuleFault::HostBits),
            ("deny", "60.0.*.*", RuleFault::Network),
            ("deny", "60.0.0.1-60.0.0.9", RuleFault::Network),
            ("deny", "", RuleFault::Network),
            ("port", "0", RuleFault::Port),
            ("port", "65536", RuleFault::Port),
            ("peer_id", "{}", RuleFault::Matcher(MatcherFault::Unknown)),
            ("script", "x", RuleFault::Kind),
        ] {
            assert_eq!(RuleContent::parse(kind, text), Err(expected), "{kind} {text}");
        }
    }

    #[test]
    fn every_rule_ends_within_a_year() {
        let made = |until| ManualRule::new(RuleContent::Port(22), Moment(until), Moment(1000)).map(|rule| rule.until);
        let most = 1000 + 366 * 86_400;
        assert_eq!([made(1001), made(most)], [Ok(Moment(1001)), Ok(Moment(most))]);
        assert_eq!([made(1000), made(most + 1), made(i64::MAX)], [Err(RuleFault::End); 3]);
    }
}

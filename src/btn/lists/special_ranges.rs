//! Ranges of addresses that are no peers' of the internet: those of the registries of IANA for special purposes.

use ipnet::IpNet;

/// Ranges by what they are for. Those of IPv6 beyond `2000::/3` are not here: none of it is for peers.
const RANGES: [(&str, &str); 23] = [
    ("0.0.0.0/8", "this network"),
    ("10.0.0.0/8", "private use"),
    ("100.64.0.0/10", "shared by the customers of a provider"),
    ("127.0.0.0/8", "loopback"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private use"),
    ("192.0.0.0/24", "protocol assignments"),
    ("192.31.196.0/24", "AS112"),
    ("192.52.193.0/24", "multicast tunnels"),
    ("192.88.99.0/24", "relays of 6to4"),
    ("192.168.0.0/16", "private use"),
    ("192.175.48.0/24", "AS112"),
    ("198.18.0.0/15", "benchmarks"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    // Among them Teredo, benchmarks and ORCHID.
    ("2001::/23", "protocol assignments"),
    ("2002::/16", "6to4"),
    ("2620:4f:8000::/48", "AS112"),
    ("192.0.2.0/24", DOCUMENTATION),
    ("198.51.100.0/24", DOCUMENTATION),
    ("203.0.113.0/24", DOCUMENTATION),
    ("2001:db8::/32", DOCUMENTATION),
    ("3fff::/20", DOCUMENTATION),
];
/// Where all IPv6 hosts of the internet are.
const GLOBAL_IPV6: &str = "2000::/3";
/// What ranges are for that only examples have.
const DOCUMENTATION: &str = "documentation";

/// Returns the ranges by what they are for; without those of documentation where lists may have them.
pub(super) fn ranges(with_documentation: bool) -> Vec<(IpNet, &'static str)> {
    let kept = RANGES.iter().filter(|(_, purpose)| with_documentation || *purpose != DOCUMENTATION);
    kept.map(|(range, purpose)| (parsed(range), *purpose)).collect()
}

/// Returns where all IPv6 hosts of the internet are.
pub(super) fn global_ipv6() -> IpNet {
    parsed(GLOBAL_IPV6)
}

#[expect(clippy::expect_used, reason = "the tables above have networks, which a test reads")]
fn parsed(range: &str) -> IpNet {
    range.parse().expect("a network")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_networks_without_bits_of_hosts() {
        assert!(ranges(true).iter().all(|(range, _)| range.trunc() == *range));
        assert_eq!((ranges(true).len(), ranges(false).len()), (23, 18));
        assert_eq!(global_ipv6().to_string(), "2000::/3");
    }
}

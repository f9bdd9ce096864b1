//! Networks, as lists have them.

use std::net::{IpAddr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net};

/// Bits before an IPv4 address that stands in an IPv6 one.
const MAPPED_BITS: u8 = 96;

/// Returns the network without bits of hosts; IPv4 in IPv6 is that IPv4 network.
pub(super) fn canonical(network: IpNet) -> IpNet {
    let mapped = match network {
        IpNet::V6(v6) => v6.addr().to_ipv4_mapped().zip(v6.prefix_len().checked_sub(MAPPED_BITS)),
        IpNet::V4(_) => None,
    };
    let mapped = mapped.and_then(|(address, length)| Ipv4Net::new(address, length).ok());
    mapped.map_or(network, IpNet::from).trunc()
}

/// Tells whether networks have an address in common: one of the two then is in the other.
pub(super) fn overlap(one: &IpNet, other: &IpNet) -> bool {
    one.contains(other) || other.contains(one)
}

/// Tells whether it is wider than any list may have: IPv4 /24, IPv6 /48.
pub(super) fn is_too_wide(network: &IpNet) -> bool {
    match network {
        IpNet::V4(network) => network.prefix_len() < 24,
        IpNet::V6(network) => network.prefix_len() < 48,
    }
}

/// Writes a network as clients read it: in lower case, shortened, an address without its length.
pub(super) fn written(network: &IpNet) -> String {
    if network.prefix_len() == network.max_prefix_len() { network.addr().to_string() } else { network.to_string() }
}

/// Returns how many IPv4 addresses a network has.
pub(super) fn ipv4_addresses(network: &IpNet) -> u64 {
    match network {
        IpNet::V4(network) => 1 << (network.max_prefix_len() - network.prefix_len()),
        IpNet::V6(_) => 0,
    }
}

/// Returns the hosts of a network that participants may be: the IPv4 addresses, or the IPv6 /64 networks.
pub(super) fn participants_of(network: &IpNet) -> Box<dyn Iterator<Item = IpAddr>> {
    match *network {
        IpNet::V4(network) => {
            let (first, last) = (network.network().to_bits(), network.broadcast().to_bits());
            Box::new((first..=last).map(|bits| IpAddr::V4(bits.into())))
        }
        IpNet::V6(network) => {
            let (first, last) = (network.network().to_bits() >> 64, network.broadcast().to_bits() >> 64);
            Box::new((first..=last).map(|bits| IpAddr::V6(Ipv6Addr::from_bits(bits << 64))))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(text: &str) -> IpNet {
        text.parse().unwrap()
    }

    #[test]
    fn networks_are_written_in_one_way() {
        for (text, expected) in [
            ("60.0.0.7/32", "60.0.0.7"),
            ("60.0.0.7/24", "60.0.0.0/24"),
            ("2A00:0:0:0:0:0:0:1/64", "2a00::/64"),
            ("2a00::1/128", "2a00::1"),
            ("::ffff:60.0.0.7/128", "60.0.0.7"),
            ("::ffff:60.0.0.7/120", "60.0.0.0/24"),
            ("::ffff:0:0/96", "0.0.0.0/0"),
            ("::ffff:0:0/95", "::fffe:0:0/95"),
            ("::/0", "::/0"),
        ] {
            assert_eq!(written(&canonical(network(text))), expected, "{text}");
        }
    }

    #[test]
    fn the_hosts_of_a_network_are_counted_out() {
        let hosts = |text| participants_of(&network(text)).map(|host| host.to_string()).collect::<Vec<_>>();
        assert_eq!(hosts("60.0.0.254/31"), ["60.0.0.254", "60.0.0.255"]);
        assert_eq!(hosts("2a00::/63"), ["2a00::", "2a00:0:0:1::"]);
        assert_eq!(hosts("2a00::7/128"), ["2a00::"]);
        assert_eq!((hosts("255.255.255.0/24").len(), hosts("2a00::/56").len()), (256, 256));
        assert_eq!(["60.0.0.0/24", "60.0.0.1/32", "::/0"].map(|text| ipv4_addresses(&network(text))), [256, 1, 0]);
    }
}

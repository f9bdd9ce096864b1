//! Networks, as several settings name them.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

use super::word::TextKind;

/// The bits before the IPv4 address in an IPv4 address mapped into IPv6.
const MAPPED_BITS: u8 = 96;

/// A network, of either address family.
pub(in crate::config) struct Network;

impl TextKind for Network {
    type Value = IpNet;

    fn accepts() -> String {
        "a network or an address, such as 10.54.0.0/16, 2001:db8::/32 or 192.0.2.7".to_owned()
    }

    fn accepts_list() -> String {
        "a list of networks, such as [\"10.54.0.0/16\", \"2001:db8::/32\", \"192.0.2.7\"]".to_owned()
    }

    fn parse(text: &str) -> Option<IpNet> {
        parse(text)
    }

    fn write(value: &IpNet) -> String {
        value.to_string()
    }
}

/// Reads a network or a lone address. Bits past the prefix are dropped; a network of IPv4 addresses mapped into IPv6
/// becomes the IPv4 network, for that is how the addresses of clients are looked at.
fn parse(text: &str) -> Option<IpNet> {
    let network = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).ok()?.trunc();
    match (network.addr().to_canonical(), network.prefix_len().checked_sub(MAPPED_BITS)) {
        (IpAddr::V4(v4), Some(prefix)) if network.addr().is_ipv6() => Ipv4Net::new(v4, prefix).ok().map(IpNet::V4),
        _ => Some(network),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_read_as_clients_are_looked_at() {
        for (text, expected) in [
            ("10.54.3.2/16", Some("10.54.0.0/16")),
            ("192.0.2.7", Some("192.0.2.7/32")),
            ("2001:db8::1", Some("2001:db8::1/128")),
            ("::/0", Some("::/0")),
            ("::ffff:10.0.0.0/104", Some("10.0.0.0/8")),
            ("::ffff:10.0.0.1", Some("10.0.0.1/32")),
            ("10.0.0/8", None),
            ("10.0.0.0/33", None),
            ("localhost", None),
            ("", None),
        ] {
            assert_eq!(parse(text).map(|network| network.to_string()).as_deref(), expected, "{text}");
        }
    }
}

//! The address of a reported peer.

use std::net::{IpAddr, Ipv6Addr};

/// The address of a peer, as it is kept: an IPv4 address in an IPv6 one is that IPv4 address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerAddress(IpAddr);

impl PeerAddress {
    /// Reads an address as clients write it: with a zone, in brackets, in upper case. `None`: it is none, such as the name of
    /// a host.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
        let text = text.split_once('%').map_or(text, |(address, _)| address);
        text.parse::<IpAddr>().ok().map(Self::from)
    }

    /// Returns the address.
    pub fn get(self) -> IpAddr {
        self.0
    }

    /// Tells whether the address can be that of a host of the public internet: it is of none of the ranges that are for
    /// other purposes.
    pub fn is_public(self) -> bool {
        match self.0 {
            IpAddr::V4(address) => {
                !(address.is_private()
                    || address.is_loopback()
                    || address.is_link_local()
                    || address.is_multicast()
                    || address.is_broadcast()
                    || address.is_unspecified())
            }
            IpAddr::V6(address) => {
                !(address.is_loopback()
                    || address.is_unspecified()
                    || address.is_multicast()
                    || address.is_unique_local()
                    || address.is_unicast_link_local())
            }
        }
    }

    /// Returns the network that snapshots keep in the place of the address: IPv6 cut to 64 bits, IPv4 whole.
    pub fn cut(self) -> Self {
        match self.0 {
            IpAddr::V4(_) => self,
            IpAddr::V6(address) => Self(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into()),
        }
    }
}

impl From<IpAddr> for PeerAddress {
    fn from(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<String> {
        PeerAddress::parse(text).map(|address| address.get().to_string())
    }

    #[test]
    fn addresses_are_read_however_clients_write_them() {
        for (text, expected) in [
            ("198.51.100.7", Some("198.51.100.7")),
            (" 198.51.100.7 ", Some("198.51.100.7")),
            ("2001:DB8:12:34:0:0:0:1", Some("2001:db8:12:34::1")),
            ("[2001:db8::1]", Some("2001:db8::1")),
            ("fe80::1%eth0", Some("fe80::1")),
            ("[fe80::1%25eth0]", Some("fe80::1")),
            ("::ffff:198.51.100.7", Some("198.51.100.7")),
            ("CE67:...", None),
            ("abcdefgh.b32.i2p", None),
            ("198.51.100", None),
            ("", None),
        ] {
            assert_eq!(parsed(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn what_no_peer_of_the_internet_has_is_known() {
        let is_public = |text: &str| PeerAddress::parse(text).unwrap().is_public();
        for text in ["10.0.0.1", "192.168.1.1", "127.0.0.1", "169.254.1.1", "224.0.0.1", "0.0.0.0", "255.255.255.255"] {
            assert!(!is_public(text), "{text}");
        }
        for text in ["::1", "::", "ff02::1", "fd00::1", "fe80::1", "::ffff:10.0.0.1"] {
            assert!(!is_public(text), "{text}");
        }
        // Those of documentation are for tests and examples, and left out of lists alone.
        assert!(is_public("198.51.100.7") && is_public("2001:db8::1") && is_public("8.8.8.8"));
    }

    #[test]
    fn snapshots_keep_networks_of_ipv6() {
        let cut = |text: &str| PeerAddress::parse(text).unwrap().cut().get().to_string();
        assert_eq!(cut("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(cut("198.51.100.7"), "198.51.100.7");
    }
}

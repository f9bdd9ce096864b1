//! Addresses to listen at.

use std::net::SocketAddr;

use super::word::TextKind;

/// An IP address and a port.
pub(in crate::config) struct Address;

impl TextKind for Address {
    type Value = SocketAddr;

    fn accepts() -> String {
        "an IP address and a port, such as 0.0.0.0:8080 or [::]:8080".to_owned()
    }

    fn parse(text: &str) -> Option<SocketAddr> {
        text.trim().parse().ok()
    }

    fn write(value: &SocketAddr) -> String {
        value.to_string()
    }
}

//! Where operations are served.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::declare::settings;
use super::kinds::{Address, OrEmpty};

/// The port of operations where the operator names none.
const DEFAULT_PORT: u16 = 9180;

settings! {
    /// Where operations are served.
    pub struct OperationsSettings {
        /// Address and port on which to serve `/healthz`, `/readyz` and `/metrics`; if empty, they are not served. Everyone
        /// who can connect may read them, so keep the port away from clients.
        "ops_listen" => listen: Option<SocketAddr> = Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), DEFAULT_PORT)), OrEmpty<Address>;
    }
}

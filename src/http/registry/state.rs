//! What the Registry answers from.

use actix_web::HttpRequest;
use actix_web::web::Data;
use ipnet::IpNet;

use crate::clock::Clock;
use crate::http::route::door_state;
use crate::registry::Registry;

/// What the door may see; built once.
#[derive(Debug)]
pub struct RegistryService {
    /// What it knows.
    pub registry: Registry,
    /// What time it is.
    pub clock: Clock,
    /// Proxies whose word on the client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Where the routes begin.
    pub base: String,
}

impl RegistryService {
    /// Returns what a request of this door is answered from.
    pub(super) fn of(request: &HttpRequest) -> &Data<Self> {
        door_state(request)
    }
}

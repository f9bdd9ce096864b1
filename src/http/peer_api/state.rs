//! What the door answers from.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Data;
use ipnet::IpNet;

use crate::clock::Clock;
use crate::http::pool::Pool;
use crate::http::route::door_state;
use crate::peer::{Gatekeeper, PeerBases};

/// What the door may see; built once.
#[derive(Debug)]
pub struct PeerApi {
    /// Who may ask.
    pub gate: Arc<Gatekeeper>,
    /// What is told.
    pub bases: Arc<dyn PeerBases>,
    /// What time it is.
    pub clock: Clock,
    /// Proxies whose word on the client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Where what takes long is done.
    pub pool: Arc<Pool>,
}

impl PeerApi {
    /// Returns what a request of this door is answered from.
    pub(super) fn of(request: &HttpRequest) -> &Data<Self> {
        door_state(request)
    }
}

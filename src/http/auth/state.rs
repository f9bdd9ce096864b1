//! What the door of tokens answers from.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Data;
use ipnet::IpNet;

use crate::clock::Clock;
use crate::http::route::door_state;
use crate::refresh::{Tokens, Viewers};
use crate::viewers::{Applications, Arrivals};

/// What the door may see; built once.
#[derive(Debug)]
pub struct AuthService {
    /// The applications whose boxes get tokens.
    pub applications: Applications,
    /// The new viewers of each network.
    pub arrivals: Arrivals,
    /// The issuer of tokens.
    pub tokens: Tokens,
    /// For how many seconds an access token is issued.
    pub access_seconds: u32,
    /// Who watches.
    pub viewers: Arc<Viewers>,
    /// What time it is.
    pub clock: Clock,
    /// Proxies whose word on the client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Where the routes begin.
    pub base: String,
}

impl AuthService {
    /// Returns what a request of this door is answered from.
    pub(super) fn of(request: &HttpRequest) -> &Data<Self> {
        door_state(request)
    }
}

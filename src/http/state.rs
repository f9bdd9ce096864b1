//! What every request can reach.

use std::num::NonZeroU32;
use std::sync::Arc;

use chrono_tz::Tz;
use ipnet::IpNet;

use crate::clock::Clock;
use crate::query::live::Live;
use crate::refresh::{Served, Viewers};

use super::pool::Pool;

/// What the doors share; built once, never changed but for what [`Live`] swaps.
#[derive(Debug)]
pub struct State {
    /// What is served now.
    pub live: Arc<Live<Served>>,
    /// Who watches.
    pub viewers: Arc<Viewers>,
    /// What time it is.
    pub clock: Clock,
    /// Proxies whose word on the client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// The zone of the days in requests.
    pub time_zone: Tz,
    /// Films a page where the request does not say.
    pub page_size: NonZeroU32,
    /// Where the routes begin: `/`, or a path without a slash at its end.
    pub base_path: String,
    /// Where what takes long is done.
    pub pool: Arc<Pool>,
}

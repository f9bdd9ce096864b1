//! What the Films API answers from.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Data;
use chrono_tz::Tz;
use ipnet::IpNet;

use crate::clock::Clock;
use crate::query::live::Live;
use crate::refresh::{Served, Viewers};

use crate::http::pool::Pool;

/// What the door may see; built once, never changed but for what [`Live`] swaps.
#[derive(Debug)]
pub struct FilmsApi {
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
    pub page_size: u32,
    /// Where the routes begin: `/`, or a path without a slash at its end.
    pub base_path: String,
    /// Where what takes long is done.
    pub pool: Arc<Pool>,
}

impl FilmsApi {
    /// Returns what a request of this door is answered from.
    #[expect(clippy::expect_used, reason = "the door is opened with its state")]
    pub(super) fn of(request: &HttpRequest) -> &Data<Self> {
        request.app_data().expect("the door has its state")
    }

    /// Returns what paths of the door begin with: nothing, or a path without a slash at its end.
    pub(in crate::http) fn base(&self) -> &str {
        self.base_path.trim_end_matches('/')
    }
}

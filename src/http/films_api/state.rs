//! What the Films API answers from.

use std::num::NonZeroU32;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Data;
use chrono_tz::Tz;
use ipnet::IpNet;

use crate::answer_cache::AnswerCache;
use crate::clock::Clock;
use crate::http::route::door_state;
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
    pub page_size: NonZeroU32,
    /// Where the routes begin: `/`, or a path without a slash at its end.
    pub base_path: String,
    /// Where below that the routes begin too, for each version: paths without a slash at their ends.
    pub version_paths: Vec<String>,
    /// Where what takes long is done.
    pub pool: Arc<Pool>,
    /// The answers that are kept; `None`: none are.
    pub answers: Option<Arc<AnswerCache>>,
}

impl FilmsApi {
    /// Returns what a request of this door is answered from.
    pub(super) fn of(request: &HttpRequest) -> &Data<Self> {
        door_state(request)
    }

    /// Returns what paths of the versions begin with: below the base, without a slash at their ends.
    pub(super) fn versions(&self) -> Vec<String> {
        let base = self.base();
        self.version_paths.iter().map(|path| format!("{base}{path}")).collect()
    }

    /// Returns what paths of the door begin with: nothing, or a path without a slash at its end.
    pub(in crate::http) fn base(&self) -> &str {
        self.base_path.trim_end_matches('/')
    }
}

//! What the door answers from.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::web::Data;
use ipnet::IpNet;
use url::Url;

use crate::btn::{BtnGate, ProfileChoice};
use crate::clock::Clock;
use crate::http::pool::Pool;
use crate::http::route::door_state;
use crate::refresh::{HeardParticipants, Reports, RuleLists, TakenCounts};
use crate::store::BtnStore;

/// What the door may see; built once.
#[derive(Debug)]
pub struct BtnApi {
    /// Who may report and ask.
    pub gate: Arc<BtnGate>,
    /// Where reports are left.
    pub reports: Reports,
    /// From where participants are heard of.
    pub heard: Arc<HeardParticipants>,
    /// What they get.
    pub lists: Arc<RuleLists>,
    /// How many records were taken, and how many were not.
    pub taken: Arc<TakenCounts>,
    /// Where the door is, as clients reach it.
    pub url: Url,
    /// What clients are offered.
    pub profile: ProfileChoice,
    /// The database of reports, for questions about addresses.
    pub store: BtnStore,
    /// Where it is waited for.
    pub queries: Arc<Pool>,
    /// What participants are told.
    pub notice: String,
    /// What time it is.
    pub clock: Clock,
    /// Proxies whose word on the client's address is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Where reports are read; boxes have another one, so that none of them waits for a report.
    pub pool: Arc<Pool>,
}

impl BtnApi {
    /// Returns what a request of this door is answered from.
    pub(super) fn of(request: &HttpRequest) -> &Data<Self> {
        door_state(request)
    }
}

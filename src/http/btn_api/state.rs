//! What the door answers from.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::HttpRequest;
use actix_web::web::Data;
use ipnet::IpNet;
use url::Url;

use crate::btn::report::{RecordFault, Refusals};
use crate::btn::{BtnGate, ProfileChoice};
use crate::clock::Clock;
use crate::http::pool::Pool;
use crate::http::route::door_state;
use crate::refresh::{Heard, Reports, RuleLists};

/// What the door may see; built once.
#[derive(Debug)]
pub struct BtnApi {
    /// Who may report and ask.
    pub gate: Arc<BtnGate>,
    /// Where reports are left.
    pub reports: Reports,
    /// From where participants are heard of.
    pub heard: Arc<Heard>,
    /// What they get.
    pub lists: Arc<RuleLists>,
    /// How many records were taken, and how many were not.
    pub taken: Arc<TakenCounts>,
    /// Where the door is, as clients reach it.
    pub url: Url,
    /// What clients are offered.
    pub profile: ProfileChoice,
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

/// Counts records since the start.
#[derive(Debug, Default)]
pub struct TakenCounts {
    taken: AtomicU64,
    /// By the place in [`RecordFault::ALL`].
    refused: [AtomicU64; RecordFault::ALL.len()],
}

impl TakenCounts {
    /// Counts what became of the records of a report.
    pub(super) fn add(&self, taken: u64, refused: Refusals) {
        self.taken.fetch_add(taken, Ordering::Relaxed);
        for (known, (_, count)) in self.refused.iter().zip(refused.by_reason()) {
            known.fetch_add(count, Ordering::Relaxed);
        }
    }

    /// Returns how many were taken.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Returns how many were not, by reason.
    pub fn refused(&self) -> impl Iterator<Item = (RecordFault, u64)> {
        RecordFault::ALL.into_iter().zip(self.refused.iter().map(|count| count.load(Ordering::Relaxed)))
    }
}

//! The way in: who asks, and what they send.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use ipnet::IpNet;

use crate::btn::{AppCredentials, ApplicationId, BtnGate, PeerAddress, RequestKind};
use crate::clock::Clock;
use crate::http::client;
use crate::http::connection::BodyGuard;
use crate::http::route::BodyLimits;

use super::fault::BtnFault;
use super::state::BtnApi;

/// The type of what clients send.
const JSON: &str = "application/json";
/// The body of a report: 20,000 peers take 1.8 MB, compressed.
pub(super) const REPORT: BodyLimits =
    BodyLimits { max_bytes: 8 * 1024 * 1024, time: Duration::from_secs(30), media_type: JSON };
/// The body of a sign of life.
pub(super) const HEARTBEAT: BodyLimits =
    BodyLimits { max_bytes: 4 * 1024, time: Duration::from_secs(10), media_type: JSON };

/// Who was let in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Participant {
    pub(super) application: ApplicationId,
    /// From where; `None`: nobody is sure.
    pub(super) address: Option<IpAddr>,
}

/// Lets a request in, and notes from where the application was heard of.
///
/// # Errors
/// Why it is not let in.
pub(super) fn enter(request: &HttpRequest, kind: RequestKind) -> Result<Participant, BtnFault> {
    let api = BtnApi::of(request);
    let address = client::address(request, &api.trusted_proxies);
    let now = api.clock.precise_now();
    let credentials = credentials(request.headers());
    let application = api.gate.admit(kind, address, credentials.as_ref(), now)?.0;
    if let Some(address) = address {
        api.heard.note(application, PeerAddress::from(address), api.clock.now());
    }
    Ok(Participant { application, address })
}

/// Returns what judges whether a body is read: large ones are read only for applications that are known.
pub(in crate::http) fn guard(api: &BtnApi) -> Arc<dyn BodyGuard> {
    let (gate, clock) = (Arc::clone(&api.gate), api.clock.clone());
    Arc::new(KnownSenders { gate, clock, trusted_proxies: api.trusted_proxies.clone() })
}

struct KnownSenders {
    gate: Arc<BtnGate>,
    clock: Clock,
    trusted_proxies: Vec<IpNet>,
}

impl BodyGuard for KnownSenders {
    fn admits(&self, peer: IpAddr, headers: &HeaderMap) -> bool {
        let address = client::behind(peer, headers, &self.trusted_proxies);
        self.gate.may_send(address, credentials(headers).as_ref(), self.clock.precise_now())
    }
}

fn credentials(headers: &HeaderMap) -> Option<AppCredentials> {
    AppCredentials::of(|given| headers.get(given.name()).and_then(|value| value.to_str().ok()))
}

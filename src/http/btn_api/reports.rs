//! What downloaders report: answered with 200 when it is on the disk.

use std::time::Duration;

use actix_web::web::{Bytes, Payload};
use actix_web::{HttpRequest, HttpResponse};
use tokio::time::timeout;

use crate::btn::RequestKind;
use crate::btn::report::{ReportFault, read_bans, read_histories, read_snapshot, read_swarm};
use crate::catalog::Moment;
use crate::http::body;
use crate::number::to_u64;
use crate::store::{IncomingReport, ReportContent};

use super::config::client;
use super::entry::{self, enter};
use super::fault::BtnFault;
use super::inflate::BodyCoding;
use super::reply::{self, TEXT};
use super::state::BtnApi;

/// How long a client is kept waiting for the disk: it gives up after 10 seconds without a byte.
const PATIENCE: Duration = Duration::from_secs(9);

/// Which report it is, by its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ReportKind {
    /// The peers of a moment.
    Snapshot,
    /// Bans as older clients report them, with the time of the report.
    LegacyBans,
    Histories,
    Bans,
    Swarm,
}

impl ReportKind {
    pub(super) const ALL: [Self; 5] = [Self::Snapshot, Self::LegacyBans, Self::Histories, Self::Bans, Self::Swarm];

    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Snapshot => "/ping/peers/submit",
            Self::LegacyBans => "/ping/bans/submit",
            Self::Histories => "/ping/histories/submit",
            Self::Bans => "/ping/syncBanHistory",
            Self::Swarm => "/ping/syncSwarm",
        }
    }

    /// Tells whether the releases that report wrong data report it here.
    fn is_spoilt_by_broken(self) -> bool {
        matches!(self, Self::Snapshot | Self::LegacyBans)
    }

    /// Reads a body that came now.
    fn read(self, body: &[u8], now: Moment) -> Result<ReportContent, ReportFault> {
        Ok(match self {
            Self::Snapshot => ReportContent::Snapshot(read_snapshot(body, now)?),
            Self::LegacyBans | Self::Bans => ReportContent::Bans(read_bans(body, self == Self::LegacyBans, now)?),
            Self::Histories => ReportContent::Histories(read_histories(body, now)?),
            Self::Swarm => ReportContent::Swarm(read_swarm(body, now)?),
        })
    }
}

/// Takes a report.
pub(super) async fn take(request: HttpRequest, payload: Payload, kind: ReportKind) -> Result<HttpResponse, BtnFault> {
    let participant = enter(&request, RequestKind::Report)?;
    if kind.is_spoilt_by_broken() && client(&request).is_broken() {
        return Err(BtnFault::Broken);
    }
    let coding = BodyCoding::of(&request)?;
    let sent = body::sent(&request, payload, &entry::REPORT).await?;
    let api = BtnApi::of(&request);
    let now = api.clock.now();
    let report = api
        .pool
        .run(move || {
            let plain: Bytes = coding.decode(sent)?;
            let content = kind.read(&plain, now).map_err(BtnFault::Report)?;
            Ok::<_, BtnFault>(IncomingReport::new(participant.application, &plain, content))
        })
        .await??;
    let (taken, refused) = (to_u64(report.records()), report.content.refused());
    if taken > 0 {
        timeout(PATIENCE, api.reports.submit(report)).await.map_err(|_| BtnFault::Full)??;
    }
    api.taken.add(taken, refused);
    Ok(reply::once(TEXT, Vec::new()))
}

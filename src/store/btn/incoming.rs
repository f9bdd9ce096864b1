//! Reports that come in.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::report_keys::ReportName;
use crate::btn::report::{Ban, PeerHistory, Refusals, ReportedPeer, SwarmPeer, TakenReport};
use crate::btn::{ApplicationId, TorrentIdentifier};

/// A report of an application that was read.
#[derive(Clone, Debug)]
pub struct IncomingReport {
    /// Whose it is.
    pub application: ApplicationId,
    /// By which it is known when it comes again.
    pub(super) digest: [u8; 32],
    /// Bytes of the body that it was read from.
    pub bytes: usize,
    /// What it says.
    pub content: ReportContent,
}

/// What a report says.
#[derive(Clone, Debug)]
pub enum ReportContent {
    /// The peers of a moment.
    Snapshot(TakenReport<ReportedPeer>),
    /// Bans.
    Bans(TakenReport<Ban>),
    /// What passed with each peer.
    Histories(TakenReport<PeerHistory>),
    /// The same, by downloader.
    Swarm(TakenReport<SwarmPeer>),
}

impl IncomingReport {
    /// Takes what was read from this body.
    pub fn new(application: ApplicationId, body: &[u8], content: ReportContent) -> Self {
        let digest = Sha256::new().chain_update(content.kind()).chain_update(body).finalize().into();
        Self { application, digest, bytes: body.len(), content }
    }

    /// Returns how many records it has.
    pub fn records(&self) -> usize {
        match &self.content {
            ReportContent::Snapshot(taken) => taken.records.len(),
            ReportContent::Bans(taken) => taken.records.len(),
            ReportContent::Histories(taken) => taken.records.len(),
            ReportContent::Swarm(taken) => taken.records.len(),
        }
    }

    /// Returns whose it is, and what tells it from their others.
    pub(super) fn name(&self) -> ReportName {
        let [a, b, c, d, e, f, g, h, ..] = self.digest;
        ReportName { application: self.application.0, report: i64::from_be_bytes([a, b, c, d, e, f, g, h]) }
    }
}

impl ReportContent {
    /// Returns how much of what came was left out, by reason.
    pub fn refused(&self) -> Refusals {
        match self {
            Self::Snapshot(taken) => taken.refused,
            Self::Bans(taken) => taken.refused,
            Self::Histories(taken) => taken.refused,
            Self::Swarm(taken) => taken.refused,
        }
    }

    /// Returns what no other kind begins with: one body may be of two kinds.
    fn kind(&self) -> &'static str {
        match self {
            Self::Snapshot(_) => "snapshot\0",
            Self::Bans(_) => "bans\0",
            Self::Histories(_) => "histories\0",
            Self::Swarm(_) => "swarm\0",
        }
    }

    /// Notes the torrents that rows will name, with the greatest size of each.
    pub(super) fn note_torrents(&self, sizes: &mut BTreeMap<TorrentIdentifier, i64>) {
        let mut note = |torrent: TorrentIdentifier, size: i64| {
            let known = sizes.entry(torrent).or_insert(size);
            *known = size.max(*known);
        };
        match self {
            Self::Snapshot(taken) => taken.records.iter().for_each(|peer| note(peer.torrent, peer.size)),
            Self::Bans(taken) => {
                let public = taken.records.iter().filter(|ban| !ban.peer.is_private);
                public.for_each(|ban| note(ban.peer.torrent, ban.peer.size));
            }
            Self::Histories(taken) => taken.records.iter().for_each(|history| note(history.torrent, history.size)),
            Self::Swarm(taken) => taken.records.iter().for_each(|swarm| note(swarm.peer.torrent, swarm.peer.size)),
        }
    }
}

//! What a report says.

use std::collections::BTreeMap;

use crate::btn::TorrentIdentifier;
use crate::btn::report::{Ban, PeerHistory, ReportedPeer, SwarmPeer, TakenReport};

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

impl ReportContent {
    /// Returns what no other kind begins with: one body may be of two kinds.
    pub(super) fn kind(&self) -> &'static str {
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

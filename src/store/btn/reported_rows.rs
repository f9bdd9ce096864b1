//! Rows made of what is reported. No two of them have one key: a statement of PostgreSQL writes no row twice.

use std::collections::BTreeMap;

use super::addresses::octets;
use super::report_keys::{ReportName, day};
use super::rolled_up::{PRIVATE_TORRENT, RolledUpEvidence};
use super::staged::{StagedBan, StagedHistory, StagedSnapshot, StagedSwarm};
use crate::btn::analysis::RecordEvidence;
use crate::btn::report::{Ban, PeerHistory, ReportedPeer, SwarmPeer, TakenReport};
use crate::btn::{ServerKey, TorrentIdentifier};
use crate::number::to_u64;

/// Characters of a peer id that tell histories apart.
const PEER_ID_PREFIX: usize = 8;

/// The numbers of the torrents that reports name.
pub(super) type TorrentNumbers = BTreeMap<TorrentIdentifier, i64>;

/// Rows of all reports that are written together, by the table.
pub(super) struct ReportedRows<'a> {
    torrents: &'a TorrentNumbers,
    key: &'a ServerKey,
    pub(super) snapshots: Vec<StagedSnapshot>,
    pub(super) bans: Vec<StagedBan>,
    pub(super) evidence: RolledUpEvidence,
    histories: BTreeMap<HistoryKey, StagedHistory>,
    swarms: BTreeMap<SwarmKey, StagedSwarm>,
}

/// Day, application, torrent, address, peer id and first meeting.
type HistoryKey = (i64, i64, i64, Vec<u8>, String, i64);
/// Day, application, downloader, torrent, address and port.
type SwarmKey = (i64, i64, i64, i64, Vec<u8>, i64);

impl<'a> ReportedRows<'a> {
    pub(super) fn new(torrents: &'a TorrentNumbers, key: &'a ServerKey) -> Self {
        let (histories, swarms) = (BTreeMap::new(), BTreeMap::new());
        let evidence = RolledUpEvidence::default();
        Self { torrents, key, snapshots: Vec::new(), bans: Vec::new(), evidence, histories, swarms }
    }

    pub(super) fn add_snapshot(&mut self, name: ReportName, taken: &TakenReport<ReportedPeer>) {
        for (place, peer) in taken.records.iter().enumerate() {
            self.snapshots.push(StagedSnapshot {
                day: day(taken.at),
                application_id: name.application,
                report: name.report,
                place: to_u64(place).cast_signed(),
                at: taken.at,
                torrent_id: self.torrent(peer.torrent),
                address: octets(peer.address.cut().get()),
                port: peer.port.into(),
                peer_id: peer.id.clone(),
                client_name: peer.client_name.clone(),
                from_peer: peer.from_peer,
                to_peer: peer.to_peer,
                from_peer_speed: peer.from_peer_speed,
                to_peer_speed: peer.to_peer_speed,
                progress: peer.progress.into(),
                own_progress: peer.own_progress.into(),
                flags: peer.flags.clone(),
            });
        }
    }

    pub(super) fn add_bans(&mut self, name: ReportName, taken: &TakenReport<Ban>) {
        for ban in &taken.records {
            let peer = &ban.peer;
            let torrent = (!peer.is_private).then(|| self.torrent(peer.torrent));
            let said = RecordEvidence::of_ban(ban);
            self.evidence.add(said, name.application, torrent.unwrap_or(PRIVATE_TORRENT));
            self.bans.push(StagedBan {
                day: day(ban.at),
                application_id: name.application,
                ban_key: ban.key.0.to_vec(),
                at: ban.at,
                torrent_id: torrent,
                address: octets(peer.address.get()),
                port: peer.port.into(),
                peer_id: peer.id.clone(),
                client_name: peer.client_name.clone(),
                from_peer: peer.from_peer,
                to_peer: peer.to_peer,
                progress: peer.progress.into(),
                own_progress: peer.own_progress.into(),
                flags: peer.flags.clone(),
                by_rules: ban.is_by_rules.into(),
                module: ban.module.clone(),
                rule: ban.rule.clone(),
                description: ban.description.clone(),
                data: ban.data.clone().unwrap_or_default(),
            });
        }
    }

    pub(super) fn add_histories(&mut self, name: ReportName, taken: &TakenReport<PeerHistory>) {
        for history in &taken.records {
            let row = StagedHistory {
                day: day(history.last_seen),
                application_id: name.application,
                torrent_id: self.torrent(history.torrent),
                address: octets(history.address.get()),
                peer_id: history.id.chars().take(PEER_ID_PREFIX).collect(),
                first_seen: history.first_seen,
                last_seen: history.last_seen,
                client_name: history.client_name.clone(),
                from_peer: history.from_peer,
                to_peer: history.to_peer,
                flags: history.flags.clone(),
            };
            self.evidence.add(RecordEvidence::of_history(history), name.application, row.torrent_id);
            let key =
                (row.day, row.application_id, row.torrent_id, row.address.clone(), row.peer_id.clone(), row.first_seen);
            if self.histories.get(&key).is_none_or(|known| known.last_seen < row.last_seen) {
                self.histories.insert(key, row);
            }
        }
    }

    pub(super) fn add_swarm(&mut self, name: ReportName, taken: &TakenReport<SwarmPeer>) {
        for swarm in &taken.records {
            let peer = &swarm.peer;
            let row = StagedSwarm {
                day: day(swarm.last_seen),
                application_id: name.application,
                downloader: self.key.of_downloader(&swarm.downloader),
                torrent_id: self.torrent(peer.torrent),
                address: octets(peer.address.get()),
                port: peer.port.into(),
                first_seen: swarm.first_seen,
                last_seen: swarm.last_seen,
                peer_id: peer.id.clone(),
                client_name: peer.client_name.clone(),
                from_peer: peer.from_peer,
                to_peer: peer.to_peer,
                from_peer_speed: peer.from_peer_speed,
                to_peer_speed: peer.to_peer_speed,
                progress: peer.progress.into(),
                own_progress: peer.own_progress.into(),
                flags: peer.flags.clone(),
            };
            self.evidence.add(RecordEvidence::of_swarm(swarm), name.application, row.torrent_id);
            let key = (row.day, row.application_id, row.downloader, row.torrent_id, row.address.clone(), row.port);
            if self.swarms.get(&key).is_none_or(|known| known.last_seen < row.last_seen) {
                self.swarms.insert(key, row);
            }
        }
    }

    /// Returns the rows of the two tables in which later rows take the place of earlier ones, in the order of their keys:
    /// nodes that write the same ones wait for one another, and not each for the other.
    pub(super) fn into_replacing(self) -> (Vec<StagedHistory>, Vec<StagedSwarm>) {
        (self.histories.into_values().collect(), self.swarms.into_values().collect())
    }

    fn torrent(&self, identifier: TorrentIdentifier) -> i64 {
        match self.torrents.get(&identifier) {
            Some(number) => *number,
            None => unreachable!("every torrent that is named was given a number"),
        }
    }
}

//! What a record of a report says against a peer.

use crate::btn::PeerAddress;
use crate::btn::report::{Ban, PeerHistory, ReportedPeer, SwarmPeer};

use super::pretenders;

/// Net bytes that a record has to exceed to be evidence: 256 MiB.
pub const EVIDENCE_FLOOR: i64 = 256 * 1024 * 1024;

/// The modules of clients whose bans count: they judge by bytes. Others ban by lists, by networks or for idleness.
const ACCEPTED_MODULES: [&str; 2] = ["ProgressCheatBlocker", "MultiDialingBlocker"];

/// What evidence is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EvidenceKind {
    /// It was banned by a module that judges by bytes.
    Ban,
    /// It took bytes.
    Transfer,
    /// Its program calls itself by a peer id that nobody knows.
    Identity,
    /// Its program calls itself what it is not.
    FakeName,
}

/// What one application says of one address, rolled up: of all records of a day, the most bytes, the earliest time and the
/// latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What it is of.
    pub kind: EvidenceKind,
    /// Where the peer was; IPv6 cut to 64 bits.
    pub address: PeerAddress,
    /// The number of the torrent; `None`: it is private, so that it is not kept.
    pub torrent: Option<i64>,
    /// The number of the application that reports.
    pub application: i64,
    /// Bytes that the peer took, less those that it gave.
    pub net: i64,
    /// Bytes of the torrent; at most 0: unknown.
    pub size: i64,
    /// Since when, by the clock of the client, in Unix milliseconds.
    pub first: i64,
    /// Until when.
    pub last: i64,
}

/// What one record says against its peer: at least one kind of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordEvidence {
    kinds: Vec<EvidenceKind>,
    address: PeerAddress,
    is_private: bool,
    net: i64,
    size: i64,
    first: i64,
    last: i64,
}

/// Why a record is no evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoEvidence {
    /// The client banned by rules of a network such as ours: that would be our own echo.
    Echo,
    /// The module judges by something else than bytes.
    Module,
    /// The peer took too little.
    Bytes,
}

/// An application sees an address take a torrent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DownloadSighting {
    /// Where the peer was; IPv6 cut to 64 bits.
    pub address: PeerAddress,
    /// The number of the torrent.
    pub torrent: i64,
    /// The number of the application.
    pub application: i64,
}

impl RecordEvidence {
    /// Returns what a ban says. The ban of a private torrent is a vote and nothing else.
    ///
    /// # Errors
    /// It says nothing.
    pub fn of_ban(ban: &Ban) -> Result<Self, NoEvidence> {
        if ban.is_by_rules {
            return Err(NoEvidence::Echo);
        }
        let module = ban.module.rsplit('.').next();
        let is_accepted = ACCEPTED_MODULES.iter().any(|accepted| module == Some(accepted));
        let vote = is_accepted.then_some(EvidenceKind::Ban);
        let evidence = Self::of_peer(&ban.peer, (ban.at, ban.at), vote)?;
        if evidence.kinds.is_empty() { Err(NoEvidence::Module) } else { Ok(evidence) }
    }

    /// Returns what a peer of a swarm says.
    ///
    /// # Errors
    /// It says nothing.
    pub fn of_swarm(swarm: &SwarmPeer) -> Result<Self, NoEvidence> {
        Self::of_peer(&swarm.peer, (swarm.first_seen, swarm.last_seen), Some(EvidenceKind::Transfer))
    }

    /// Returns what a history says.
    ///
    /// # Errors
    /// It says nothing.
    pub fn of_history(history: &PeerHistory) -> Result<Self, NoEvidence> {
        let kinds = [Some(EvidenceKind::Transfer)].into_iter().chain(of_names(&history.id, &history.client_name));
        Self {
            kinds: kinds.flatten().collect(),
            address: history.address.cut(),
            is_private: false,
            net: net(history.to_peer, history.from_peer),
            size: history.size,
            first: history.first_seen.min(history.last_seen),
            last: history.last_seen,
        }
        .of_enough_bytes()
    }

    fn of_peer(peer: &ReportedPeer, (first, last): (i64, i64), kind: Option<EvidenceKind>) -> Result<Self, NoEvidence> {
        let names = if peer.is_private { [None, None] } else { of_names(&peer.id, &peer.client_name) };
        Self {
            kinds: [kind].into_iter().chain(names).flatten().collect(),
            address: peer.address.cut(),
            is_private: peer.is_private,
            net: net(peer.to_peer, peer.from_peer),
            size: peer.size,
            first: first.min(last),
            last,
        }
        .of_enough_bytes()
    }

    fn of_enough_bytes(self) -> Result<Self, NoEvidence> {
        if self.net > EVIDENCE_FLOOR { Ok(self) } else { Err(NoEvidence::Bytes) }
    }

    /// Returns the rows to roll up, one a kind; `torrent` is the number of the record's torrent, which is left out where the
    /// torrent is private.
    pub fn rows(&self, application: i64, torrent: i64) -> impl Iterator<Item = Evidence> {
        self.kinds.iter().map(move |kind| Evidence {
            kind: *kind,
            address: self.address,
            torrent: Some(torrent).filter(|_| !self.is_private),
            application,
            net: self.net,
            size: self.size,
            first: self.first,
            last: self.last,
        })
    }
}

impl NoEvidence {
    /// Returns a word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Echo => "echo",
            Self::Module => "module",
            Self::Bytes => "bytes",
        }
    }
}

impl DownloadSighting {
    /// Tells whether a peer of a swarm takes the torrent and says that it lacks some of it. Whether that was within the last
    /// hour is for whoever asks to see.
    pub fn is_of(swarm: &SwarmPeer) -> bool {
        swarm.peer.progress < 1.0 && net(swarm.peer.to_peer, swarm.peer.from_peer) > 0
    }
}

fn of_names(id: &str, name: &str) -> [Option<EvidenceKind>; 2] {
    [
        pretenders::is_bare_identity(id, name).then_some(EvidenceKind::Identity),
        pretenders::is_fake_name(id, name).then_some(EvidenceKind::FakeName),
    ]
}

/// Returns what a peer took less what it gave; what is unknown is nothing.
fn net(to_peer: i64, from_peer: i64) -> i64 {
    to_peer.saturating_sub(from_peer.max(0))
}

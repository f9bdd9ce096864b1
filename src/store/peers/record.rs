//! A peer as it is on record.

use crate::catalog::Moment;
use crate::peer::sync::PeerProgress;
use crate::peer::{PeerId, PeerName, PeerTerms};

/// A peer whom we ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerRecord {
    /// Who it is.
    pub id: PeerId,
    /// What operators call it.
    pub name: PeerName,
    /// On what terms it is asked.
    pub terms: PeerTerms,
    /// Since when it is known.
    pub created: Moment,
    /// How far it has been read.
    pub progress: PeerProgress,
    /// Who works on it.
    pub holder: Option<PeerHolder>,
    /// How it fares.
    pub health: PeerHealth,
}

/// Who works on a peer, and until when nobody else may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerHolder {
    /// The name of the node and the program.
    pub node: String,
    /// The first moment at which another may.
    pub until: Moment,
}

/// How asking a peer has gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeerHealth {
    /// When it was last asked.
    pub tried: Option<Moment>,
    /// When a pass was last completed.
    pub succeeded: Option<Moment>,
    /// Passes since then that failed.
    pub failures: u32,
    /// Why the last pass failed, or what was odd about it.
    pub fault: Option<String>,
}

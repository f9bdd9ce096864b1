//! What metrics tell of the peers whom we ask.

use crate::catalog::Moment;
use crate::metrics::{Labelled, readings};
use crate::store::PeerRecord;

use super::agenda::PeerStanding;
use super::board::PeerBoard;

readings! {
    /// Peers whom we ask.
    pub struct PassReadings {
        /// Peers whose torrents are read, by standing: `new`, `good`, `syncing`, `failing`, `dead`.
        Gauge "afisha_peers" ["standing"] => peers: Labelled<usize, 1>;
        /// Passes that failed since each peer last answered one to its end.
        Gauge "afisha_peer_failures" ["peer"] => failures: Labelled<u32, 1>;
        /// When each peer was last read to its end, in Unix time.
        Gauge "afisha_peer_read_timestamp_seconds" ["peer"] => read: Labelled<i64, 1>;
        /// When the newest torrent of each peer was made, in Unix time.
        Gauge "afisha_peer_newest_timestamp_seconds" ["peer"] => newest: Labelled<i64, 1>;
        /// Torrents that this server read since its start and that the peer had not told of before.
        Counter "afisha_peer_torrents_imported" ["peer"] => imported: Labelled<u64, 1>;
        /// Items that this server read since its start and did not keep, by reason: `hash`, `title`, `created_at` (each
        /// missing or malformed), `repeated` (twice on a page), `ceiling` (more than `peer_max_torrents`).
        Counter "afisha_peer_items_dropped" ["peer", "reason"] => dropped: Labelled<u64, 2>;
    }
}

impl PassReadings {
    /// Reads what is noted of peers.
    pub fn of(board: &PeerBoard, now: Moment) -> Self {
        let notes = board.notes();
        let standing = |standing: PeerStanding| {
            let count = notes.peers.iter().filter(|peer| PeerStanding::of(peer, now) == standing).count();
            ([standing.name().into()], count)
        };
        let name = |peer: &PeerRecord| [peer.name.to_string().into()];
        Self {
            peers: PeerStanding::ALL.map(standing).into(),
            failures: notes.peers.iter().map(|peer| (name(peer), peer.health.failures)).collect(),
            read: notes.peers.iter().filter_map(|peer| Some((name(peer), peer.health.succeeded?.0))).collect(),
            newest: notes.peers.iter().filter_map(|peer| Some((name(peer), peer.progress.newest?.0))).collect(),
            imported: notes.imported.iter().map(|(peer, count)| ([peer.to_string().into()], *count)).collect(),
            dropped: notes
                .dropped
                .iter()
                .map(|((peer, reason), count)| ([peer.to_string().into(), reason.name().into()], *count))
                .collect(),
        }
    }
}

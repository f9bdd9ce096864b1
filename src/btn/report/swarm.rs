//! What passed between a downloader and a peer of one of its swarms.

use serde_json::value::RawValue;

use super::body::{self, Expected, ReportFault};
use super::members::RecordMembers;
use super::peer::Peer;
use super::refusals::{RecordFault, Refusals};
use super::texts;

/// The most characters of the name of a downloader.
const DOWNLOADER: usize = 255;

/// A peer of a swarm.
#[derive(Clone, Debug, PartialEq)]
pub struct SwarmPeer {
    /// The peer; its traffic is all that passed.
    pub peer: Peer,
    /// What the client calls its downloader.
    pub downloader: String,
    /// When they first met, in Unix milliseconds.
    pub first_seen: i64,
    /// When they last did.
    pub last_seen: i64,
}

/// Reads the body of a report of swarms.
///
/// # Errors
/// Nothing of it is taken.
pub fn read_swarm(body: &[u8]) -> Result<(Vec<SwarmPeer>, Refusals), ReportFault> {
    let expected = Expected { list: "swarms", with_time: false, shape: "the list `swarms`" };
    let taken = body::read(body, expected, SwarmPeer::read)?;
    Ok((taken.records, taken.refused))
}

impl SwarmPeer {
    fn read(record: &RawValue) -> Result<Self, RecordFault> {
        let members = RecordMembers::of(record)?;
        let offset = |names| members.integer_or_unknown(names);
        let offsets = [
            offset(&["from_peer_traffic_offset", "downloaded_offset"])?,
            offset(&["to_peer_traffic_offset", "uploaded_offset"])?,
        ];
        let peer = Peer::read(&members)?;
        if [peer.from_peer, peer.to_peer].into_iter().chain(offsets).all(|bytes| bytes <= 0) {
            return Err(RecordFault::Idle);
        }
        Ok(Self {
            peer,
            downloader: texts::cut(&members.text(&["downloader"])?, DOWNLOADER),
            first_seen: members.integer(&["first_time_seen"])?,
            last_seen: members.integer(&["last_time_seen"])?,
        })
    }
}

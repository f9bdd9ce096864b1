//! What passed between a downloader and a peer of one of its swarms.

use serde_json::value::RawValue;

use super::body::{self, Expected, ReportFault, ReportTimes, TakenReport};
use super::members::RecordMembers;
use super::peer::ReportedPeer;
use super::refusals::RecordFault;
use super::texts;
use crate::catalog::Moment;

/// The most characters of the name of a downloader.
const DOWNLOADER: usize = 255;

/// A peer of a swarm.
#[derive(Clone, Debug, PartialEq)]
pub struct SwarmPeer {
    /// The peer; its traffic is all that passed.
    pub peer: ReportedPeer,
    /// What the client calls its downloader.
    pub downloader: String,
    /// When they first met, in Unix milliseconds.
    pub first_seen: i64,
    /// When they last did.
    pub last_seen: i64,
}

/// Reads the body of a report of swarms that came now. Peers of private torrents are left out, peers without traffic, and
/// those last seen more than 7 days ago or more than an hour from now.
///
/// # Errors
/// Nothing of it is taken.
pub fn read_swarm(body: &[u8], now: Moment) -> Result<TakenReport<SwarmPeer>, ReportFault> {
    body::read(body, Expected { list: "swarms", with_time: false, shape: "the list `swarms`" }, now, SwarmPeer::read)
}

impl SwarmPeer {
    fn read(record: &RawValue, times: ReportTimes) -> Result<Self, RecordFault> {
        let members = RecordMembers::of(record)?;
        let last_seen = members.integer(&["last_time_seen"])?;
        times.receipt.check(last_seen)?;
        let offset = |names| members.integer_or_unknown(names);
        let offsets = [
            offset(&["from_peer_traffic_offset", "downloaded_offset"])?,
            offset(&["to_peer_traffic_offset", "uploaded_offset"])?,
        ];
        let peer = ReportedPeer::read(&members)?.of_no_private_torrent()?;
        if [peer.from_peer, peer.to_peer].into_iter().chain(offsets).all(|bytes| bytes <= 0) {
            return Err(RecordFault::Idle);
        }
        Ok(Self {
            peer,
            downloader: texts::cut(&members.text(&["downloader"])?, DOWNLOADER),
            first_seen: members.integer(&["first_time_seen"])?,
            last_seen,
        })
    }
}

//! What passed between a client and a peer, over all the time they knew each other.

use serde_json::value::RawValue;

use super::body::{self, Expected, ReportFault, ReportTimes, TakenReport};
use super::members::RecordMembers;
use super::peer::{address, flags, torrent};
use super::refusals::RecordFault;
use super::texts;
use crate::btn::{PeerAddress, TorrentIdentifier};
use crate::catalog::Moment;

/// What passed between a client and a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerHistory {
    /// Where it was.
    pub address: PeerAddress,
    /// What it calls itself, at most 20 characters; may be empty.
    pub id: String,
    /// What its program calls itself; may be empty.
    pub client_name: String,
    /// Which torrent was exchanged.
    pub torrent: TorrentIdentifier,
    /// Its bytes; -1: unknown.
    pub size: i64,
    /// Bytes that the client got from the peer in all.
    pub from_peer: i64,
    /// Bytes that it gave in all.
    pub to_peer: i64,
    /// When they first met, in Unix milliseconds.
    pub first_seen: i64,
    /// When they last did.
    pub last_seen: i64,
    /// What the client says of the connection.
    pub flags: String,
}

/// Reads the body of a report of histories that came now. Those of private torrents are left out, and those that ended more
/// than 7 days ago or end more than an hour from now.
///
/// # Errors
/// Nothing of it is taken.
pub fn read_histories(body: &[u8], now: Moment) -> Result<TakenReport<PeerHistory>, ReportFault> {
    let expected =
        Expected { list: "peers", with_time: true, shape: "the number `populate_time` and the list `peers`" };
    body::read(body, expected, now, PeerHistory::read)
}

impl PeerHistory {
    fn read(record: &RawValue, times: ReportTimes) -> Result<Self, RecordFault> {
        let members = RecordMembers::of(record)?;
        let last_seen = members.integer(&["last_time_seen"])?;
        times.receipt.check(last_seen)?;
        if members.truth(&["torrent_is_private"])?.unwrap_or_default() {
            return Err(RecordFault::Private);
        }
        Ok(Self {
            address: address(&members)?,
            id: texts::peer_id(&members.text(&["peer_id"])?),
            client_name: texts::ends(members.text(&["client_name", "peer_client_name"])?),
            torrent: torrent(&members)?,
            size: members.integer_or_unknown(&["torrent_size"])?,
            from_peer: members.integer(&["downloaded", "from_peer_traffic"])?,
            to_peer: members.integer(&["uploaded", "to_peer_traffic"])?,
            first_seen: members.integer(&["first_time_seen"])?,
            last_seen,
            flags: flags(&members)?,
        })
    }
}

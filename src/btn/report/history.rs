//! What passed between a client and a peer, over all the time they knew each other.

use serde_json::value::RawValue;

use super::body::{self, Expected, ReportFault};
use super::members::RecordMembers;
use super::peer::{address, flags, torrent};
use super::refusals::{RecordFault, Refusals};
use super::texts;
use crate::btn::{PeerAddress, TorrentIdentifier};

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
    /// Whether the torrent is private.
    pub is_private: bool,
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

/// Reads the body of a report of histories; returns them with the time of the report.
///
/// # Errors
/// Nothing of it is taken.
pub fn read_histories(body: &[u8]) -> Result<(i64, Vec<PeerHistory>, Refusals), ReportFault> {
    let expected = Expected { list: "peers", with_time: true, shape: "the number `populate_time` and the list `peers`" };
    let taken = body::read(body, expected, PeerHistory::read)?;
    Ok((taken.time, taken.records, taken.refused))
}

impl PeerHistory {
    fn read(record: &RawValue) -> Result<Self, RecordFault> {
        let members = RecordMembers::of(record)?;
        Ok(Self {
            address: address(&members)?,
            id: texts::peer_id(&members.text(&["peer_id"])?),
            client_name: texts::ends(members.text(&["client_name", "peer_client_name"])?),
            torrent: torrent(&members)?,
            size: members.integer_or_unknown(&["torrent_size"])?,
            is_private: members.truth(&["torrent_is_private"])?.unwrap_or_default(),
            from_peer: members.integer(&["downloaded", "from_peer_traffic"])?,
            to_peer: members.integer(&["uploaded", "to_peer_traffic"])?,
            first_seen: members.integer(&["first_time_seen"])?,
            last_seen: members.integer(&["last_time_seen"])?,
            flags: flags(&members)?,
        })
    }
}

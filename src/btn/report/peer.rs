//! The live peers of a client: the whole swarm, as it is at a moment.

use super::body::{self, Expected, ReportFault, TakenReport};
use super::members::{Names, RecordMembers};
use super::refusals::RecordFault;
use super::texts;
use crate::btn::{PeerAddress, TorrentIdentifier};
use crate::catalog::Moment;

/// The most characters of flags.
const FLAGS: usize = 64;

const ADDRESS: Names = &["peer_ip", "ip_address", "ip"];
const PORT: Names = &["peer_port", "port"];
const CLIENT_NAME: Names = &["peer_client_name", "client_name"];
const FROM_PEER: Names = &["from_peer_traffic", "downloaded"];
const TO_PEER: Names = &["to_peer_traffic", "uploaded"];
const PROGRESS: Names = &["peer_progress", "progress"];
const FLAG: Names = &["peer_flag", "peer_last_flags", "last_flags"];

/// A peer as a client met it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedPeer {
    /// Where it was.
    pub address: PeerAddress,
    /// At which port.
    pub port: u16,
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
    /// Bytes that the client got from the peer; -1: unknown.
    pub from_peer: i64,
    /// Bytes that it gave.
    pub to_peer: i64,
    /// Bytes a second that it gets; -1: unknown.
    pub from_peer_speed: i64,
    /// Bytes a second that it gives.
    pub to_peer_speed: i64,
    /// How much of the torrent the peer says it has, 0 to 1.
    pub progress: f32,
    /// How much of it the client has.
    pub own_progress: f32,
    /// What the client says of the connection, such as `u I E`.
    pub flags: String,
}

/// Reads the body of a snapshot that came now. Peers of private torrents are left out.
///
/// # Errors
/// Nothing of it is taken.
pub fn read_snapshot(body: &[u8], now: Moment) -> Result<TakenReport<ReportedPeer>, ReportFault> {
    let expected =
        Expected { list: "peers", with_time: true, shape: "the number `populate_time` and the list `peers`" };
    body::read(body, expected, now, |record, _| {
        ReportedPeer::read(&RecordMembers::of(record)?)?.of_no_private_torrent()
    })
}

impl ReportedPeer {
    /// Reads a peer of whatever shape.
    pub(super) fn read(members: &RecordMembers<'_>) -> Result<Self, RecordFault> {
        Ok(Self {
            address: address(members)?,
            port: members.port(PORT)?,
            id: texts::peer_id(&members.text(&["peer_id"])?),
            client_name: texts::ends(members.text(CLIENT_NAME)?),
            torrent: torrent(members)?,
            size: members.integer_or_unknown(&["torrent_size"])?,
            is_private: members.truth(&["torrent_is_private"])?.unwrap_or_default(),
            from_peer: members.integer(FROM_PEER)?,
            to_peer: members.integer(TO_PEER)?,
            from_peer_speed: members.integer_or_unknown(&["rt_download_speed", "download_speed"])?,
            to_peer_speed: members.integer_or_unknown(&["rt_upload_speed", "upload_speed"])?,
            progress: members.share(PROGRESS)?,
            own_progress: members.share(&["downloader_progress"])?,
            flags: flags(members)?,
        })
    }

    /// Leaves out a peer of a private torrent.
    pub(super) fn of_no_private_torrent(self) -> Result<Self, RecordFault> {
        if self.is_private { Err(RecordFault::Private) } else { Ok(self) }
    }
}

/// Reads where a peer was.
pub(super) fn address(members: &RecordMembers<'_>) -> Result<PeerAddress, RecordFault> {
    members.get(ADDRESS).ok_or(RecordFault::Missing)?;
    let address = PeerAddress::parse(&members.text(ADDRESS)?).ok_or(RecordFault::Address)?;
    if address.is_public() { Ok(address) } else { Err(RecordFault::Address) }
}

/// Reads which torrent a record is about.
pub(super) fn torrent(members: &RecordMembers<'_>) -> Result<TorrentIdentifier, RecordFault> {
    const NAMES: Names = &["torrent_identifier"];
    members.get(NAMES).ok_or(RecordFault::Missing)?;
    TorrentIdentifier::parse(&members.text(NAMES)?).ok_or(RecordFault::Identifier)
}

/// Reads what is said of a connection.
pub(super) fn flags(members: &RecordMembers<'_>) -> Result<String, RecordFault> {
    members.text(FLAG).map(|flags| texts::cut(&flags, FLAGS))
}

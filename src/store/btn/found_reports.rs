//! Rows of bans and snapshots that people ask for.

use std::net::IpAddr;

use data_encoding::HEXLOWER;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Double, Nullable, Text};

use super::addresses::address;
use crate::btn::{OwnerId, ServerKey, TorrentIdentifier};
use crate::store::StoreError;
use crate::store::rows::RowName;

/// A page of what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundPage<T> {
    /// How many there are on all pages.
    pub total: i64,
    /// The page.
    pub rows: Vec<T>,
    /// Since when rows were looked at, in Unix milliseconds, where not all that are asked for were.
    pub since: Option<i64>,
}

/// A peer that was reported, or banned.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundReport {
    /// A number that tells it from others, and nothing of it.
    pub number: i64,
    /// When it was reported to be so, in Unix milliseconds.
    pub at: i64,
    /// The id of the application that reported it, and whose that is; `None`: it is no more.
    pub application: Option<(String, OwnerId)>,
    /// A number that reports of the application have, one a report.
    pub report: i64,
    /// The torrent; `None`: it is private.
    pub torrent: Option<ReportTorrent>,
    /// The address of the peer; of IPv6 a snapshot has the network of 64 bits.
    pub address: IpAddr,
    /// Its port.
    pub port: i64,
    /// Its id.
    pub peer_id: String,
    /// The name of its program.
    pub client_name: String,
    /// Bytes that came from it.
    pub from_peer: i64,
    /// Bytes a second.
    pub from_peer_speed: i64,
    /// Bytes that went to it.
    pub to_peer: i64,
    /// Bytes a second.
    pub to_peer_speed: i64,
    /// How much it has, from 0 to 1.
    pub progress: f64,
    /// How much the downloader has.
    pub own_progress: f64,
    /// What the downloader says of the connection.
    pub flags: String,
    /// Why it was banned; `None`: it is of a snapshot.
    pub ban: Option<FoundBan>,
}

/// The torrent of a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportTorrent {
    /// Its number on this server.
    pub number: i64,
    /// Its identifier.
    pub identifier: TorrentIdentifier,
    /// Its bytes.
    pub size: i64,
}

/// Why a peer was banned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundBan {
    /// By what the ban is known when it is reported again, in hexadecimal digits.
    pub key: String,
    /// Whether it follows the rules of the network.
    pub by_rules: bool,
    /// What found it to be due.
    pub module: String,
    /// By which rule.
    pub rule: String,
    /// What the module says of it: an object of JSON, or empty.
    pub data: String,
}

/// A row as both tables give it.
#[derive(QueryableByName)]
pub(super) struct ReportColumns {
    #[diesel(sql_type = BigInt)]
    at: i64,
    #[diesel(sql_type = BigInt)]
    application_id: i64,
    #[diesel(sql_type = Nullable<Text>)]
    public_id: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    owner_id: Option<i64>,
    /// Empty where it is of a snapshot.
    #[diesel(sql_type = Binary)]
    row_key: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    report: i64,
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    torrent: Option<i64>,
    #[diesel(sql_type = Nullable<Binary>)]
    identifier: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<BigInt>)]
    size: Option<i64>,
    #[diesel(sql_type = Binary)]
    address: Vec<u8>,
    #[diesel(sql_type = BigInt)]
    port: i64,
    #[diesel(sql_type = Text)]
    peer_id: String,
    #[diesel(sql_type = Text)]
    client_name: String,
    #[diesel(sql_type = BigInt)]
    from_peer: i64,
    #[diesel(sql_type = BigInt)]
    to_peer: i64,
    #[diesel(sql_type = BigInt)]
    from_peer_speed: i64,
    #[diesel(sql_type = BigInt)]
    to_peer_speed: i64,
    #[diesel(sql_type = Double)]
    progress: f64,
    #[diesel(sql_type = Double)]
    own_progress: f64,
    #[diesel(sql_type = Text)]
    flags: String,
    #[diesel(sql_type = BigInt)]
    by_rules: i64,
    #[diesel(sql_type = Text)]
    module: String,
    #[diesel(sql_type = Text)]
    rule: String,
    #[diesel(sql_type = Text)]
    data: String,
}

impl ReportColumns {
    /// Reads the row.
    ///
    /// # Errors
    /// [`StoreError::BadRow`].
    pub(super) fn found(self, key: &ServerKey) -> Result<FoundReport, StoreError> {
        let row = RowName { table: "bans", id: self.application_id };
        let is_ban = !self.row_key.is_empty();
        let ban = is_ban.then(|| FoundBan {
            key: HEXLOWER.encode(&self.row_key),
            by_rules: self.by_rules != 0,
            module: self.module.clone(),
            rule: self.rule.clone(),
            data: self.data.clone(),
        });
        let torrent = match (self.torrent, &self.identifier, self.size) {
            (Some(number), Some(bytes), Some(size)) => {
                let identifier = row.need("identifier", TorrentIdentifier::from_bytes(bytes))?;
                Some(ReportTorrent { number, identifier, size })
            }
            _ => None,
        };
        Ok(FoundReport {
            number: key.of_shown_row(&self.key_bytes()),
            at: self.at,
            application: self.public_id.zip(self.owner_id.map(OwnerId)),
            report: self.report,
            torrent,
            address: row.need("address", address(&self.address))?,
            port: self.port,
            peer_id: self.peer_id,
            client_name: self.client_name,
            from_peer: self.from_peer,
            from_peer_speed: self.from_peer_speed,
            to_peer: self.to_peer,
            to_peer_speed: self.to_peer_speed,
            progress: self.progress,
            own_progress: self.own_progress,
            flags: self.flags,
            ban,
        })
    }

    /// Returns what no other row has.
    fn key_bytes(&self) -> Vec<u8> {
        let numbers = [self.application_id, self.report, self.place].map(i64::to_be_bytes);
        [numbers.as_flattened(), &self.row_key].concat()
    }
}

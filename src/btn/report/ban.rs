//! Bans that clients made.

use std::net::IpAddr;

use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::body::{self, Expected, ReportFault, ReportTimes, TakenReport};
use super::members::RecordMembers;
use super::peer::ReportedPeer;
use super::refusals::RecordFault;
use super::texts;
use crate::btn::PeerAddress;
use crate::catalog::Moment;

/// The most characters of the name of a module.
const MODULE: usize = 255;
/// The most characters of a description.
const DESCRIPTION: usize = 2048;
/// The most bytes of what a module says in JSON; more is left out.
const DATA_BYTES: usize = 8192;
/// How exactly the time of a report tells bans without an id apart, in milliseconds: an hour.
const HOUR: i64 = 3_600_000;
/// What the module is called that bans by our rules.
const OURS: &str = "BtnNetworkOnline";

/// A ban that a client made.
#[derive(Clone, Debug, PartialEq)]
pub struct Ban {
    /// Whom it banned.
    pub peer: ReportedPeer,
    /// When, by its clock, in Unix milliseconds; the time of the report where it does not say.
    pub at: i64,
    /// What tells it from the other bans of the application.
    pub key: BanKey,
    /// Whether it banned by rules that it got from a network such as ours: that is no evidence.
    pub is_by_rules: bool,
    /// Which part of the client decided.
    pub module: String,
    /// By which rule of it.
    pub rule: String,
    /// Why, in words.
    pub description: String,
    /// What the module says beside, an object of JSON.
    pub data: Option<String>,
}

/// What tells a ban from the other bans of an application, however often it is reported: a digest of the id that the client
/// gives it, or else of what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BanKey(pub [u8; 16]);

/// Reads the body of a report of bans of either shape that came now; `with_time` tells whether it has to have a time. Bans
/// more than 7 days ago or more than an hour from now are left out.
///
/// # Errors
/// Nothing of it is taken.
pub fn read_bans(body: &[u8], with_time: bool, now: Moment) -> Result<TakenReport<Ban>, ReportFault> {
    let shape = if with_time { "the number `populate_time` and the list `bans`" } else { "the list `bans`" };
    body::read(body, Expected { list: "bans", with_time, shape }, now, Ban::read)
}

impl Ban {
    /// Reads a ban: one with a `peer` in it, or one that is the peer itself.
    fn read(record: &RawValue, times: ReportTimes) -> Result<Self, RecordFault> {
        let members = RecordMembers::of(record)?;
        let said = members.get(&["ban_at"]).map(|_| members.integer(&["ban_at"])).transpose()?;
        if let Some(at) = said {
            times.receipt.check(at)?;
        }
        let nested = members.get(&["peer"]).map(RecordMembers::of).transpose()?;
        let module = texts::cut(&members.text(&["module"])?, MODULE);
        let flagged = members.truth(&["btn_ban"])?.unwrap_or_default();
        let id = members.text(&["ban_unique_id"])?;
        // Some put it with the peer.
        let id = match &nested {
            Some(peer) if id.is_empty() => peer.text(&["ban_unique_id"])?,
            _ => id,
        };
        let peer = ReportedPeer::read(nested.as_ref().unwrap_or(&members))?;
        let key = if id.is_empty() {
            BanKey::of_content(said.unwrap_or(times.report - times.report.rem_euclid(HOUR)), &peer, &module)
        } else {
            BanKey::of_id(&id)
        };
        Ok(Self {
            at: said.unwrap_or(times.report),
            key,
            is_by_rules: flagged || module.ends_with(OURS),
            rule: texts::ends(members.text(&["rule"])?),
            description: texts::cut(&members.text(&["description"])?, DESCRIPTION),
            data: data(&members)?,
            module,
            peer,
        })
    }
}

impl BanKey {
    fn of_id(id: &str) -> Self {
        Self::of_digest(Sha256::new().chain_update("id").chain_update(id))
    }

    fn of_content(at: i64, peer: &ReportedPeer, module: &str) -> Self {
        let digest = Sha256::new()
            .chain_update("ban")
            .chain_update(at.to_be_bytes())
            .chain_update(octets(peer.address))
            .chain_update(peer.port.to_be_bytes())
            .chain_update(peer.torrent.as_bytes())
            .chain_update(module);
        Self::of_digest(digest)
    }

    fn of_digest(digest: Sha256) -> Self {
        let mut key = [0; 16];
        key.copy_from_slice(&digest.finalize()[..16]);
        Self(key)
    }
}

/// Returns an address in 16 bytes.
fn octets(address: PeerAddress) -> [u8; 16] {
    match address.get() {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => address.octets(),
    }
}

/// Reads what a module says: an object, or a text that is one.
fn data(members: &RecordMembers<'_>) -> Result<Option<String>, RecordFault> {
    let Some(value) = members.get(&["structured_data"]) else { return Ok(None) };
    let object = match value.get().as_bytes()[0] {
        b'{' => value.get().to_owned(),
        b'"' => members.text(&["structured_data"])?,
        _ => return Err(RecordFault::Type),
    };
    let is_kept = object.len() <= DATA_BYTES && serde_json::from_str::<&RawValue>(&object).is_ok();
    Ok(Some(object).filter(|object| is_kept && object.trim_start().starts_with('{')))
}

//! Bans that clients made.

use serde_json::value::RawValue;

use super::body::{self, Expected, ReportFault};
use super::members::RecordMembers;
use super::peer::Peer;
use super::refusals::{RecordFault, Refusals};
use super::texts;

/// The most characters of the name of a module.
const MODULE: usize = 255;
/// The most characters of a description.
const DESCRIPTION: usize = 2048;
/// The most bytes of what a module says in JSON; more is left out.
const DATA_BYTES: usize = 8192;
/// The most characters of the id of a ban.
const ID: usize = 128;
/// What the module is called that bans by our rules.
const OURS: &str = "BtnNetworkOnline";

/// A ban that a client made.
#[derive(Clone, Debug, PartialEq)]
pub struct Ban {
    /// Whom it banned.
    pub peer: Peer,
    /// When, by its clock, in Unix milliseconds; `None`: it does not say.
    pub at: Option<i64>,
    /// What the client calls this ban.
    pub id: Option<String>,
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

/// Reads the body of a report of bans of either shape; returns them with the time of the report, 0 where it says none.
///
/// # Errors
/// Nothing of it is taken.
pub fn read_bans(body: &[u8], with_time: bool) -> Result<(i64, Vec<Ban>, Refusals), ReportFault> {
    let shape = if with_time { "the number `populate_time` and the list `bans`" } else { "the list `bans`" };
    let taken = body::read(body, Expected { list: "bans", with_time, shape }, Ban::read)?;
    Ok((taken.time, taken.records, taken.refused))
}

impl Ban {
    /// Reads a ban: one with a `peer` in it, or one that is the peer itself.
    fn read(record: &RawValue) -> Result<Self, RecordFault> {
        let members = RecordMembers::of(record)?;
        let nested = members.get(&["peer"]).map(RecordMembers::of).transpose()?;
        let module = texts::cut(&members.text(&["module"])?, MODULE);
        let flagged = members.truth(&["btn_ban"])?.unwrap_or_default();
        let id = members.text(&["ban_unique_id"])?;
        // Some put it with the peer.
        let id = match &nested {
            Some(peer) if id.is_empty() => peer.text(&["ban_unique_id"])?,
            _ => id,
        };
        Ok(Self {
            peer: Peer::read(nested.as_ref().unwrap_or(&members))?,
            at: members.get(&["ban_at"]).map(|_| members.integer(&["ban_at"])).transpose()?,
            id: (!id.is_empty()).then(|| texts::cut(&id, ID)),
            is_by_rules: flagged || module.ends_with(OURS),
            rule: texts::ends(members.text(&["rule"])?),
            description: texts::cut(&members.text(&["description"])?, DESCRIPTION),
            data: data(&members)?,
            module,
        })
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

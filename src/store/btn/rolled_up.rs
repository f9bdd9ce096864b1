//! What records say against peers, rolled up by day: analyses read this, and never what was reported in weeks.

use std::collections::BTreeMap;

use super::addresses::octets;
use super::report_keys::day;
use super::staged::StagedEvidence;
use crate::btn::analysis::{Evidence, EvidenceKind, NoEvidence, RecordEvidence};

/// The number of the torrent where that is private.
pub(super) const PRIVATE_TORRENT: i64 = 0;

/// Evidence of reports that are written together.
#[derive(Default)]
pub(super) struct RolledUpEvidence(BTreeMap<EvidenceKey, StagedEvidence>);

/// Address, kind, application, torrent and day.
type EvidenceKey = (Vec<u8>, i64, i64, i64, i64);

impl RolledUpEvidence {
    /// Adds what a record of an application says, of the torrent with this number.
    pub(super) fn add(&mut self, said: Result<RecordEvidence, NoEvidence>, application: i64, torrent: i64) {
        for row in said.iter().flat_map(|said| said.rows(application, torrent)) {
            self.add_row(&row);
        }
    }

    fn add_row(&mut self, row: &Evidence) {
        let staged = StagedEvidence {
            address: octets(row.address.get()),
            kind: number(row.kind),
            application_id: row.application,
            torrent_id: row.torrent.unwrap_or(PRIVATE_TORRENT),
            day: day(row.last),
            net: row.net,
            size: row.size,
            first_seen: row.first,
            last_seen: row.last,
        };
        let key = (staged.address.clone(), staged.kind, staged.application_id, staged.torrent_id, staged.day);
        match self.0.get_mut(&key) {
            None => _ = self.0.insert(key, staged),
            Some(known) => {
                known.net = known.net.max(staged.net);
                known.size = known.size.max(staged.size);
                known.first_seen = known.first_seen.min(staged.first_seen);
                known.last_seen = known.last_seen.max(staged.last_seen);
            }
        }
    }

    /// Returns the rows, no two of one key, in the order of keys.
    pub(super) fn into_rows(self) -> Vec<StagedEvidence> {
        self.0.into_values().collect()
    }
}

/// Returns the number that stands for a kind.
pub(super) fn number(kind: EvidenceKind) -> i64 {
    match kind {
        EvidenceKind::Ban => 0,
        EvidenceKind::Transfer => 1,
        EvidenceKind::Identity => 2,
        EvidenceKind::FakeName => 3,
    }
}

/// Returns the kind that a number stands for; `None`: none.
pub(super) fn kind(number: i64) -> Option<EvidenceKind> {
    match number {
        0 => Some(EvidenceKind::Ban),
        1 => Some(EvidenceKind::Transfer),
        2 => Some(EvidenceKind::Identity),
        3 => Some(EvidenceKind::FakeName),
        _ => None,
    }
}

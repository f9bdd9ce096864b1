//! `afisha peer list`

use clap::Args;
use serde_json::{Value, json};

use crate::catalog::{DAY_SECONDS, Moment};
use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::{self, Settings};
use crate::cli::table::table;
use crate::clock::Clock;
use crate::refresh::peers::PeerStanding;
use crate::store::{PeerRecord, Store};

/// Lists the peers and what tells how they fare.
#[derive(Debug, Args)]
pub(super) struct ListPeers {
    /// Print them as JSON.
    #[arg(long)]
    json: bool,
}

/// A peer, and how many of its torrents are kept.
struct Listed {
    record: PeerRecord,
    kept: u64,
}

impl ListPeers {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let store = Store::open(&settings::database(&config))?;
        let now = Clock::system().now();
        let counts = store.count_public_torrents()?;
        let peers = store.peers()?.into_iter().map(|record| {
            let kept = counts.get(&record.id).copied().unwrap_or_default();
            Listed { record, kept }
        });
        let peers: Vec<Listed> = peers.collect();
        if self.json {
            return say(Value::from(peers.iter().map(|peer| peer.to_json(now)).collect::<Vec<_>>()));
        }
        let head = ["NAME", "STANDING", "LAST SUCCESS", "NEWEST", "SEEN", "KEPT", "DROPPED", "CLOCK"];
        let rows: Vec<_> = peers.iter().map(|peer| peer.row(now)).collect();
        say(table(head, &rows))?;
        let faults = peers.iter().filter_map(|peer| Some((&peer.record.name, peer.record.health.fault.as_ref()?)));
        faults.map(|(name, fault)| format!("{name}: {fault}")).try_for_each(say)?;
        let by_hand = peers.iter().filter(|peer| !peer.record.terms.sync_enabled).map(|peer| &peer.record.name);
        by_hand.map(|name| format!("{name}: is read by `afisha peer sync` only")).try_for_each(say)
    }
}

impl Listed {
    /// Returns the row of a table for people: times as their distance from now.
    fn row(&self, now: Moment) -> [String; 8] {
        let (record, progress) = (&self.record, &self.record.progress);
        [
            record.name.to_string(),
            PeerStanding::of(record, now).name().to_owned(),
            record.health.succeeded.map_or_else(|| "never".to_owned(), |at| ago(at, now)),
            progress.newest.map_or_else(|| "-".to_owned(), |at| ago(at, now)),
            progress.seen.to_string(),
            self.kept.to_string(),
            progress.dropped.to_string(),
            progress.clock_difference.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds:+} s")),
        ]
    }

    /// Returns all that there is to say, for scripts: times in Unix seconds, null where there are none.
    fn to_json(&self, now: Moment) -> Value {
        let (record, progress, health) = (&self.record, &self.record.progress, &self.record.health);
        let seconds = |at: Option<Moment>| at.map(|at| at.0);
        json!({
            "name": record.name.as_str(),
            "url": record.terms.url,
            "key_id": record.terms.key_id,
            "schedule": record.terms.sync_enabled.then_some(&record.terms.schedule),
            "standing": PeerStanding::of(record, now).name(),
            "created": record.created.0,
            "last_tried": seconds(health.tried),
            "last_success": seconds(health.succeeded),
            "last_full_pass": seconds(progress.pass.full_done),
            "failures": health.failures,
            "fault": health.fault,
            "newest": seconds(progress.newest),
            "newest_age": progress.newest.map(|at| now.0 - at.0),
            "seen": progress.seen,
            "dropped": progress.dropped,
            "kept": self.kept,
            "clock_difference": progress.clock_difference,
            "page_size": progress.habits.page_size,
            "signature_v2": progress.habits.speaks_v2,
            "under_way": progress.pass.cursor.is_some(),
        })
    }
}

/// Says how long ago a moment was, in its greatest unit.
fn ago(at: Moment, now: Moment) -> String {
    let seconds = now.0.saturating_sub(at.0);
    match seconds {
        ..0 => "in the future".to_owned(),
        0..60 => format!("{seconds} s ago"),
        60..3600 => format!("{} min ago", seconds / 60),
        3600..DAY_SECONDS => format!("{} h ago", seconds / 3600),
        _ => format!("{} d ago", seconds / DAY_SECONDS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_told_in_their_greatest_unit() {
        for (seconds, expected) in [
            (-1, "in the future"),
            (0, "0 s ago"),
            (59, "59 s ago"),
            (60, "1 min ago"),
            (3599, "59 min ago"),
            (3600, "1 h ago"),
            (86_399, "23 h ago"),
            (86_400, "1 d ago"),
            (864_000, "10 d ago"),
        ] {
            assert_eq!(ago(Moment(1_000_000 - seconds), Moment(1_000_000)), expected);
        }
    }
}

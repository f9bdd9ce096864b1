//! What metrics tell of downloaders that take part in the threat network.

use crate::btn::BtnGate;
use crate::metrics::{Labelled, readings};
use crate::number::to_u64;

use super::list_worker::ListBoard;
use super::taken_counts::TakenCounts;

readings! {
    /// Downloaders that take part.
    pub struct BtnReadings {
        /// Applications of downloaders that are known.
        Gauge "afisha_btn_applications" [] => applications: usize;
        /// Requests of downloaders that were refused before they were read: without the credentials of an application, of one
        /// that is banned, or too many.
        Counter "afisha_btn_refused" [] => refused: u64;
        /// Records of reports that were taken.
        Counter "afisha_btn_records_taken" [] => taken: u64;
        /// Records of reports that were left out, by reason: `missing` (a member), `type`, `number`, `surrogate`, `nul`, `depth`,
        /// `address`, `identifier`, `time`, `idle` (no byte went either way), `private` (the torrent is).
        Counter "afisha_btn_records_refused" ["reason"] => records_refused: Labelled<u64, 1>;
        /// When this node last made lists, in Unix time.
        Gauge "afisha_btn_lists_made_timestamp_seconds" [] => made: Option<i64>;
        /// How long that took.
        Gauge "afisha_btn_lists_run_seconds" [] => took: Option<f64>;
        /// Entries of the list of bans that this node last made.
        Gauge "afisha_btn_list_entries" [] => entries: Option<u64>;
        /// Networks that were kept off that list, because lists never have them.
        Gauge "afisha_btn_list_alerts" [] => alerts: Option<u64>;
        /// 1 while that list is not published, because it would grow too much; 0 while it is.
        Gauge "afisha_btn_list_withheld" [] => withheld: Option<bool>;
        /// Accounts that are heard when lists are made.
        Gauge "afisha_btn_accounts_heard" [] => heard: Option<u64>;
    }
}

impl BtnReadings {
    /// Reads what the gate, the counts and the board know.
    pub fn of(gate: &BtnGate, taken: &TakenCounts, board: &ListBoard) -> Self {
        let run = board.last();
        let made = run.as_ref().map(|run| &run.made);
        Self {
            applications: gate.applications(),
            refused: gate.refused(),
            taken: taken.taken(),
            records_refused: taken.refused().map(|(reason, count)| ([reason.name().into()], count)).collect(),
            made: run.as_ref().map(|run| run.at.0),
            took: run.as_ref().map(|run| run.took.as_secs_f64()),
            entries: made.map(|made| to_u64(made.deny.entries.len())),
            alerts: made.map(|made| to_u64(made.deny.alerts.len())),
            withheld: made.map(|made| made.refusal.is_some()),
            heard: made.map(|made| to_u64(made.heard)),
        }
    }
}

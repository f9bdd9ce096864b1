//! What metrics tell of what is served, of the database behind it and of views.

use std::time::Duration;

use crate::catalog::Moment;
use crate::metrics::{Labelled, readings};
use crate::query::census::overdue;

use super::status::{RefreshNotes, SwapCause};
use super::{Served, Viewers};

readings! {
    /// The catalogue in service. Its films are counted as an `stb820` box without a version and in no access group is
    /// shown them.
    pub struct CatalogueReadings {
        /// Number of the last edit that the catalogue in service contains.
        Gauge "afisha_snapshot_generation" [] => generation: i64;
        /// Films in the catalogue in service, hidden ones included.
        Gauge "afisha_snapshot_films" [] => films: usize;
        /// Tags in the catalogue in service.
        Gauge "afisha_snapshot_tags" [] => tags: usize;
        /// When the snapshot in service replaced the one before, in Unix time.
        Gauge "afisha_snapshot_swapped_timestamp_seconds" [] => swapped: Option<i64>;
        /// Snapshots put into service after the first, by cause: `edit` (the catalogue or popularity changed), `time`
        /// (something came due), `model` (the recommendation model was learnt).
        Counter "afisha_snapshot_swaps" ["cause"] => swaps: Labelled<u64, 1>;
        /// Time the last edit took to be read from the database and made into a snapshot.
        Gauge "afisha_snapshot_build_seconds" [] => build: Duration;
        /// Time the last finished snapshot took to get into service, with the documents made from it.
        Gauge "afisha_snapshot_swap_seconds" [] => swap: Duration;
        /// Films that are shown to an `stb820` box.
        Gauge "afisha_films_shown" [] => shown: Option<u64>;
        /// Films hidden from an `stb820` box, by the first reason that holds: `draft` (no publication time), `scheduled`,
        /// `access` (for access groups only), `unplayable` (it plays none of the published items), `unpublished` (no item
        /// is published, and no trailer that it plays).
        Gauge "afisha_films_hidden" ["reason"] => hidden: Labelled<u64, 1>;
        /// Films of which something is scheduled to appear: they themselves, an item or a trailer.
        Gauge "afisha_scheduled_films" [] => scheduled: Option<u64>;
        /// When the next of them is due, in Unix time.
        Gauge "afisha_scheduled_next_timestamp_seconds" [] => next: Option<i64>;
        /// Films of which something has come due and is not in service yet: 0 but for fractions of a second.
        Gauge "afisha_scheduled_overdue_films" [] => overdue: usize;
    }
}

readings! {
    /// The database, as the thread that follows the catalogue finds it.
    pub struct DatabaseReadings {
        /// 1 while the database answers, 0 while it does not.
        Gauge "afisha_database_reachable" [] => reachable: bool;
        /// Since when the database answers, in Unix time; absent while it does not.
        Gauge "afisha_database_reachable_since_timestamp_seconds" [] => since: Option<i64>;
        /// Attempts to read the database that failed, by kind of failure.
        Counter "afisha_database_failures" ["kind"] => failures: Labelled<u64, 1>;
        /// When the last such attempt failed, in Unix time, and how.
        Gauge "afisha_database_last_failure_timestamp_seconds" ["kind"] => last_failure: Labelled<i64, 1>;
    }
}

readings! {
    /// Views, from the request to the database and into the recommendation model.
    pub struct ViewReadings {
        /// Views that wait to be written to the database.
        Gauge "afisha_views_queued" [] => queued: usize;
        /// Views among them that the last stop had to leave in a file.
        Gauge "afisha_views_spooled" [] => spooled: usize;
        /// Views written to the database.
        Counter "afisha_views_written" [] => written: usize;
        /// Views lost because too many were waiting for the database.
        Counter "afisha_views_dropped" [] => dropped: u64;
        /// Views ignored because their viewers open more films than people do.
        Counter "afisha_views_ignored" [] => ignored: u64;
        /// When the recommendation model was last learnt, in Unix time; absent until there were views to learn from.
        Gauge "afisha_model_learnt_timestamp_seconds" [] => learnt: Option<i64>;
    }
}

impl CatalogueReadings {
    /// Reads what is served at the moment.
    pub fn of(served: &Served, noted: &RefreshNotes, now: Moment) -> Self {
        let snapshot = &served.snapshot;
        let census = served.census(now);
        let by_reason = |census: crate::query::census::Census| {
            let reasons = [
                ("draft", census.drafts),
                ("scheduled", census.scheduled),
                ("access", census.restricted),
                ("unplayable", census.unplayable),
                ("unpublished", census.unpublished),
            ];
            reasons.map(|(reason, films)| ([reason.into()], films)).to_vec()
        };
        Self {
            generation: snapshot.generation(),
            films: snapshot.films(),
            tags: snapshot.tags().len(),
            swapped: noted.swapped.map(|at| at.0),
            swaps: [(SwapCause::Edit, "edit"), (SwapCause::Time, "time"), (SwapCause::Model, "model")]
                .map(|(cause, name)| ([name.into()], noted.swaps.get(&cause).copied().unwrap_or(0)))
                .to_vec(),
            build: noted.build,
            swap: noted.swap,
            shown: census.map(|census| census.shown),
            hidden: census.map(by_reason).unwrap_or_default(),
            scheduled: census.map(|census| census.awaited),
            next: Some(snapshot.until()).filter(|until| *until < Moment::MAX).map(|until| until.0),
            overdue: overdue(snapshot, now),
        }
    }
}

impl DatabaseReadings {
    /// Reads what is noted of the database.
    pub fn of(noted: &RefreshNotes) -> Self {
        Self {
            reachable: noted.answers_since.is_some(),
            since: noted.answers_since.map(|at| at.0),
            failures: noted.failures.iter().map(|(kind, failures)| ([(*kind).into()], *failures)).collect(),
            last_failure: noted.last_failure.iter().map(|(kind, at)| ([(*kind).into()], at.0)).collect(),
        }
    }
}

impl ViewReadings {
    /// Reads where views are.
    pub fn of(viewers: &Viewers, noted: &RefreshNotes) -> Self {
        let queued = viewers.queue().counts();
        Self {
            queued: queued.waiting,
            spooled: queued.restored,
            written: queued.written,
            dropped: queued.dropped,
            ignored: viewers.refused_in_all(),
            learnt: noted.learnt.map(|at| at.0),
        }
    }
}

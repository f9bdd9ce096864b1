//! Taking reports in: many in one transaction, and none of them twice.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::query_dsl::methods::FilterDsl;
use diesel::upsert::excluded;

use super::accused;
use super::applications::keep_applications;
use super::day_counts::{self, AddedRows};
use super::day_table::DayTable;
use super::day_tables;
use super::discovered_clients::note_clients;
use super::handle::BtnStore;
use super::incoming::{IncomingReport, ReportContent};
use super::participants::{REPEAT_SECONDS, at_seen};
use super::report_keys::day;
use super::reported_rows::ReportedRows;
use super::schema::{active_days, seen_reports};
use super::staged::StagedRow;
use super::torrent_ids;
use crate::catalog::Moment;
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};

/// What became of reports that were taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// How many reports came again, or are of applications that are no more.
    pub passed_over: usize,
    /// How many rows were added, or replaced by what was seen later.
    pub rows: usize,
}

impl BtnStore {
    /// Writes reports in one transaction, all or none. A report that came from its application in the last 15 minutes is
    /// passed over, and so is what is stored already of any other.
    ///
    /// # Errors
    /// [`StoreError::Away`], [`StoreError::Busy`], [`StoreError::Disk`]: nothing is written.
    pub fn take_in(&self, reports: &[IncomingReport], now: Moment) -> Result<TakenIn, StoreError> {
        let today = now.day();
        let met = self.clients.unknown(reports.iter().map(|report| report.content.met_clients()), today);
        let taken = self.pool.write(|conn| {
            let fresh = fresh(conn, reports, now)?;
            let mut sizes = BTreeMap::new();
            fresh.iter().for_each(|report| report.content.note_torrents(&mut sizes));
            let torrents = torrent_ids::number(conn, &sizes, today)?;
            let mut rows = ReportedRows::new(&torrents, &self.key);
            for report in &fresh {
                let name = report.name();
                match &report.content {
                    ReportContent::Snapshot(taken) => rows.add_snapshot(name, taken),
                    ReportContent::Bans(taken) => rows.add_bans(name, taken),
                    ReportContent::Histories(taken) => rows.add_histories(name, taken),
                    ReportContent::Swarm(taken) => rows.add_swarm(name, taken),
                }
            }
            note_active(conn, &fresh, today)?;
            note_reports(conn, &fresh, today)?;
            let (mut written, mut rolled_up) = (AddedRows::new(), AddedRows::new());
            write(conn, std::mem::take(&mut rows.snapshots), today, &mut written)?;
            write(conn, std::mem::take(&mut rows.bans), today, &mut written)?;
            write(conn, std::mem::take(&mut rows.evidence).into_rows(), today, &mut rolled_up)?;
            if !rolled_up.is_empty() {
                accused::note(conn, today)?;
            }
            let (histories, swarms) = rows.into_replacing();
            write(conn, histories, today, &mut written)?;
            write(conn, swarms, today, &mut written)?;
            note_clients(conn, &met, now)?;
            day_counts::add(conn, &written)?;
            Ok::<_, StoreError>(TakenIn { passed_over: reports.len() - fresh.len(), rows: written.values().sum() })
        })?;
        self.clients.remember(met.into_keys(), today);
        Ok(taken)
    }
}

/// Chooses the reports of applications that exist, which did not come lately, and notes that they came.
fn fresh<'a>(
    conn: &mut AnyConnection,
    reports: &'a [IncomingReport],
    now: Moment,
) -> Result<Vec<&'a IncomingReport>, StoreError> {
    let ids: BTreeSet<i64> = reports.iter().map(|report| report.application.0).collect();
    let known = keep_applications(conn, &ids.into_iter().collect::<Vec<_>>())?;
    // In one order everywhere, so that nodes wait for one another, and not each for the other.
    let mut reports: Vec<&IncomingReport> =
        reports.iter().filter(|report| known.contains(&report.application.0)).collect();
    reports.sort_by_key(|report| (report.application, report.digest));
    let mut fresh = Vec::new();
    for report in reports {
        let row = (
            seen_reports::application_id.eq(report.application.0),
            seen_reports::digest.eq(report.digest.as_slice()),
            seen_reports::at.eq(now.0),
        );
        let noted = on_backend!(conn, c => diesel::insert_into(seen_reports::table)
            .values(row)
            .on_conflict((seen_reports::application_id, seen_reports::digest))
            .do_update()
            .set(seen_reports::at.eq(excluded(seen_reports::at)))
            .filter(seen_reports::at.lt(now.0 - REPEAT_SECONDS))
            .execute(c))
        .map_err(at_seen)?;
        if noted > 0 {
            fresh.push(report);
        }
    }
    Ok(fresh)
}

/// Notes that the applications reported today.
fn note_active(conn: &mut AnyConnection, reports: &[&IncomingReport], today: i64) -> Result<(), StoreError> {
    let applications: BTreeSet<i64> = reports.iter().map(|report| report.application.0).collect();
    for application in applications {
        let row = (active_days::application_id.eq(application), active_days::day.eq(today));
        on_backend!(conn, c => diesel::insert_into(active_days::table).values(row).on_conflict_do_nothing().execute(c))
            .map_err(|error| StoreError::at("active_days", error))?;
    }
    Ok(())
}

/// Notes of when the reports of peers are.
fn note_reports(conn: &mut AnyConnection, fresh: &[&IncomingReport], today: i64) -> Result<(), StoreError> {
    for report in fresh {
        let ReportContent::Snapshot(taken) = &report.content else { continue };
        let day = day(taken.at);
        if DayTable::Snapshots.takes(day, today) && !taken.records.is_empty() {
            day_counts::note_report(conn, report.name(), day, taken.at)?;
        }
    }
    Ok(())
}

/// Writes the rows of a table, except those of days that are not kept; adds up how many were added or replaced.
fn write<R: StagedRow>(
    conn: &mut AnyConnection,
    mut rows: Vec<R>,
    today: i64,
    written: &mut AddedRows,
) -> Result<(), StoreError> {
    // A report may wait over midnight.
    rows.retain(|row| R::TABLE.takes(row.day(), today));
    if rows.is_empty() {
        return Ok(());
    }
    day_tables::make_staged(conn, R::TABLE)?;
    R::stage(conn, &rows).map_err(|error| StoreError::at(R::TABLE.name(), error))?;
    let days: BTreeSet<i64> = rows.iter().map(R::day).collect();
    let moved = day_tables::merge(conn, R::TABLE, R::COLUMNS, &days)?;
    written.extend(moved.into_iter().map(|(day, rows)| ((R::TABLE, day), rows)));
    Ok(())
}

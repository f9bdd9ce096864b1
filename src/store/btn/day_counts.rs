//! How many rows there are, and of when the reports of peers are: so that the newest are found without a search.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::result::Error as DieselError;

use super::day_table::DayTable;
use super::report_keys::ReportName;
use super::schema::{day_counts, snapshot_reports};
use crate::number::to_u64;
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};

/// How many rows were added, by table and day.
pub(super) type AddedRows = BTreeMap<(DayTable, i64), usize>;

/// Notes how many rows were added. To be called at the end of a transaction: whoever adds to the same day waits from here on.
pub(super) fn add(conn: &mut AnyConnection, added: &AddedRows) -> Result<(), StoreError> {
    for ((table, day), rows) in added.iter().filter(|((table, _), rows)| table.is_counted() && **rows > 0) {
        let rows = to_u64(*rows).cast_signed();
        let row = (day_counts::kind.eq(table.name()), day_counts::day.eq(*day), day_counts::rows.eq(rows));
        on_backend!(conn, c => diesel::insert_into(day_counts::table)
            .values(row)
            .on_conflict((day_counts::kind, day_counts::day))
            .do_update()
            .set(day_counts::rows.eq(day_counts::rows + rows))
            .execute(c))
        .map_err(at_counts)?;
    }
    Ok(())
}

/// Returns how many rows each day of a table has.
pub(super) fn of(conn: &mut AnyConnection, table: DayTable) -> Result<BTreeMap<i64, i64>, StoreError> {
    let counts =
        day_counts::table.filter(day_counts::kind.eq(table.name())).select((day_counts::day, day_counts::rows));
    let rows: Vec<(i64, i64)> = counts.load(conn).map_err(at_counts)?;
    Ok(rows.into_iter().collect())
}

/// Notes of when a report of peers is.
pub(super) fn note_report(conn: &mut AnyConnection, name: ReportName, day: i64, at: i64) -> Result<(), StoreError> {
    let row = (
        snapshot_reports::day.eq(day),
        snapshot_reports::application_id.eq(name.application),
        snapshot_reports::report.eq(name.report),
        snapshot_reports::at.eq(at),
    );
    on_backend!(conn, c => diesel::insert_into(snapshot_reports::table).values(row).on_conflict_do_nothing().execute(c))
        .map(drop)
        .map_err(at_reports)
}

/// Forgets a day that is dropped.
pub(super) fn forget(conn: &mut AnyConnection, table: DayTable, day: i64) -> Result<(), StoreError> {
    let counts = day_counts::table.filter(day_counts::kind.eq(table.name())).filter(day_counts::day.eq(day));
    diesel::delete(counts).execute(conn).map_err(at_counts)?;
    if table == DayTable::Snapshots {
        let reports = snapshot_reports::table.filter(snapshot_reports::day.eq(day));
        diesel::delete(reports).execute(conn).map_err(at_reports)?;
    }
    Ok(())
}

fn at_counts(error: DieselError) -> StoreError {
    StoreError::at("day_counts", error)
}

fn at_reports(error: DieselError) -> StoreError {
    StoreError::at("snapshot_reports", error)
}

//! The addresses whose evidence is worth weighing: a run of the analyses reads what is said of these, however much is said of others.
//!
//! They are whoever was accused since the last run, noted as reports come, one row after another, and whoever had enough rows of
//! evidence then.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::upsert::excluded;

use super::addresses::{octets, peer};
use super::day_table::{DAYS_AHEAD, DayTable};
use super::erasures;
use super::handle::BtnStore;
use super::schema::{accusations, accused, accused_runs};
use crate::btn::PeerAddress;
use crate::btn::analysis::AccusedAddresses;
use crate::catalog::Moment;
use crate::number::{to_index, to_u64};
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};
use crate::store::rows::RowName;

/// The one row of `accused_runs`.
const ONLY: i64 = 1;
/// With more of them it is quicker to count the evidence of all addresses than to look for that of each.
const MOST_LOOKED_FOR: usize = 100_000;
/// With more accusations than these they are forgotten, and the next run counts everybody: there are no runs, or it would count all
/// the same.
const MOST_NOTED: i64 = 1_000_000;
/// How many rows are written at once.
const ROWS_AT_ONCE: usize = 1000;

/// A run of the analyses, as the database knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnalysisTurn {
    run: i64,
    /// How many addresses were erased before it began to read.
    pub(super) erased: i64,
}

/// The addresses whose evidence is worth weighing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorthWeighing {
    /// Every address with enough rows of evidence, and others.
    pub addresses: BTreeSet<PeerAddress>,
    /// How many rows are enough: at most as many as were asked for.
    pub enough: usize,
}

impl BtnStore {
    /// Begins a run that is to end with [`Self::settle_accused`]: what is reported from now on is left to the next one as well.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn begin_weighing(&self) -> Result<AnalysisTurn, StoreError> {
        self.pool.write(|conn| {
            let only = accused_runs::table.find(ONLY);
            diesel::update(only).set(accused_runs::run.eq(accused_runs::run + 1)).execute(conn).map_err(at_runs)?;
            let run = only.select(accused_runs::run).first(conn).map_err(at_runs)?;
            Ok(AnalysisTurn { run, erased: erasures::count(conn)? })
        })
    }

    /// Returns the addresses that may have so many rows of evidence.
    ///
    /// # Errors
    /// [`StoreError::BadRow`]; [`StoreError::Away`].
    pub fn worth_weighing(&self, needed: usize) -> Result<WorthWeighing, StoreError> {
        let mut conn = self.pool.get()?;
        let settled: Option<i64> =
            accused_runs::table.find(ONLY).select(accused_runs::enough).first(&mut *conn).map_err(at_runs)?;
        let row = RowName { table: "accused_runs", id: ONLY };
        let settled = settled.map(|enough| row.need("enough", u32::try_from(enough).ok())).transpose()?;
        let settled = settled.map(to_index).filter(|enough| *enough <= needed);
        if let Some(enough) = settled
            && let Some(addresses) = lately_accused(&mut conn)?
        {
            return Ok(WorthWeighing { addresses, enough });
        }
        drop(conn);
        let mut counted = AccusedAddresses::new(needed);
        self.count_evidence(|address, rows| counted.add(address, rows))?;
        Ok(WorthWeighing { addresses: counted.into_addresses(), enough: needed })
    }

    /// Ends a run: of the addresses that it began with, these stay, which have so many rows of evidence. Where another one began
    /// meanwhile, that one does so; where an address was erased meanwhile, the next one.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all: the next run weighs what this one did.
    pub fn settle_accused(
        &self,
        turn: AnalysisTurn,
        addresses: impl Iterator<Item = PeerAddress>,
        enough: usize,
        now: Moment,
    ) -> Result<(), StoreError> {
        let (run, today) = (turn.run, now.day());
        let rows: Vec<(Vec<u8>, i64, i64)> = addresses.map(|address| (octets(address.get()), run, today)).collect();
        self.pool.write(|conn| {
            if !erasures::hold(conn, turn.erased)? {
                return Ok(());
            }
            // First, so that whoever reports waits here, and not for single addresses.
            let enough = accused_runs::enough.eq(to_u64(enough).cast_signed());
            let last = accused_runs::table.filter(accused_runs::run.eq(run));
            if diesel::update(last).set(enough).execute(conn).map_err(at_runs)? == 0 {
                return Ok(());
            }
            rows.chunks(ROWS_AT_ONCE).try_for_each(|rows| keep(conn, rows)).map_err(at_accused)?;
            let before = accused::table.filter(accused::run.lt(run));
            diesel::delete(before).execute(conn).map_err(at_accused)?;
            let weighed = accusations::table.filter(accusations::run.lt(run));
            diesel::delete(weighed).execute(conn).map(drop).map_err(at_accusations)
        })
    }
}

/// Returns who was accused since the last run, and who had enough rows of evidence in it; `None`: too many to look for.
fn lately_accused(conn: &mut AnyConnection) -> Result<Option<BTreeSet<PeerAddress>>, StoreError> {
    let most = to_u64(MOST_LOOKED_FOR + 1).cast_signed();
    // These first: whoever is accused leaves them for the others, and is in both, rather than in neither.
    let mut found: Vec<Vec<u8>> =
        accusations::table.select(accusations::address).distinct().limit(most).load(conn).map_err(at_accusations)?;
    let kept: Vec<Vec<u8>> = accused::table.select(accused::address).limit(most).load(conn).map_err(at_accused)?;
    found.extend(kept);
    let addresses: BTreeSet<PeerAddress> =
        found.iter().map(|bytes| peer("accused", bytes)).collect::<Result<_, _>>()?;
    Ok(Some(addresses).filter(|addresses| addresses.len() <= MOST_LOOKED_FOR))
}

/// Notes the addresses of the staged evidence. A run waits for the end of the transaction, so that it reads what is noted here, or
/// leaves it to the next one.
pub(super) fn note(conn: &mut AnyConnection, today: i64) -> Result<(), StoreError> {
    let next = accused_runs::table.find(ONLY).select(accused_runs::run);
    let run: i64 = match conn {
        AnyConnection::Sqlite(conn) => next.first(conn),
        AnyConnection::Postgres(conn) => next.for_share().first(conn),
    }
    .map_err(at_runs)?;
    let statement = format!(
        "INSERT INTO accusations (run, day, address) SELECT DISTINCT {run}, {today}, address FROM staged_evidence"
    );
    on_backend!(conn, c => diesel::sql_query(statement).execute(c)).map(drop).map_err(at_accusations)
}

/// Forgets the addresses of which no evidence can be left, and all where there are too many.
pub(super) fn forget_lapsed(conn: &mut AnyConnection, today: i64) -> Result<(), StoreError> {
    // What is reported may be of a day to come.
    let first = DayTable::Evidence.first_day(today) - DAYS_AHEAD;
    let many: i64 = accusations::table.count().get_result(conn).map_err(at_accusations)?;
    let first_noted = if many > MOST_NOTED {
        // A run that has begun settles nothing then. First, as a run does it, so that none waits for the other.
        let anew = (accused_runs::run.eq(accused_runs::run + 1), accused_runs::enough.eq(None::<i64>));
        diesel::update(accused_runs::table.find(ONLY)).set(anew).execute(conn).map_err(at_runs)?;
        i64::MAX
    } else {
        first
    };
    diesel::delete(accused::table.filter(accused::day.lt(first))).execute(conn).map_err(at_accused)?;
    let noted = accusations::table.filter(accusations::day.lt(first_noted));
    diesel::delete(noted).execute(conn).map(drop).map_err(at_accusations)
}

/// Forgets addresses.
pub(super) fn forget(conn: &mut AnyConnection, addresses: &[PeerAddress]) -> Result<(), StoreError> {
    let addresses: Vec<Vec<u8>> = addresses.iter().map(|address| octets(address.get())).collect();
    let kept = accused::table.filter(accused::address.eq_any(&addresses));
    on_backend!(conn, c => diesel::delete(kept).execute(c)).map_err(at_accused)?;
    let noted = accusations::table.filter(accusations::address.eq_any(&addresses));
    on_backend!(conn, c => diesel::delete(noted).execute(c)).map(drop).map_err(at_accusations)
}

/// Writes addresses with the run that found them; where they are there with a later run they stay as they are.
fn keep(conn: &mut AnyConnection, rows: &[(Vec<u8>, i64, i64)]) -> QueryResult<()> {
    // Of inserts that meet what is there; elsewhere two methods of the name would be in scope.
    use diesel::query_dsl::methods::FilterDsl;

    let row = |(address, run, day): &(Vec<u8>, i64, i64)| {
        (accused::address.eq(address.clone()), accused::run.eq(*run), accused::day.eq(*day))
    };
    match conn {
        AnyConnection::Sqlite(conn) => rows.iter().try_for_each(|one| {
            diesel::insert_into(accused::table)
                .values(row(one))
                .on_conflict(accused::address)
                .do_update()
                .set((accused::run.eq(excluded(accused::run)), accused::day.eq(excluded(accused::day))))
                .filter(accused::run.lt(excluded(accused::run)))
                .execute(conn)
                .map(drop)
        }),
        AnyConnection::Postgres(conn) => diesel::insert_into(accused::table)
            .values(rows.iter().map(row).collect::<Vec<_>>())
            .on_conflict(accused::address)
            .do_update()
            .set((accused::run.eq(excluded(accused::run)), accused::day.eq(excluded(accused::day))))
            .filter(accused::run.lt(excluded(accused::run)))
            .execute(conn)
            .map(drop),
    }
}

fn at_accused(error: DieselError) -> StoreError {
    StoreError::at("accused", error)
}

fn at_accusations(error: DieselError) -> StoreError {
    StoreError::at("accusations", error)
}

fn at_runs(error: DieselError) -> StoreError {
    StoreError::at("accused_runs", error)
}

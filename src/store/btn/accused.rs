//! The addresses whose evidence is worth weighing, kept as reports come: a run of the analyses reads what is said of these, however
//! much is said of others.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::result::Error as DieselError;
use diesel::upsert::excluded;

use super::addresses::{octets, peer};
use super::day_table::{DAYS_AHEAD, DayTable};
use super::handle::BtnStore;
use super::schema::{accused, accused_runs};
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
const MOST_LOOKED_FOR: i64 = 100_000;
/// How many rows are written at once.
const ROWS_AT_ONCE: usize = 1000;

/// A run of the analyses, as the database knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnalysisTurn(i64);

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
            only.select(accused_runs::run).first(conn).map(AnalysisTurn).map_err(at_runs)
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
        let many: i64 = accused::table.count().get_result(&mut *conn).map_err(at_accused)?;
        match settled.filter(|_| many <= MOST_LOOKED_FOR) {
            Some(enough) => {
                let found: Vec<Vec<u8>> =
                    accused::table.select(accused::address).load(&mut *conn).map_err(at_accused)?;
                let addresses = found.iter().map(|bytes| peer("accused", bytes)).collect::<Result<_, _>>()?;
                Ok(WorthWeighing { addresses, enough })
            }
            None => {
                drop(conn);
                let mut counted = AccusedAddresses::new(needed);
                self.count_evidence(|address, rows| counted.add(address, rows))?;
                Ok(WorthWeighing { addresses: counted.into_addresses(), enough: needed })
            }
        }
    }

    /// Ends a run: of the addresses that it began with, these stay, which have so many rows of evidence.
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
        let (run, today) = (turn.0, now.day());
        let rows: Vec<(Vec<u8>, i64, i64)> = addresses.map(|address| (octets(address.get()), run, today)).collect();
        self.pool.write(|conn| {
            // First, so that whoever reports waits here, and not for single addresses.
            let enough = accused_runs::enough.eq(to_u64(enough).cast_signed());
            diesel::update(accused_runs::table.find(ONLY)).set(enough).execute(conn).map_err(at_runs)?;
            rows.chunks(ROWS_AT_ONCE).try_for_each(|rows| keep(conn, rows)).map_err(at_accused)?;
            let before = accused::table.filter(accused::run.lt(run));
            diesel::delete(before).execute(conn).map(drop).map_err(at_accused)
        })
    }
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
    // In one order everywhere, so that nodes wait for one another, and not each for the other.
    let statement = format!(
        "INSERT INTO accused (address, run, day) SELECT DISTINCT address, {run}, {today} FROM staged_evidence WHERE true \
         ORDER BY address ON CONFLICT (address) DO UPDATE SET run = excluded.run, day = excluded.day \
         WHERE accused.run < excluded.run OR accused.day < excluded.day"
    );
    on_backend!(conn, c => diesel::sql_query(statement).execute(c)).map(drop).map_err(at_accused)
}

/// Forgets the addresses of which no evidence can be left.
pub(super) fn forget_lapsed(conn: &mut AnyConnection, today: i64) -> Result<(), StoreError> {
    // What is reported may be of a day to come.
    let lapsed = accused::table.filter(accused::day.lt(DayTable::Evidence.first_day(today) - DAYS_AHEAD));
    diesel::delete(lapsed).execute(conn).map(drop).map_err(at_accused)
}

/// Forgets addresses.
pub(super) fn forget(conn: &mut AnyConnection, addresses: &[PeerAddress]) -> Result<(), StoreError> {
    let addresses: Vec<Vec<u8>> = addresses.iter().map(|address| octets(address.get())).collect();
    let found = accused::table.filter(accused::address.eq_any(addresses));
    on_backend!(conn, c => diesel::delete(found).execute(c)).map(drop).map_err(at_accused)
}

/// Writes addresses with the run that follows them; where they are there the day stays, and so does a later run.
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
                .set(accused::run.eq(excluded(accused::run)))
                .filter(accused::run.lt(excluded(accused::run)))
                .execute(conn)
                .map(drop)
        }),
        AnyConnection::Postgres(conn) => diesel::insert_into(accused::table)
            .values(rows.iter().map(row).collect::<Vec<_>>())
            .on_conflict(accused::address)
            .do_update()
            .set(accused::run.eq(excluded(accused::run)))
            .filter(accused::run.lt(excluded(accused::run)))
            .execute(conn)
            .map(drop),
    }
}

fn at_accused(error: DieselError) -> StoreError {
    StoreError::at("accused", error)
}

fn at_runs(error: DieselError) -> StoreError {
    StoreError::at("accused_runs", error)
}

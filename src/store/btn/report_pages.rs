//! Bans and snapshots, as people ask for them: a page, and how many there are.
//!
//! Days are tables, and names of tables cannot be bound: what is put into the SQL are names of ours and numbers. By time,
//! days are read one after another, the newest first, until the page is full; how many rows a day has is known without
//! counting where every row is asked for. Where no index leads to what is asked for, not all rows are looked at
//! (`report_reach`).

use std::collections::BTreeMap;

use diesel::result::Error as DieselError;

use super::day_counts;
use super::day_table::DayTable;
use super::day_tables;
use super::found_reports::{FoundPage, FoundReport, ReportColumns};
use super::handle::BtnStore;
use super::report_conditions::{NOTHING, condition, order};
use super::report_keys::{DAY_MILLISECONDS, day};
use super::sql_text::{RowCount, SqlText};
use crate::btn::query::{AskedReports, ReportQuery, ReportSort, SortDirection, TimeRange};
use crate::catalog::Moment;
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, transaction};
use crate::store::dialect;

/// How many days back reports are found, with today.
pub const QUERY_DAYS: i64 = 14;
/// The most rows that a query looks at where no index leads to what it asks for.
pub const MOST_LOOKED_AT: i64 = 25_000;

/// The rows of a query, in the days that there are.
pub(super) struct AskedDays<'a> {
    pub(super) query: &'a ReportQuery,
    pub(super) table: DayTable,
    /// Of when the rows are that are looked at.
    pub(super) time: TimeRange,
    /// In the order of the query.
    pub(super) days: Vec<i64>,
    /// The number of rows of each day.
    pub(super) counts: BTreeMap<i64, i64>,
    /// Whether an index leads to the rows, by an address or a torrent.
    pub(super) is_led: bool,
}

impl BtnStore {
    /// Returns a page of the bans or peers that are asked for, of the last [`QUERY_DAYS`] days. Where no index leads to
    /// them, about `most` rows are looked at, the newest, see [`MOST_LOOKED_AT`].
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn find_reports(
        &self,
        query: &ReportQuery,
        most: i64,
        now: Moment,
    ) -> Result<FoundPage<FoundReport>, StoreError> {
        let mut conn = self.pool.get()?;
        let begin = dialect::begin_reading(&conn);
        let (since, (total, rows)) = transaction(&mut conn, begin, |conn| {
            let mut asked = AskedDays::new(conn, query, now.day())?;
            let since = asked.look_no_further(conn, most)?;
            let found = if asked.is_by_time() { asked.walk(conn) } else { asked.sort(conn) };
            Ok::<_, StoreError>((since, found?))
        })?;
        let rows = rows.into_iter().map(|row| row.found(&self.key)).collect::<Result<_, _>>()?;
        Ok(FoundPage { total, rows, since })
    }
}

impl<'a> AskedDays<'a> {
    fn new(conn: &mut AnyConnection, query: &'a ReportQuery, today: i64) -> Result<Self, StoreError> {
        let table = match query.kind {
            AskedReports::Bans => DayTable::Bans,
            AskedReports::Snapshots => DayTable::Snapshots,
        };
        let is_asked = |asked: &i64| {
            *asked > today - QUERY_DAYS
                && query.time.from.is_none_or(|from| day(from) <= *asked)
                && query.time.to.is_none_or(|to| *asked <= day(to))
        };
        let mut days: Vec<i64> = day_tables::days(conn, table)?.into_iter().filter(is_asked).collect();
        if query.direction == SortDirection::Descending {
            days.reverse();
        }
        let counts = day_counts::of(conn, table)?;
        Ok(Self { query, table, time: query.time, days, counts, is_led: false })
    }

    pub(super) fn is_by_time(&self) -> bool {
        self.query.sort.first().is_none_or(|first| *first == ReportSort::Time)
    }

    /// Reads day after day until the page is full.
    fn walk(&self, conn: &mut AnyConnection) -> Result<(i64, Vec<ReportColumns>), StoreError> {
        let page = self.query.page;
        let (mut total, mut skipped, mut left, mut rows) = (0, page.offset(), page.size, Vec::new());
        for day in &self.days {
            let count = self.count(conn, *day)?;
            total += count;
            if left > 0 && skipped < count {
                let found = self.part(conn, &[*day], left, skipped)?;
                left -= (count - skipped).min(left);
                rows.extend(found);
            }
            skipped = (skipped - count).max(0);
        }
        Ok((total, rows))
    }

    /// Reads the page of all days, sorted together.
    fn sort(&self, conn: &mut AnyConnection) -> Result<(i64, Vec<ReportColumns>), StoreError> {
        let mut total = 0;
        for day in &self.days {
            total += self.count(conn, *day)?;
        }
        let page = self.query.page;
        let rows =
            if page.offset() < total { self.part(conn, &self.days, page.size, page.offset())? } else { Vec::new() };
        Ok((total, rows))
    }

    fn count(&self, conn: &mut AnyConnection, day: i64) -> Result<i64, StoreError> {
        let mut sql = SqlText::new(conn);
        let Some(condition) = self.condition(&mut sql, day) else {
            return Ok(self.counts.get(&day).copied().unwrap_or_default());
        };
        let statement = format!("SELECT count(*) AS number FROM {} WHERE {condition}", self.source(&sql, day));
        let counted: Vec<RowCount> = sql.load(conn, &statement).map_err(at(self.table))?;
        Ok(counted.first().map_or(0, |count| count.number))
    }

    fn part(
        &self,
        conn: &mut AnyConnection,
        days: &[i64],
        limit: i64,
        offset: i64,
    ) -> Result<Vec<ReportColumns>, StoreError> {
        let mut sql = SqlText::new(conn);
        let columns = self.columns(&sql);
        let parts: Vec<String> = days
            .iter()
            .map(|day| {
                let condition = self.condition(&mut sql, *day).unwrap_or_else(|| self.of_day(*day));
                format!("SELECT {columns} FROM {} WHERE {condition}", self.source(&sql, *day))
            })
            .collect();
        let order = order(&sql, self.query);
        let rest = format!("ORDER BY {order} LIMIT {limit} OFFSET {offset}");
        let statement = match &parts[..] {
            [one] => format!("{one} {rest}"),
            several => format!("SELECT * FROM ({}) AS days {rest}", several.join(" UNION ALL ")),
        };
        sql.load(conn, &statement).map_err(at(self.table))
    }

    /// Returns what holds of the rows of a day that are asked for; `None`: all are.
    fn condition(&self, sql: &mut SqlText, day: i64) -> Option<String> {
        let (begins, ends) = (day * DAY_MILLISECONDS, (day + 1) * DAY_MILLISECONDS - 1);
        let first = self.time.from.filter(|first| *first > begins);
        let last = self.time.to.filter(|last| *last < ends);
        let at = format!("{}.at", self.column_of());
        let times = [first.map(|first| format!("{at} >= {first}")), last.map(|last| format!("{at} <= {last}"))];
        let all: Vec<String> = times.into_iter().flatten().chain(condition(sql, self.query)).collect();
        (!all.is_empty()).then(|| format!("{} AND {}", self.of_day(day), all.join(" AND ")))
    }

    fn of_day(&self, day: i64) -> String {
        format!("{}.day = {day}", self.column_of())
    }

    /// Tells whether peers are found by their reports.
    fn is_by_reports(&self) -> bool {
        self.table == DayTable::Snapshots && !self.is_led
    }

    /// Returns what the columns of a row's day and time begin with. Where an index leads to the rows, they have a sign: it
    /// makes them values, so that no other index is chosen for them.
    fn column_of(&self) -> &'static str {
        if self.is_led { "+r" } else { self.report() }
    }

    /// Returns the table that has the time of a row, and its report.
    fn report(&self) -> &'static str {
        if self.is_by_reports() { "p" } else { "r" }
    }

    /// Returns the tables of a day. Where no index leads to peers, they are found by their reports, which are few: by their
    /// time, they need no index.
    fn source(&self, sql: &SqlText, day: i64) -> String {
        let name = day_tables::of_name(self.table, day);
        let others = "LEFT JOIN torrents AS t ON t.id = r.torrent_id \
                      LEFT JOIN applications AS a ON a.id = r.application_id";
        if !self.is_by_reports() {
            return format!("{name} AS r {others}");
        }
        // SQLite reads the tables of a cross join in their order.
        let join = if sql.is_sqlite { "CROSS JOIN" } else { "JOIN" };
        format!(
            "snapshot_reports AS p {join} {name} AS r ON r.day = p.day AND r.application_id = p.application_id \
             AND r.report = p.report {others}"
        )
    }

    fn columns(&self, sql: &SqlText) -> String {
        let common = "t.id AS torrent, t.identifier AS identifier, t.size AS size, a.public_id AS public_id, \
                      a.owner_id AS owner_id, r.address AS address, r.port AS port, r.peer_id AS peer_id, \
                      r.client_name AS client_name, r.from_peer AS from_peer, r.to_peer AS to_peer, \
                      r.progress AS progress, r.own_progress AS own_progress, r.flags AS flags";
        let empty = "CAST('' AS TEXT)";
        match self.table {
            DayTable::Snapshots => {
                let no_key = if sql.is_sqlite { "x''" } else { "CAST('' AS BYTEA)" };
                let report = self.report();
                format!(
                    "{report}.at AS at, {report}.application_id AS application_id, {no_key} AS row_key, \
                     {report}.report AS report, \
                     r.place AS place, r.from_peer_speed AS from_peer_speed, r.to_peer_speed AS to_peer_speed, \
                     {NOTHING} AS by_rules, {empty} AS module, {empty} AS rule, {empty} AS data, {common}"
                )
            }
            _ => format!(
                "r.at AS at, r.application_id AS application_id, r.ban_key AS row_key, {NOTHING} AS report, \
                 {NOTHING} AS place, {NOTHING} AS from_peer_speed, {NOTHING} AS to_peer_speed, \
                 r.by_rules AS by_rules, r.module AS module, r.rule AS rule, r.data AS data, {common}"
            ),
        }
    }
}

fn at(table: DayTable) -> impl Fn(DieselError) -> StoreError {
    move |error| StoreError::at(table.name(), error)
}

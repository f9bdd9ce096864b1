//! How far back a query of reports looks, so that none takes long.
//!
//! To the rows of an address or of a torrent an index leads. Whatever else is asked for is looked for row by row, among so
//! many of the newest.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::day_table::DayTable;
use super::day_tables::of_name;
use super::report_conditions::{is_led_to, single};
use super::report_keys::day;
use super::report_pages::AskedDays;
use super::sql_text::{RowCount, SqlText};
use crate::btn::query::Joined;
use crate::store::StoreError;
use crate::store::conn::AnyConnection;

/// When something was reported.
#[derive(QueryableByName)]
struct ReportTime {
    #[diesel(sql_type = BigInt)]
    at: i64,
}

impl AskedDays<'_> {
    /// Sees to it that no more than about `most` rows are looked at; returns since when, where that leaves some out.
    pub(super) fn look_no_further(&mut self, conn: &mut AnyConnection, most: i64) -> Result<Option<i64>, StoreError> {
        self.is_led = self.has_few(conn, most)?;
        if self.is_led || self.is_known(most) {
            return Ok(None);
        }
        let since = self.since(conn, most)?;
        if let Some(since) = since {
            self.time.from = Some(since);
            self.days.retain(|asked| *asked >= day(since));
        }
        Ok(since)
    }

    /// Tells whether an index leads to at most so many rows.
    fn has_few(&self, conn: &mut AnyConnection, most: i64) -> Result<bool, StoreError> {
        if self.days.is_empty() || (self.query.joined == Joined::Or && self.query.conditions.len() > 1) {
            return Ok(false);
        }
        for condition in self.query.conditions.iter().filter(|condition| is_led_to(condition)) {
            let mut sql = SqlText::new(conn);
            let condition = single(&mut sql, self.query.kind, condition);
            let of_day = |day: &i64| format!("SELECT 1 FROM {} AS r WHERE {condition}", of_name(self.table, *day));
            let all = self.days.iter().map(of_day).collect::<Vec<_>>().join(" UNION ALL ");
            let statement = format!("SELECT count(*) AS number FROM ({all} LIMIT {}) AS found", most + 1);
            let counted: Vec<RowCount> = sql.load(conn, &statement).map_err(self.table.at())?;
            if counted.iter().all(|count| count.number <= most) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Tells whether the page is one of the first of all rows: how many there are is known, and nothing is looked for.
    fn is_known(&self, most: i64) -> bool {
        let (query, page) = (self.query, self.query.page);
        let is_of_all = query.conditions.is_empty() && query.time.from.is_none() && query.time.to.is_none();
        is_of_all && self.is_by_time() && page.offset() + page.size <= most
    }

    /// Finds since when there are about so many rows; `None`: there are no more.
    fn since(&self, conn: &mut AnyConnection, most: i64) -> Result<Option<i64>, StoreError> {
        let (mut left, mut days) = (most, self.days.clone());
        days.sort_unstable();
        while let Some(day) = days.pop() {
            let rows = self.counts.get(&day).copied().unwrap_or_default();
            if rows > left
                && let Some(since) = self.since_of(conn, day, (left, rows))?
            {
                return Ok(Some(since).filter(|since| self.time.from.is_none_or(|from| from < *since)));
            }
            left = (left - rows).max(0);
        }
        Ok(None)
    }

    /// Finds since when there are about so many of the rows of a day; `None`: there are no more that are asked for.
    fn since_of(
        &self,
        conn: &mut AnyConnection,
        day: i64,
        (some, rows): (i64, i64),
    ) -> Result<Option<i64>, StoreError> {
        let sql = SqlText::new(conn);
        let until = self.time.to.map_or_else(String::new, |until| format!(" AND at <= {until}"));
        let (table, passed) = match self.table {
            DayTable::Snapshots => {
                let statement = format!("SELECT count(*) AS number FROM snapshot_reports WHERE day = {day}");
                let reports: Vec<RowCount> = sql.load(conn, &statement).map_err(self.table.at())?;
                // Reports are about as long as one another.
                let reports: i64 = reports.iter().map(|count| count.number).sum();
                ("snapshot_reports".to_owned(), some.saturating_mul(reports) / rows)
            }
            _ => (of_name(self.table, day), some),
        };
        let statement =
            format!("SELECT at FROM {table} WHERE day = {day}{until} ORDER BY at DESC LIMIT 1 OFFSET {passed}");
        let found: Vec<ReportTime> = sql.load(conn, &statement).map_err(self.table.at())?;
        Ok(found.first().map(|found| found.at))
    }
}

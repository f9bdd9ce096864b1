//! What is kept by days, so that a day can be dropped in a moment: tables on SQLite, partitions on PostgreSQL.
//!
//! The name of a table is part of its day here, and diesel's statements have the names of tables in their types: hence the
//! SQL as text. What is put into it are names of ours and numbers, never a value that anybody sent.

use std::collections::{BTreeMap, BTreeSet};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::day_counts;
use super::day_table::{DAYS_AHEAD, DayTable, Repeated};
use super::handle::BtnStore;
use crate::catalog::Moment;
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};

/// How many days ago what is reported may be.
const DAYS_BACK: i64 = 7;
/// Pages of a SQLite file that are given back at once, while other writers wait.
const PAGES_AT_ONCE: i64 = 1000;

impl BtnStore {
    /// Makes the days that are to come and drops those whose time is over, with what else is kept for a time; returns how
    /// many days were dropped. To be called when a day begins, and any time: what is done already is not done again.
    ///
    /// On SQLite the room of what was dropped is given back to the disk, bit by bit.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Away`]: some of it may be done.
    pub fn keep_days(&self, now: Moment) -> Result<usize, StoreError> {
        let today = now.day();
        let mut dropped = 0;
        for table in DayTable::ALL {
            let days = days(&mut *self.pool.get()?, table)?;
            let first = table.first_day(today);
            for day in (first.max(today - DAYS_BACK)..=today + DAYS_AHEAD).filter(|day| !days.contains(day)) {
                self.pool.write(|conn| make(conn, table, day))?;
            }
            for day in days.range(..first) {
                self.pool.write(|conn| drop_day(conn, table, *day))?;
                dropped += 1;
            }
        }
        self.forget_lapsed(now)?;
        self.forget_torrents(today)?;
        self.forget_clients(now)?;
        self.give_room_back()?;
        Ok(dropped)
    }

    /// Gives the free pages of a SQLite file back to the disk; PostgreSQL does so by itself.
    fn give_room_back(&self) -> Result<(), StoreError> {
        #[derive(QueryableByName)]
        struct FreePages {
            #[diesel(sql_type = BigInt)]
            freelist_count: i64,
        }
        let at = |error| StoreError::at("sqlite_schema", error);
        let mut conn = self.pool.get()?;
        let AnyConnection::Sqlite(conn) = &mut *conn else { return Ok(()) };
        let mut left = i64::MAX;
        loop {
            let free: FreePages = diesel::sql_query("PRAGMA freelist_count").get_result(conn).map_err(at)?;
            // Where the file was not made by us, none are given back.
            if free.freelist_count == 0 || free.freelist_count >= left {
                break;
            }
            left = free.freelist_count;
            conn.batch_execute(&format!("PRAGMA incremental_vacuum({PAGES_AT_ONCE})")).map_err(at)?;
        }
        // The file itself is cut when what was committed is moved into it.
        conn.batch_execute("PRAGMA wal_checkpoint(PASSIVE)").map_err(at)
    }
}

/// Returns the days of a table.
pub(super) fn days(conn: &mut AnyConnection, table: DayTable) -> Result<BTreeSet<i64>, StoreError> {
    #[derive(QueryableByName)]
    struct TableName {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let name = table.name();
    let found: Vec<TableName> = match conn {
        AnyConnection::Sqlite(conn) => diesel::sql_query(format!(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '{name}_[0-9]*'"
        ))
        .load(conn),
        AnyConnection::Postgres(conn) => diesel::sql_query(format!(
            "SELECT part.relname::text AS name FROM pg_inherits JOIN pg_class AS part ON part.oid = inhrelid \
             WHERE inhparent = '{name}'::regclass"
        ))
        .load(conn),
    }
    .map_err(table.at())?;
    let number = |found: TableName| found.name.strip_prefix(name)?.strip_prefix('_')?.parse().ok();
    Ok(found.into_iter().filter_map(number).collect())
}

/// Makes a day of a table, unless it is there.
pub(super) fn make(conn: &mut AnyConnection, table: DayTable, day: i64) -> Result<(), StoreError> {
    #[derive(QueryableByName)]
    struct TableText {
        #[diesel(sql_type = Text)]
        sql: String,
    }
    let (name, next) = (table.name(), day + 1);
    match conn {
        AnyConnection::Sqlite(conn) => {
            let models = format!(
                "SELECT sql FROM sqlite_schema WHERE tbl_name = '{name}' AND sql IS NOT NULL ORDER BY type = 'index'"
            );
            let models: Vec<TableText> = diesel::sql_query(models).load(conn).map_err(table.at())?;
            models.iter().try_for_each(|model| conn.batch_execute(&of_day(&model.sql, name, day)))
        }
        AnyConnection::Postgres(conn) => conn.batch_execute(&format!(
            "CREATE TABLE IF NOT EXISTS {name}_{day} PARTITION OF {name} FOR VALUES FROM ({day}) TO ({next})"
        )),
    }
    .map_err(table.at())
}

/// Turns the statement that makes a table, or an index of it, into the one that makes that of a day.
fn of_day(statement: &str, name: &str, day: i64) -> String {
    let (table, index) = (format!("CREATE TABLE {name} ("), format!("CREATE INDEX {name}_"));
    match statement.strip_prefix(&index) {
        Some(rest) => {
            let rest = rest.replacen(&format!(" ON {name} ("), &format!(" ON {name}_{day} ("), 1);
            format!("CREATE INDEX IF NOT EXISTS {name}_{day}_{rest}")
        }
        None => statement.replacen(&table, &format!("CREATE TABLE IF NOT EXISTS {name}_{day} ("), 1),
    }
}

fn drop_day(conn: &mut AnyConnection, table: DayTable, day: i64) -> Result<(), StoreError> {
    let name = of_name(table, day);
    on_backend!(conn, c => c.batch_execute(&format!("DROP TABLE IF EXISTS {name}"))).map_err(table.at())?;
    day_counts::forget(conn, table, day)
}

/// Makes the table of the connection's own into which rows are put first, empty.
pub(super) fn make_staged(conn: &mut AnyConnection, table: DayTable) -> Result<(), StoreError> {
    let name = table.name();
    match conn {
        AnyConnection::Sqlite(conn) => conn.batch_execute(&format!(
            "CREATE TEMP TABLE IF NOT EXISTS staged_{name} AS SELECT * FROM main.{name} WHERE 0; \
             DELETE FROM temp.staged_{name}"
        )),
        AnyConnection::Postgres(conn) => conn.batch_execute(&format!(
            "CREATE TEMP TABLE IF NOT EXISTS staged_{name} (LIKE {name}) ON COMMIT DELETE ROWS"
        )),
    }
    .map_err(table.at())
}

/// Moves the staged rows to these days; returns how many rows were added or replaced, by day. No two rows have one key.
pub(super) fn merge(
    conn: &mut AnyConnection,
    table: DayTable,
    columns: &[&str],
    wanted: &BTreeSet<i64>,
) -> Result<BTreeMap<i64, usize>, StoreError> {
    let mut days = days(conn, table)?;
    for day in wanted.difference(&days.clone()) {
        make(conn, table, *day)?;
        days.insert(*day);
    }
    let (all, chosen) = match conn {
        AnyConnection::Sqlite(_) => (days.iter().map(|day| of_name(table, *day)).collect(), ("max", "min")),
        AnyConnection::Postgres(_) => (vec![table.name().to_owned()], ("greatest", "least")),
    };
    let mut moved = BTreeMap::new();
    for day in wanted {
        let statement = statement(table, columns, &of_name(table, *day), &format!("day = {day}"), (&all, chosen));
        let rows = on_backend!(conn, c => diesel::sql_query(statement).execute(c)).map_err(table.at())?;
        moved.insert(*day, rows);
    }
    Ok(moved)
}

/// Returns the name of a day of a table.
pub(super) fn of_name(table: DayTable, day: i64) -> String {
    format!("{}_{day}", table.name())
}

/// Writes the statement that moves staged rows of which the condition is true to the target; `all` are all days, and `most`
/// and `least` the functions of the database that choose from two values.
fn statement(
    table: DayTable,
    columns: &[&str],
    target: &str,
    condition: &str,
    (all, (most, least)): (&[String], (&str, &str)),
) -> String {
    let name = table.name();
    let list = columns.join(", ");
    let mut statement =
        format!("INSERT INTO {target} ({list}) SELECT {list} FROM staged_{name} AS staged WHERE {condition}");
    match table.repeated() {
        Repeated::Stays => statement += " ON CONFLICT DO NOTHING",
        Repeated::StaysOnAnyDay => {
            for other in all {
                statement += &format!(
                    " AND NOT EXISTS (SELECT 1 FROM {other} AS known \
                     WHERE known.application_id = staged.application_id AND known.ban_key = staged.ban_key)"
                );
            }
            statement += " ON CONFLICT DO NOTHING";
        }
        Repeated::Replaced { keys } => {
            let (keys, values) = (columns[..keys].join(", "), &columns[keys..]);
            let values: Vec<String> = values.iter().map(|column| format!("{column} = excluded.{column}")).collect();
            statement += &format!(
                " ON CONFLICT ({keys}) DO UPDATE SET {} WHERE excluded.last_seen > {target}.last_seen",
                values.join(", ")
            );
        }
        Repeated::RolledUp { keys } => {
            let keys = columns[..keys].join(", ");
            let chosen = [(most, "net"), (most, "size"), (least, "first_seen"), (most, "last_seen")];
            let values = chosen.map(|(of, column)| format!("{column} = {of}({target}.{column}, excluded.{column})"));
            statement += &format!(" ON CONFLICT ({keys}) DO UPDATE SET {}", values.join(", "));
        }
    }
    statement
}

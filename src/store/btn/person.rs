//! What is kept of a person, for whoever asks what that is, or wants it to be gone.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::accused;
use super::applications::at_applications;
use super::day_counts;
use super::day_table::DayTable;
use super::day_tables::{days, of_name};
use super::erasures;
use super::handle::BtnStore;
use super::lists::{at_alerts, at_entries};
use super::participants::at_heartbeats;
use super::person_tables::{Person, PersonTable, ShownColumn, is_of_address, networks, tables};
use super::schema::{applications, heartbeats, list_alerts, list_entries};
use super::sql_text::SqlText;
use super::staged::{StagedBan, StagedEvidence, StagedHistory, StagedRow, StagedSnapshot, StagedSwarm};
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};

/// A row that is kept of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// The table.
    pub table: &'static str,
    /// Its columns as an object of JSON; bytes in hexadecimal digits.
    pub json: String,
}

/// Where it is kept when applications were heard of, and from where.
const OF_APPLICATIONS: [&str; 4] = ["heartbeats", "active_days", "seen_reports", "snapshot_reports"];

#[derive(QueryableByName)]
struct JsonRow {
    #[diesel(sql_type = Text)]
    json: String,
}

impl BtnStore {
    /// Gives every row that is kept of a person, or was reported of them or by them; returns how many.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn export_person(&self, person: Person, mut row: impl FnMut(PersonRow)) -> Result<usize, StoreError> {
        let mut conn = self.pool.get()?;
        let mut count = 0;
        for PersonTable { name, columns, condition: (sql, condition) } in tables(self, &conn, person) {
            let question = format!("SELECT {} AS json FROM {name} WHERE {condition}", object(&sql, columns));
            let rows: Vec<JsonRow> = sql.load(&mut conn, &question).map_err(|error| StoreError::at(name, error))?;
            count += rows.len();
            rows.into_iter().for_each(|found| row(PersonRow { table: name, json: found.json }));
        }
        let mut sql = SqlText::new(&conn);
        let Some(condition) = condition(&mut conn, &mut sql, person)? else { return Ok(count) };
        for table in DayTable::ALL {
            let object = object(&sql, columns(table));
            for day in days(&mut conn, table)? {
                let question = format!("SELECT {object} AS json FROM {} WHERE {condition}", of_name(table, day));
                let rows: Vec<JsonRow> = sql.load(&mut conn, &question).map_err(table.at())?;
                count += rows.len();
                rows.into_iter().for_each(|found| row(PersonRow { table: table.name(), json: found.json }));
            }
        }
        Ok(count)
    }

    /// Erases every row that was reported of a person or by them, from where and when their applications were heard of, and
    /// all else that is kept of an address, but for the rules of operators; returns how many reported rows were erased. An
    /// account itself is removed by [`Self::remove_owner`].
    ///
    /// # Errors
    /// [`StoreError::Away`] above all: nothing is erased.
    pub fn erase_person(&self, person: Person) -> Result<usize, StoreError> {
        self.pool.write(|conn| {
            erasures::add(conn)?;
            let mut sql = SqlText::new(conn);
            let Some(condition) = condition(conn, &mut sql, person)? else { return Ok(0) };
            let (mut count, mut counts) = (0, Vec::new());
            // In the order in which reports are written, so that neither waits for the other.
            for table in DayTable::ALL {
                for day in days(conn, table)? {
                    let statement = format!("DELETE FROM {} WHERE {condition}", of_name(table, day));
                    let erased = sql.execute(conn, &statement).map_err(table.at())?;
                    count += erased;
                    counts.extend((erased > 0 && table.is_counted()).then_some((table, day, erased)));
                }
            }
            if let Person::Account(_) = person {
                for table in OF_APPLICATIONS {
                    let statement = format!("DELETE FROM {table} WHERE {condition}");
                    sql.execute(conn, &statement).map_err(|error| StoreError::at(table, error))?;
                }
            }
            if let Person::Address(address) = person {
                let hash = self.key.of_address(address.cut());
                let heard = heartbeats::table.filter(heartbeats::address.eq(hash.as_bytes().as_slice()));
                diesel::delete(heard).execute(conn).map_err(at_heartbeats)?;
                accused::forget(conn, &[address, address.cut()])?;
                let networks = networks(address);
                let alerts = list_alerts::table.filter(list_alerts::network.eq_any(&networks));
                on_backend!(conn, c => diesel::delete(alerts).execute(c)).map_err(at_alerts)?;
                let listed = list_entries::table.filter(list_entries::network.eq_any(networks));
                on_backend!(conn, c => diesel::delete(listed).execute(c)).map_err(at_entries)?;
            }
            // Last, for whoever reports waits from here on.
            for (table, day, erased) in counts {
                day_counts::take_away(conn, table, day, erased)?;
            }
            Ok(count)
        })
    }
}

/// Writes the condition of rows that are of a person; `None`: none can be.
fn condition(conn: &mut AnyConnection, sql: &mut SqlText, person: Person) -> Result<Option<String>, StoreError> {
    match person {
        Person::Address(address) => Ok(Some(is_of_address(sql, address))),
        Person::Account(owner) => {
            let ids: Vec<i64> = applications::table
                .filter(applications::owner_id.eq(owner.0))
                .select(applications::id)
                .load(conn)
                .map_err(at_applications)?;
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            Ok((!ids.is_empty()).then(|| format!("application_id IN ({})", ids.join(", "))))
        }
    }
}

/// Writes columns of a table as an object of JSON.
fn object(sql: &SqlText, columns: Vec<ShownColumn>) -> String {
    let member = |column| match (column, sql.is_sqlite) {
        (ShownColumn::Bytes(column), true) => format!("'{column}', lower(hex({column}))"),
        (ShownColumn::Bytes(column), false) => format!("'{column}', encode({column}, 'hex')"),
        (ShownColumn::Plain(column), _) => format!("'{column}', {column}"),
    };
    let members = columns.into_iter().map(member).collect::<Vec<_>>().join(", ");
    if sql.is_sqlite { format!("json_object({members})") } else { format!("json_build_object({members})::text") }
}

/// Returns the columns of a table that is kept by days.
fn columns(table: DayTable) -> Vec<ShownColumn> {
    let columns = match table {
        DayTable::Snapshots => StagedSnapshot::COLUMNS,
        DayTable::Bans => StagedBan::COLUMNS,
        DayTable::Histories => StagedHistory::COLUMNS,
        DayTable::Swarms => StagedSwarm::COLUMNS,
        DayTable::Evidence => StagedEvidence::COLUMNS,
    };
    let shown = |column: &&'static str| match *column {
        "address" | "ban_key" => ShownColumn::Bytes(column),
        _ => ShownColumn::Plain(column),
    };
    columns.iter().map(shown).collect()
}

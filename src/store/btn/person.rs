//! What is kept of a person, for whoever asks what that is, or wants it to be gone.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::accused;
use super::addresses::octets;
use super::applications::at_applications;
use super::day_counts;
use super::day_table::DayTable;
use super::day_tables::{days, of_name};
use super::handle::BtnStore;
use super::lists::{at_alerts, at_entries};
use super::participants::at_heartbeats;
use super::schema::{applications, heartbeats, list_alerts, list_entries};
use super::sql_text::SqlText;
use super::staged::{StagedBan, StagedEvidence, StagedHistory, StagedRow, StagedSnapshot, StagedSwarm};
use crate::btn::{OwnerId, PeerAddress};
use crate::store::StoreError;
use crate::store::conn::{AnyConnection, on_backend};

/// Whose data is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// Whoever has this address, as a peer or as a participant.
    Address(PeerAddress),
    /// Whoever has this account: what their applications reported.
    Account(OwnerId),
}

/// A row that is kept of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// The table.
    pub table: &'static str,
    /// Its columns as an object of JSON; bytes in hexadecimal digits.
    pub json: String,
}

#[derive(QueryableByName)]
struct JsonRow {
    #[diesel(sql_type = Text)]
    json: String,
}

impl BtnStore {
    /// Gives every row that is kept of a person, and that was reported of them or by them; returns how many.
    ///
    /// # Errors
    /// [`StoreError::Away`] above all.
    pub fn export_person(&self, person: Person, mut row: impl FnMut(PersonRow)) -> Result<usize, StoreError> {
        let mut conn = self.pool.get()?;
        let mut sql = SqlText::new(&conn);
        let Some(condition) = condition(&mut conn, &mut sql, person)? else { return Ok(0) };
        let mut count = 0;
        for table in DayTable::ALL {
            let object = object(&sql, table);
            for day in days(&mut conn, table)? {
                let question = format!("SELECT {object} AS json FROM {} WHERE {condition}", of_name(table, day));
                let rows: Vec<JsonRow> = sql.load(&mut conn, &question).map_err(table.at())?;
                count += rows.len();
                rows.into_iter().for_each(|found| row(PersonRow { table: table.name(), json: found.json }));
            }
        }
        Ok(count)
    }

    /// Erases every row that [`Self::export_person`] gives, from where they were heard of as a participant, that they are
    /// on the list of bans, and that they were kept off it; returns how many reported rows were erased. An account itself is
    /// removed by [`Self::remove_owner`].
    ///
    /// # Errors
    /// [`StoreError::Away`] above all: nothing is erased.
    pub fn erase_person(&self, person: Person) -> Result<usize, StoreError> {
        self.pool.write(|conn| {
            let mut sql = SqlText::new(conn);
            let Some(condition) = condition(conn, &mut sql, person)? else { return Ok(0) };
            let mut count = 0;
            for table in DayTable::ALL {
                for day in days(conn, table)? {
                    let statement = format!("DELETE FROM {} WHERE {condition}", of_name(table, day));
                    let erased = sql.execute(conn, &statement).map_err(table.at())?;
                    day_counts::take_away(conn, table, day, erased)?;
                    count += erased;
                }
            }
            if let Person::Address(address) = person {
                let hash = self.key.of_address(address.cut());
                let heard = heartbeats::table.filter(heartbeats::address.eq(hash.as_bytes().as_slice()));
                diesel::delete(heard).execute(conn).map_err(at_heartbeats)?;
                accused::forget(conn, &[address, address.cut()])?;
                let cut = address.cut().get();
                let networks = [format!("{cut}"), format!("{cut}/32"), format!("{cut}/64")];
                let alerts = list_alerts::table.filter(list_alerts::network.eq_any(&networks));
                on_backend!(conn, c => diesel::delete(alerts).execute(c)).map_err(at_alerts)?;
                let listed = list_entries::table.filter(list_entries::network.eq_any(networks));
                on_backend!(conn, c => diesel::delete(listed).execute(c)).map_err(at_entries)?;
            }
            Ok(count)
        })
    }
}

/// Writes the condition of rows that are of a person; `None`: none can be.
fn condition(conn: &mut AnyConnection, sql: &mut SqlText, person: Person) -> Result<Option<String>, StoreError> {
    match person {
        Person::Address(address) => {
            // Snapshots and evidence have networks of IPv6.
            let both = [address, address.cut()].map(|address| sql.bytes(octets(address.get())));
            Ok(Some(format!("address IN ({})", both.join(", "))))
        }
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

/// Writes the columns of a table as an object of JSON.
fn object(sql: &SqlText, table: DayTable) -> String {
    let member = |column| match (column, sql.is_sqlite) {
        ("address" | "ban_key", true) => format!("'{column}', lower(hex({column}))"),
        ("address" | "ban_key", false) => format!("'{column}', encode({column}, 'hex')"),
        _ => format!("'{column}', {column}"),
    };
    let members = columns(table).map(member).collect::<Vec<_>>().join(", ");
    if sql.is_sqlite { format!("json_object({members})") } else { format!("json_build_object({members})::text") }
}

/// Returns the columns of a table.
fn columns(table: DayTable) -> impl Iterator<Item = &'static str> {
    let columns = match table {
        DayTable::Snapshots => StagedSnapshot::COLUMNS,
        DayTable::Bans => StagedBan::COLUMNS,
        DayTable::Histories => StagedHistory::COLUMNS,
        DayTable::Swarms => StagedSwarm::COLUMNS,
        DayTable::Evidence => StagedEvidence::COLUMNS,
    };
    columns.iter().copied()
}

//! What is kept of a person, for whoever asks what that is, or wants it to be gone.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::accounts::at_owners;
use super::day_counts;
use super::day_table::DayTable;
use super::day_tables::days;
use super::handle::BtnStore;
use super::report_keys::octets;
use super::schema::{applications, heartbeats, list_entries};
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
        let mut count = 0;
        for table in DayTable::ALL {
            for day in days(&mut conn, table)? {
                let name = table.name();
                let Some(condition) = self.condition(&mut conn, person)? else { continue };
                let columns = columns(table).map(|column| match column {
                    "address" | "ban_key" => match *conn {
                        AnyConnection::Sqlite(_) => format!("'{column}', lower(hex({column}))"),
                        AnyConnection::Postgres(_) => format!("'{column}', encode({column}, 'hex')"),
                    },
                    column => format!("'{column}', {column}"),
                });
                let columns = columns.collect::<Vec<_>>().join(", ");
                let question = match *conn {
                    AnyConnection::Sqlite(_) => {
                        format!("SELECT json_object({columns}) AS json FROM {name}_{day} WHERE {condition}")
                    }
                    AnyConnection::Postgres(_) => {
                        format!("SELECT json_build_object({columns})::text AS json FROM {name}_{day} WHERE {condition}")
                    }
                };
                let rows: Vec<JsonRow> =
                    diesel::sql_query(question).load(&mut *conn).map_err(|error| StoreError::at(name, error))?;
                count += rows.len();
                rows.into_iter().for_each(|found| row(PersonRow { table: name, json: found.json }));
            }
        }
        Ok(count)
    }

    /// Erases every row that [`Self::export_person`] gives, from where they were heard of as a participant, and that they are
    /// on the list of bans; returns how many reported rows were erased. An account itself is removed by
    /// [`Self::remove_owner`].
    ///
    /// # Errors
    /// [`StoreError::Away`] above all: nothing is erased.
    pub fn erase_person(&self, person: Person) -> Result<usize, StoreError> {
        self.pool.write(|conn| {
            let mut count = 0;
            for table in DayTable::ALL {
                for day in days(conn, table)? {
                    let name = table.name();
                    let Some(condition) = self.condition(conn, person)? else { continue };
                    let statement = format!("DELETE FROM {name}_{day} WHERE {condition}");
                    let erased =
                        diesel::sql_query(statement).execute(conn).map_err(|error| StoreError::at(name, error))?;
                    day_counts::take_away(conn, table, day, erased)?;
                    count += erased;
                }
            }
            if let Person::Address(address) = person {
                let hash = self.key.of_address(address.cut());
                let heard = heartbeats::table.filter(heartbeats::address.eq(hash.as_bytes().as_slice()));
                diesel::delete(heard).execute(conn).map_err(super::participants::at_heartbeats)?;
                let cut = address.cut().get();
                let networks = [format!("{cut}"), format!("{cut}/32"), format!("{cut}/64")];
                let listed = list_entries::table.filter(list_entries::network.eq_any(networks));
                on_backend!(conn, c => diesel::delete(listed).execute(c))
                    .map_err(|error| StoreError::at("list_entries", error))?;
            }
            Ok(count)
        })
    }

    /// Writes the condition of rows that are of a person; `None`: none can be.
    fn condition(&self, conn: &mut AnyConnection, person: Person) -> Result<Option<String>, StoreError> {
        match person {
            Person::Address(address) => {
                let literal = |address: PeerAddress| {
                    let digits = data_encoding::HEXLOWER.encode(&octets(address));
                    match conn {
                        AnyConnection::Sqlite(_) => format!("x'{digits}'"),
                        AnyConnection::Postgres(_) => format!("'\\x{digits}'::bytea"),
                    }
                };
                // Snapshots and evidence have networks of IPv6.
                Ok(Some(format!("address IN ({}, {})", literal(address), literal(address.cut()))))
            }
            Person::Account(owner) => {
                let ids: Vec<i64> = applications::table
                    .filter(applications::owner_id.eq(owner.0))
                    .select(applications::id)
                    .load(conn)
                    .map_err(at_owners)?;
                let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
                Ok((!ids.is_empty()).then(|| format!("application_id IN ({})", ids.join(", "))))
            }
        }
    }
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

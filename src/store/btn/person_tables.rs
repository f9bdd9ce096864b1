//! Which rows of which tables are of a person, except of those that are kept by days.

use super::addresses::octets;
use super::handle::BtnStore;
use super::sql_text::SqlText;
use crate::btn::{OwnerId, PeerAddress};
use crate::store::conn::AnyConnection;

use ShownColumn::{Bytes, Plain};

/// Whose data is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// Whoever has this address, as a peer or as a participant.
    Address(PeerAddress),
    /// Whoever has this account: what their applications reported.
    Account(OwnerId),
}

/// A column that is shown.
#[derive(Clone, Copy)]
pub(super) enum ShownColumn {
    /// As it is.
    Plain(&'static str),
    /// In hexadecimal digits.
    Bytes(&'static str),
}

/// From where an application was heard of.
const HEARD: [ShownColumn; 5] =
    [Bytes("address"), Bytes("network"), Plain("application_id"), Plain("first_seen"), Plain("last_seen")];

/// Rows of a table that are of a person.
pub(super) struct PersonTable {
    pub(super) name: &'static str,
    pub(super) columns: Vec<ShownColumn>,
    /// The condition, with its values.
    pub(super) condition: (SqlText, String),
}

/// Returns the tables that have rows of a person. What proves who they are is not shown: secrets and tokens.
pub(super) fn tables(store: &BtnStore, conn: &AnyConnection, person: Person) -> Vec<PersonTable> {
    match person {
        Person::Address(address) => of_address(store, conn, address),
        Person::Account(owner) => of_account(conn, owner.0),
    }
}

fn of_address(store: &BtnStore, conn: &AnyConnection, address: PeerAddress) -> Vec<PersonTable> {
    let entry = ["network", "reason", "accusers", "torrents", "net", "first_seen", "last_seen", "until"].map(Plain);
    let hash = store.key().of_address(address.cut());
    let is_heard = condition(conn, |sql| format!("address = {}", sql.bytes(hash.as_bytes().to_vec())));
    let is_accused = || condition(conn, |sql| is_of_address(sql, address));
    let is_network = |column: &str| {
        condition(conn, |sql| {
            let networks = networks(address).iter().map(|network| sql.text(network)).collect::<Vec<_>>().join(", ");
            format!("{column} IN ({networks})")
        })
    };
    let table = |name, columns, condition| PersonTable { name, columns, condition };
    vec![
        table("heartbeats", HEARD.to_vec(), is_heard),
        table("accused", vec![Bytes("address"), Plain("day")], is_accused()),
        table("accusations", vec![Bytes("address"), Plain("day")], is_accused()),
        table("list_entries", entry.to_vec(), is_network("network")),
        table("list_alerts", ["network", "reason", "at"].map(Plain).to_vec(), is_network("network")),
        table("manual_rules", ["kind", "content", "created", "until"].map(Plain).to_vec(), is_network("content")),
    ]
}

fn of_account(conn: &AnyConnection, owner: i64) -> Vec<PersonTable> {
    let table = |name, columns: &[ShownColumn], column: &str, begin: &str, end: &str| {
        let condition = condition(conn, |sql| format!("{column} {begin}{}{end}", sql.whole(owner)));
        PersonTable { name, columns: columns.to_vec(), condition }
    };
    let own = |name, columns, column| table(name, columns, column, "= ", "");
    let of_applications = |name, columns| {
        table(name, columns, "application_id", "IN (SELECT id FROM applications WHERE owner_id = ", ")")
    };
    vec![
        own(
            "owners",
            &[
                Plain("id"),
                Plain("name"),
                Plain("created"),
                Plain("banned"),
                Plain("vouched"),
                Plain("github_id"),
                Plain("nickname"),
                Plain("avatar"),
                Plain("email"),
                Plain("last_seen"),
                Plain("permissions"),
                Bytes("network"),
                Plain("corroborated_day"),
            ],
            "id",
        ),
        own(
            "applications",
            &["id", "public_id", "comment", "created", "banned", "seen_day", "removed"].map(Plain),
            "owner_id",
        ),
        own("sessions", &["created", "expires"].map(Plain), "owner_id"),
        own("audit", &["at", "action", "subject", "times"].map(Plain), "actor"),
        of_applications("heartbeats", &HEARD),
        of_applications("seen_reports", &[Plain("application_id"), Bytes("digest"), Plain("at")]),
        of_applications("active_days", &["application_id", "day"].map(Plain)),
        of_applications("snapshot_reports", &["application_id", "day", "report", "at"].map(Plain)),
    ]
}

/// Writes the condition that an address is that of a person.
pub(super) fn is_of_address(sql: &mut SqlText, address: PeerAddress) -> String {
    // Snapshots and evidence have networks of IPv6.
    let both = [address, address.cut()].map(|address| sql.bytes(octets(address.get())));
    format!("address IN ({})", both.join(", "))
}

/// Returns what an address is called in lists and rules, alone: not the wider networks that it is in.
pub(super) fn networks(address: PeerAddress) -> Vec<String> {
    let (whole, cut) = (address.get(), address.cut().get());
    let bits = if whole.is_ipv4() { 32 } else { 128 };
    vec![whole.to_string(), format!("{whole}/{bits}"), cut.to_string(), format!("{cut}/64")]
}

fn condition(conn: &AnyConnection, write: impl FnOnce(&mut SqlText) -> String) -> (SqlText, String) {
    let mut sql = SqlText::new(conn);
    let condition = write(&mut sql);
    (sql, condition)
}

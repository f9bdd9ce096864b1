//! `afisha btn person`

use clap::{Args, Subcommand};

use crate::btn::PeerAddress;
use crate::catalog::Text;
use crate::cli::fault::CommandError;
use crate::cli::output::{note, say};
use crate::cli::settings::Settings;
use crate::store::Person;

use super::analyse::address;
use super::opened::{OpenedReports, user_name};

/// Answers a person who asks what is kept of them, or wants it erased.
#[derive(Debug, Args)]
pub(super) struct PersonCommand {
    #[command(subcommand)]
    command: PersonAction,
}

#[derive(Debug, Subcommand)]
enum PersonAction {
    /// Prints every row that is kept of them, one object of JSON a line.
    Export(NamedPerson),
    /// Erases what was reported of them or by them, and when and from where they were heard of. Your rules stay; an account
    /// itself is removed by `afisha btn user remove`, after this.
    Erase(NamedPerson),
}

/// A person, by address or by account.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct NamedPerson {
    /// Whoever has this address.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    address: Option<PeerAddress>,
    /// Whoever has the account of this name: what their applications reported.
    #[arg(long, value_name = "NAME", value_parser = user_name)]
    user: Option<Text>,
}

impl PersonCommand {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        match &self.command {
            PersonAction::Export(person) => {
                let person = person.find(&reports)?;
                reports.note("person.export", kind(person))?;
                let mut written = Ok(());
                let count = reports.store.export_person(person, |row| {
                    if written.is_ok() {
                        written = say(format_args!(r#"{{"table":"{}","row":{}}}"#, row.table, row.json));
                    }
                })?;
                written?;
                note(format!("{count} rows"));
                Ok(())
            }
            PersonAction::Erase(person) => {
                let person = person.find(&reports)?;
                reports.note("person.erase", kind(person))?;
                let count = reports.store.erase_person(person)?;
                say(format_args!("erased {count} rows; lists are made without them within the hour"))
            }
        }
    }
}

impl NamedPerson {
    fn find(&self, reports: &OpenedReports) -> Result<Person, CommandError> {
        match (self.address, &self.user) {
            (Some(address), _) => Ok(Person::Address(address)),
            (None, Some(name)) => Ok(Person::Account(reports.owner(name)?.id)),
            (None, None) => Err(CommandError::Refused("name an address or a user".to_owned())),
        }
    }
}

/// Returns what the audit may say: never the address.
fn kind(person: Person) -> String {
    match person {
        Person::Address(_) => "an address".to_owned(),
        Person::Account(owner) => format!("user {}", owner.0),
    }
}

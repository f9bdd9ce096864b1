//! `afisha btn user`

use clap::{Args, Subcommand};

use crate::btn::{Permission, Permissions};
use crate::catalog::{DAY_SECONDS, Moment, Text};
use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::Settings;
use crate::store::{BtnStore, OwnerRecord, StoreError};

use super::opened::{OpenedReports, new_user_name, user_name};
use super::user_list::ListUsers;

/// For how many days an operator can vouch.
const MAX_DAYS: i64 = 3_650;

/// Manages users: who takes part, with as many applications as they run downloaders.
#[derive(Debug, Args)]
pub(super) struct UserCommand {
    #[command(subcommand)]
    command: UserAction,
}

#[derive(Debug, Subcommand)]
enum UserAction {
    Add(AddUser),
    List(ListUsers),
    /// Removes a user with all applications. What they reported stays until its time is over.
    Remove(NamedUser),
    /// Refuses a user and all applications until the ban is lifted; nothing that they reported accuses anybody.
    Ban(NamedUser),
    /// Lifts the ban of a user.
    Unban(NamedUser),
    Vouch(VouchForUser),
    Permit(PermitUser),
}

/// Adds a user, and prints the number.
#[derive(Debug, Args)]
struct AddUser {
    /// What you call the user.
    #[arg(value_parser = new_user_name)]
    name: Text,
    /// Print `user_id` as JSON.
    #[arg(long)]
    json: bool,
}

/// A user by name.
#[derive(Debug, Args)]
struct NamedUser {
    /// The name of the user.
    #[arg(value_parser = user_name)]
    name: Text,
}

/// Vouches for a user: what they report counts at once, though the account is new.
#[derive(Debug, Args)]
struct VouchForUser {
    /// The name of the user.
    #[arg(value_parser = user_name)]
    name: Text,
    /// For how many days, from now; 0: no longer.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(0..=MAX_DAYS))]
    days: i64,
}

/// Says what a user may do besides what all may, in the place of what was said before.
#[derive(Debug, Args)]
struct PermitUser {
    /// The name of the user.
    #[arg(value_parser = user_name)]
    name: Text,
    /// A permission; without any, the user has none.
    #[arg(value_parser = permission)]
    permission: Vec<Permission>,
}

impl UserCommand {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        match &self.command {
            UserAction::Add(command) => command.run(settings),
            UserAction::List(command) => command.run(settings),
            UserAction::Remove(user) => {
                user.change(settings, ("user.remove", "removed"), |store, owner, _| store.remove_owner(owner.id))
            }
            UserAction::Ban(user) => user.change(settings, ("user.ban", "banned"), |store, owner, now| {
                store.ban_owner(owner.id, Some(owner.banned.unwrap_or(now)))
            }),
            UserAction::Unban(user) => {
                user.change(settings, ("user.unban", "not banned any more"), |store, owner, _| {
                    store.ban_owner(owner.id, None)
                })
            }
            UserAction::Vouch(command) => command.run(settings),
            UserAction::Permit(command) => command.run(settings),
        }
    }
}

impl AddUser {
    fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let reports = OpenedReports::create(settings)?;
        let name = &self.name;
        reports.note("user.add", name)?;
        let Some(id) = reports.store.add_owner(name.as_str(), reports.now)? else {
            return Err(CommandError::Refused(format!("there is a user {name} already; choose another name")));
        };
        log::info!("added the user {name}");
        if self.json { say(serde_json::json!({ "user_id": id.0 })) } else { say(format_args!("user id: {}", id.0)) }
    }
}

impl NamedUser {
    fn change(
        &self,
        settings: &Settings,
        (action, done): (&str, &str),
        change: impl FnOnce(&BtnStore, &OwnerRecord, Moment) -> Result<bool, StoreError>,
    ) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        let owner = reports.owner(&self.name)?;
        reports.note(action, &self.name)?;
        change(&reports.store, &owner, reports.now)?;
        log::info!("the user {} is {done}", self.name);
        say(format_args!("{done}: {}", self.name))
    }
}

impl VouchForUser {
    fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        let owner = reports.owner(&self.name)?;
        let until = (self.days > 0).then_some(Moment(reports.now.0 + self.days * DAY_SECONDS));
        let done = until.map_or("not vouched for any more".to_owned(), |until| format!("vouched for until {until}"));
        reports.note("user.vouch", format_args!("{}: {done}", self.name))?;
        reports.store.vouch_for_owner(owner.id, until)?;
        log::info!("the user {} is {done}", self.name);
        say(format_args!("{done}: {}", self.name))
    }
}

impl PermitUser {
    fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        let owner = reports.owner(&self.name)?;
        let permissions: Permissions = self.permission.iter().copied().collect();
        let words =
            if self.permission.is_empty() { "nothing more than all".to_owned() } else { permissions.to_string() };
        reports.note("user.permit", format_args!("{}: {words}", self.name))?;
        reports.store.permit_owner(owner.id, &permissions)?;
        log::info!("the user {} may do {words}", self.name);
        say(format_args!("may do {words}: {}", self.name))
    }
}

fn permission(text: &str) -> Result<Permission, String> {
    Permission::named(text)
        .ok_or_else(|| format!("it must be one of {}", Permission::ALL.map(Permission::name).join(", ")))
}

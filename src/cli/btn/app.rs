//! `afisha btn app`

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::btn::AppCredentials;
use crate::catalog::{DAY_SECONDS, Moment, Text};
use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::Settings;
use crate::cli::table::table;
use crate::store::{ApplicationRecord, BtnStore, MAX_APPLICATIONS, NotAdded, StoreError};

use super::issued;
use super::opened::{OpenedReports, user_name};

/// What stands in place of what there is none of.
const NONE: &str = "-";

/// Manages applications: each downloader of a user reports as one.
#[derive(Debug, Args)]
pub(super) struct AppCommand {
    #[command(subcommand)]
    command: AppAction,
}

#[derive(Debug, Subcommand)]
enum AppAction {
    Add(AddApp),
    List(ListApps),
    Reset(ResetApp),
    /// Removes an application. What it reported stays until its time is over.
    Remove(NamedApp),
    /// Refuses an application until the ban is lifted; nothing that it reported accuses anybody. Also one that was removed.
    Ban(NamedApp),
    /// Lifts the ban of an application; that of its user stays.
    Unban(NamedApp),
}

/// Adds an application of a user and prints its id and secret, once only: just a keyed hash of the secret is stored.
#[derive(Debug, Args)]
struct AddApp {
    /// The name of the user.
    #[arg(value_parser = user_name)]
    name: Text,
    /// What you say of the application.
    #[arg(long, default_value = "")]
    comment: String,
    /// Print `app_id` and `app_secret` as JSON.
    #[arg(long)]
    json: bool,
}

/// Lists applications, with whose they are and when they were last heard of; never their secrets.
#[derive(Debug, Args)]
struct ListApps {
    /// Print a list in JSON; moments are in Unix seconds.
    #[arg(long)]
    json: bool,
}

/// Gives an application another secret and prints it, once only. The earlier one is not valid any more.
#[derive(Debug, Args)]
struct ResetApp {
    /// The id of the application.
    app_id: String,
    /// Print `app_id` and `app_secret` as JSON.
    #[arg(long)]
    json: bool,
}

/// An application by its id.
#[derive(Debug, Args)]
struct NamedApp {
    /// The id of the application.
    app_id: String,
}

/// An application, as scripts are told of it.
#[derive(Serialize)]
struct ListedApp<'a> {
    app_id: &'a str,
    user: &'a str,
    comment: &'a str,
    created: i64,
    banned: Option<i64>,
    last_seen: Option<i64>,
}

impl AppCommand {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        match &self.command {
            AppAction::Add(command) => command.run(settings),
            AppAction::List(command) => command.run(settings),
            AppAction::Reset(command) => command.run(settings),
            AppAction::Remove(app) => {
                let reports = OpenedReports::open(settings)?;
                known(&reports, &app.app_id)?;
                app.change(&reports, ("app.remove", "removed"), |store, id| store.remove_application(id, reports.now))
            }
            AppAction::Ban(app) => app.set_ban(settings, ("app.ban", "banned"), Some),
            AppAction::Unban(app) => app.set_ban(settings, ("app.unban", "not banned any more"), |_| None),
        }
    }
}

impl AddApp {
    fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        let (owner, credentials) = (reports.owner(&self.name)?, AppCredentials::random());
        reports.note("app.add", format_args!("{} of {}", credentials.id, self.name))?;
        let added = reports.store.add_application(owner.id, &credentials, &self.comment, reports.now)?;
        added.map_err(|why| {
            CommandError::Refused(match why {
                NotAdded::TooMany => format!(
                    "the user {} has {MAX_APPLICATIONS} applications, with those that were removed in the last month; \
                     nobody may have more",
                    self.name
                ),
                NotAdded::NoOwner | NotAdded::IdTaken => "the application was not added; try again".to_owned(),
            })
        })?;
        log::info!("added the application {} of {}; its secret is shown once only", credentials.id, self.name);
        issued::print(&credentials, self.json)
    }
}

impl ListApps {
    #[expect(clippy::expect_used, reason = "structs with text keys, written to memory: nothing of it can fail")]
    fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        let (owners, applications) = (reports.store.owners()?, reports.store.applications()?);
        let user = |application: &ApplicationRecord| {
            owners.iter().find(|owner| owner.id == application.owner).map_or(NONE, |owner| owner.name.as_str())
        };
        if self.json {
            let listed: Vec<ListedApp<'_>> = applications.iter().map(|app| listed(app, user(app))).collect();
            return say(serde_json::to_string_pretty(&listed).expect("a list of applications"));
        }
        let rows: Vec<_> = applications.iter().map(|application| row(application, user(application))).collect();
        say(table(["APP ID", "USER", "COMMENT", "CREATED", "BANNED", "LAST SEEN"], &rows))
    }
}

impl ResetApp {
    fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        let credentials = AppCredentials { id: self.app_id.clone(), ..AppCredentials::random() };
        known(&reports, &self.app_id)?;
        reports.note("app.reset", &self.app_id)?;
        reports.store.reset_application(&credentials)?;
        log::info!("gave the application {} another secret; it is shown once only", self.app_id);
        issued::print(&credentials, self.json)
    }
}

impl NamedApp {
    /// Also where the application was removed.
    fn set_ban(
        &self,
        settings: &Settings,
        words: (&str, &str),
        since: impl FnOnce(Moment) -> Option<Moment>,
    ) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        if !reports.store.knows_application(&self.app_id)? {
            return Err(unknown(&self.app_id));
        }
        self.change(&reports, words, |store, id| store.ban_application(id, since(reports.now)))
    }

    fn change(
        &self,
        reports: &OpenedReports,
        (action, done): (&str, &str),
        change: impl FnOnce(&BtnStore, &str) -> Result<bool, StoreError>,
    ) -> Result<(), CommandError> {
        reports.note(action, &self.app_id)?;
        if !change(&reports.store, &self.app_id)? {
            return Err(unknown(&self.app_id));
        }
        log::info!("the application {} is {done}", self.app_id);
        say(format_args!("{done}: {}", self.app_id))
    }
}

/// Refuses the id of an application that is not there.
fn known(reports: &OpenedReports, app_id: &str) -> Result<(), CommandError> {
    reports.store.application(app_id)?.map(drop).ok_or_else(|| unknown(app_id))
}

fn unknown(app_id: &str) -> CommandError {
    CommandError::Refused(format!("there is no application {app_id:?}; `afisha btn app list` shows all of them"))
}

/// Returns the beginning of the day on which an application was last heard of.
fn last_seen(application: &ApplicationRecord) -> Option<Moment> {
    application.seen_day.map(|day| Moment(day * DAY_SECONDS))
}

fn listed<'a>(application: &'a ApplicationRecord, user: &'a str) -> ListedApp<'a> {
    ListedApp {
        app_id: &application.public_id,
        user,
        comment: &application.comment,
        created: application.created.0,
        banned: application.banned.map(|since| since.0),
        last_seen: last_seen(application).map(|day| day.0),
    }
}

fn row(application: &ApplicationRecord, user: &str) -> [String; 6] {
    let moment = |moment: Option<Moment>| moment.map_or_else(|| NONE.to_owned(), |moment| moment.to_string());
    let comment = if application.comment.is_empty() { NONE } else { application.comment.as_str() };
    [
        application.public_id.clone(),
        user.to_owned(),
        comment.to_owned(),
        application.created.to_string(),
        moment(application.banned),
        moment(last_seen(application)),
    ]
}

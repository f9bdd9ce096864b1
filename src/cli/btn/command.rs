//! `afisha btn`

use clap::{Args, Subcommand};

use crate::cli::fault::CommandError;
use crate::cli::settings::Settings;

use super::analyse::Analyse;
use super::app::AppCommand;
use super::audit::ListAudit;
use super::lists::Lists;
use super::person::PersonCommand;
use super::rule::RuleCommand;
use super::swarms::Swarms;
use super::user::UserCommand;

/// Manages the BitTorrent Threat Network: who takes part, what is listed, and what is kept of whom.
#[derive(Debug, Args)]
pub(in crate::cli) struct Btn {
    #[command(subcommand)]
    command: BtnAction,
}

#[derive(Debug, Subcommand)]
enum BtnAction {
    User(UserCommand),
    App(AppCommand),
    Audit(ListAudit),
    Lists(Lists),
    Rule(RuleCommand),
    Analyse(Analyse),
    Swarms(Swarms),
    Person(PersonCommand),
}

impl Btn {
    pub(in crate::cli) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        match &self.command {
            BtnAction::User(command) => command.run(settings),
            BtnAction::App(command) => command.run(settings),
            BtnAction::Audit(command) => command.run(settings),
            BtnAction::Lists(command) => command.run(settings),
            BtnAction::Rule(command) => command.run(settings),
            BtnAction::Analyse(command) => command.run(settings),
            BtnAction::Swarms(command) => command.run(settings),
            BtnAction::Person(command) => command.run(settings),
        }
    }
}

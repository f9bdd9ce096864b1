//! `afisha btn`

use clap::{Args, Subcommand};

use crate::cli::fault::CommandError;
use crate::cli::settings::Settings;

use super::app::AppCommand;
use super::audit::ListAudit;
use super::user::UserCommand;

/// Manages who takes part in the BitTorrent Threat Network.
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
}

impl Btn {
    pub(in crate::cli) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        match &self.command {
            BtnAction::User(command) => command.run(settings),
            BtnAction::App(command) => command.run(settings),
            BtnAction::Audit(command) => command.run(settings),
        }
    }
}

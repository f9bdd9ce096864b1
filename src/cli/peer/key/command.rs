//! `afisha peer key`

use clap::{Args, Subcommand};

use crate::cli::fault::CommandError;
use crate::cli::settings::Settings;

use super::add::AddKey;
use super::change::{LimitKey, NamedKey};
use super::list::ListKeys;
use super::rotate::RotateKey;

/// Manages the keys by which other operators' catalogues ask this one. Running servers apply changes within a second.
#[derive(Debug, Args)]
pub(in crate::cli) struct PeerKeyCommand {
    #[command(subcommand)]
    command: PeerKeyAction,
}

#[derive(Debug, Subcommand)]
enum PeerKeyAction {
    Add(AddKey),
    List(ListKeys),
    Rotate(RotateKey),
    /// Refuses a key until it is enabled again.
    Disable(NamedKey),
    /// Accepts a disabled key again.
    Enable(NamedKey),
    /// Removes a key for good.
    Remove(NamedKey),
    Limits(LimitKey),
}

impl PeerKeyCommand {
    pub(in crate::cli) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        match &self.command {
            PeerKeyAction::Add(command) => command.run(settings),
            PeerKeyAction::List(command) => command.run(settings),
            PeerKeyAction::Rotate(command) => command.run(settings),
            PeerKeyAction::Disable(command) => command.set_active(settings, false),
            PeerKeyAction::Enable(command) => command.set_active(settings, true),
            PeerKeyAction::Remove(command) => command.remove(settings),
            PeerKeyAction::Limits(command) => command.run(settings),
        }
    }
}

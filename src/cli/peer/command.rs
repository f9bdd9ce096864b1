//! `afisha peer`

use clap::{Args, Subcommand};

use crate::cli::fault::CommandError;
use crate::cli::settings::Settings;

use super::key::PeerKeyCommand;

/// Manages what other operators' catalogues may ask of this one.
#[derive(Debug, Args)]
pub(in crate::cli) struct Peer {
    #[command(subcommand)]
    command: PeerAction,
}

#[derive(Debug, Subcommand)]
enum PeerAction {
    Key(PeerKeyCommand),
}

impl Peer {
    pub(in crate::cli) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        match &self.command {
            PeerAction::Key(command) => command.run(settings),
        }
    }
}

//! `afisha views`

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::clock::Clock;
use crate::exchange::{self, Input, counted};
use crate::store::Store;

use super::fault::CommandError;
use super::output::say;
use super::progress::ShownProgress;
use super::settings::{self, Settings};

/// Manages the viewing history.
#[derive(Debug, Args)]
pub(super) struct ViewsCommand {
    #[command(subcommand)]
    command: ViewsAction,
}

#[derive(Debug, Subcommand)]
enum ViewsAction {
    /// Imports a viewing history in one transaction: all of it or nothing. Each line is viewer;film;unix time, where the
    /// viewer may be empty; compressed with gzip or not.
    Import {
        /// The file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

impl ViewsCommand {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let ViewsAction::Import { file } = &self.command;
        let config = settings.load(&[])?;
        let store = Store::create(&settings::database_to_write(&config)?)?;
        store.migrate()?;
        let mut progress = ShownProgress::bytes("importing");
        let file = Input::from(file.clone());
        let done = exchange::import_views(&store, &Clock::system(), &file, &mut |now| progress.at(now.read, now.of));
        progress.finish();
        let done = done?;
        let (views, viewers) = (counted(done.views, "view"), counted(done.viewers, "viewer"));
        say(format!("read {views} by {viewers}; new: {}", done.new))?;
        Ok(())
    }
}

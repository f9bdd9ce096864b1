//! `afisha check`

use std::path::PathBuf;

use clap::Args;

use crate::clock::Clock;
use crate::exchange::{self, Input, Options};
use crate::store::{Store, StoreError};

use super::fault::Fault;
use super::output::say;
use super::progress::Progress;
use super::settings::{self, Settings};

/// Checks catalogue files as an import would, without changing anything.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Check as for `import --replace`.
    #[arg(long)]
    replace: bool,
    /// Check as for `import --create-tags`.
    #[arg(long)]
    create_tags: bool,
    /// The files, read in this order.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), Fault> {
        let config = settings.load(&[])?;
        // Without a database, the files are checked as for an empty one.
        let store = match Store::open(&settings::database(&config)?) {
            Ok(store) => Some(store),
            Err(StoreError::Missing { .. }) => None,
            Err(fault) => return Err(fault.into()),
        };
        let files: Vec<Input> = self.files.iter().cloned().map(Input::from).collect();
        let options = Options { replace: self.replace, create_tags: self.create_tags };
        let mut progress = Progress::bytes("checking");
        let done = exchange::check(store.as_ref(), &Clock::system(), &files, options, &mut |now| {
            progress.at(now.read, now.of);
        });
        progress.finish();
        let done = done?;
        say(format!("no fault in {} tags and {} films", done.tags, done.films))?;
        Ok(())
    }
}

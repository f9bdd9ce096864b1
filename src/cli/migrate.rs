//! `afisha migrate`

use clap::Args;

use crate::store::Store;

use super::fault::CommandError;
use super::output::say;
use super::settings::{self, Settings};

/// Migrates the database to the schema of this version; creates the SQLite file if there is none.
#[derive(Debug, Args)]
pub(super) struct Migrate {}

impl Migrate {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let done = Store::create(&settings::database_to_write(&config)?)?.migrate()?;
        for migration in &done {
            say(format!("migrated: {migration}"))?;
        }
        if done.is_empty() {
            say("nothing to migrate: the database is up to date")?;
        }
        Ok(())
    }
}

//! `afisha check`

use clap::Args;

use crate::clock::Clock;
use crate::exchange::{self, ExchangeError, counted};
use crate::store::{Store, StoreError};

use super::fault::CommandError;
use super::files::{CatalogueFiles, left_out};
use super::findings;
use super::output::say;
use super::progress::ShownProgress;
use super::settings::{self, Settings};

/// Checks catalogue files as `import` with the same flags would, without changing anything. It also works beside a long
/// import, and on a read-only database.
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    files: CatalogueFiles,
}

impl Check {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        // Without a database, the files are checked as for an empty one.
        let store = match Store::open_to_read(&settings::database(&config)) {
            Ok(store) => Some(store),
            Err(StoreError::Missing { .. }) => None,
            Err(fault) => return Err(fault.into()),
        };
        let devices = settings::devices(&config)?;
        let options = self.files.options(&config, &devices);
        let mut progress = ShownProgress::bytes("checking");
        let done = exchange::check(store.as_ref(), &Clock::system(), &self.files.inputs(), options, &mut |now| {
            progress.at(now.read, now.of);
        });
        progress.finish();
        let done = done?;
        if let Some(removal) = done.removal {
            if removal.is_refused() {
                return Err(ExchangeError::Removal(removal).into());
            }
            say(removal)?;
        }
        say(format!("OK: {}, {}", counted(done.tags, "tag"), counted(done.films, "film")))?;
        left_out(done.doubtful);
        done.findings.map_or(Ok(()), |findings| findings::tell(&findings, &config.access.groups))
    }
}

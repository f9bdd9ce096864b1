//! `afisha check`

use std::path::PathBuf;

use clap::Args;

use crate::clock::Clock;
use crate::exchange::{self, Audience, ExchangeError, Input, Options, counted};
use crate::store::{Store, StoreError};

use super::fault::CommandError;
use super::findings;
use super::output::say;
use super::progress::ProgressReport;
use super::settings::{self, Settings};

/// Checks catalogue files as an import would, without changing anything. It also works beside a long import, and on a
/// read-only database.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// Check as for `import --replace`: says what would be removed.
    #[arg(long)]
    replace: bool,
    /// Check as for `import --allow-removals`.
    #[arg(long, requires = "replace")]
    allow_removals: bool,
    /// Check as for `import --create-tags`.
    #[arg(long)]
    create_tags: bool,
    /// The files, read in this order.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        // Without a database, the files are checked as for an empty one.
        let store = match Store::open_to_read(&settings::database(&config)?) {
            Ok(store) => Some(store),
            Err(StoreError::Missing { .. }) => None,
            Err(fault) => return Err(fault.into()),
        };
        let files: Vec<Input> = self.files.iter().cloned().map(Input::from).collect();
        let devices = settings::devices(&config)?;
        let options = Options {
            replace: self.replace,
            create_tags: self.create_tags,
            max_removals_percent: config.import.max_removals_percent,
            allow_removals: self.allow_removals,
            audience: Some(Audience { devices: &devices, groups: &config.access.groups }),
        };
        let mut progress = ProgressReport::bytes("checking");
        let done = exchange::check(store.as_ref(), &Clock::system(), &files, options, &mut |now| {
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
        done.findings.map_or(Ok(()), |findings| findings::tell(&findings, &config.access.groups))
    }
}

//! `afisha import`

use clap::Args;

use crate::clock::Clock;
use crate::exchange::{self, Summary, counted};
use crate::store::Store;

use super::fault::CommandError;
use super::files::{CatalogueFiles, left_out};
use super::findings;
use super::output::say;
use super::progress::ShownProgress;
use super::settings::{self, Settings};

/// Imports catalogue files (JSON Lines, compressed with gzip or not) in one transaction: everything or nothing.
#[derive(Debug, Args)]
pub(super) struct ImportCommand {
    #[command(flatten)]
    files: CatalogueFiles,
}

impl ImportCommand {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let store = Store::create(&settings::database_to_write(&config)?)?;
        store.migrate()?;
        let devices = settings::devices(&config)?;
        let options = self.files.options(&config, &devices);
        let mut progress = ShownProgress::bytes("importing");
        let done = exchange::import(&store, &Clock::system(), &self.files.inputs(), options, &mut |now| {
            progress.at(now.read, now.of);
        });
        progress.finish();
        let done = done?;
        say(sentence(&done))?;
        left_out(done.doubtful);
        done.findings.map_or(Ok(()), |findings| findings::tell(&findings, &config.access.groups))
    }
}

/// Says what an import did.
fn sentence(done: &Summary) -> String {
    let (tags, films) = (|count| counted(count, "tag"), |count| counted(count, "film"));
    format!(
        "read {}, {}; new or changed: {} ({} created for films), {}; removed: {}, {}",
        tags(done.tags),
        films(done.films),
        tags(done.changed_tags),
        done.created_tags,
        films(done.changed_films),
        tags(done.removed_tags),
        films(done.removed_films)
    )
}

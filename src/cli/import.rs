//! `afisha import`

use std::path::PathBuf;

use clap::Args;

use crate::clock::Clock;
use crate::exchange::{self, Audience, Input, Options, Summary, counted};
use crate::store::Store;

use super::fault::CommandError;
use super::findings;
use super::output::say;
use super::progress::ProgressReport;
use super::settings::{self, Settings};

/// Imports catalogue files (JSON Lines, compressed with gzip or not) in one transaction: everything or nothing.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// Also remove films and tags that are not in the files. Refused if that removes more films than the setting
    /// import_max_removals_percent allows.
    #[arg(long)]
    replace: bool,
    /// With --replace: remove any number of films. Files without films remove nothing all the same.
    #[arg(long, requires = "replace")]
    allow_removals: bool,
    /// Create tags that films use and that do not exist yet, instead of refusing them.
    #[arg(long)]
    create_tags: bool,
    /// The files, read in this order.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Import {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let store = Store::create(&settings::database_to_write(&config)?)?;
        store.migrate()?;
        let files: Vec<Input> = self.files.iter().cloned().map(Input::from).collect();
        let devices = settings::devices(&config)?;
        let options = Options {
            replace: self.replace,
            create_tags: self.create_tags,
            max_removals_percent: config.import.max_removals_percent,
            allow_removals: self.allow_removals,
            audience: Some(Audience { devices: &devices, groups: &config.access.groups }),
        };
        let mut progress = ProgressReport::bytes("importing");
        let done = exchange::import(&store, &Clock::system(), &files, options, &mut |now| {
            progress.at(now.read, now.of);
        });
        progress.finish();
        let done = done?;
        say(sentence(&done))?;
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

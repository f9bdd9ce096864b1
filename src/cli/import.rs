//! `afisha import`

use std::path::PathBuf;

use clap::Args;

use crate::clock::Clock;
use crate::exchange::{self, Input, Options, Summary};
use crate::store::Store;

use super::fault::Fault;
use super::output::say;
use super::progress::Progress;
use super::settings::{self, Settings};

/// Imports catalogue files (JSON Lines, gzip if the name ends in .gz) in one transaction: everything or nothing.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// Also remove films and tags that are not in the files.
    #[arg(long)]
    replace: bool,
    /// Create tags that films use and that do not exist yet, instead of refusing them.
    #[arg(long)]
    create_tags: bool,
    /// The files, read in this order.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Import {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), Fault> {
        let config = settings.load(&[])?;
        let store = Store::create(&settings::database_to_write(&config)?)?;
        store.migrate()?;
        let files: Vec<Input> = self.files.iter().cloned().map(Input::from).collect();
        let options = Options { replace: self.replace, create_tags: self.create_tags };
        let mut progress = Progress::bytes("importing");
        let done = exchange::import(&store, &Clock::system(), &files, options, &mut |now| {
            progress.at(now.read, now.of);
        });
        progress.finish();
        say(sentence(&done?))?;
        Ok(())
    }
}

/// Says what an import did.
fn sentence(done: &Summary) -> String {
    format!(
        "read {} tags and {} films; new or changed: {} tags (made for films: {}), {} films; removed: {} tags, {} films",
        done.tags,
        done.films,
        done.changed_tags,
        done.created_tags,
        done.changed_films,
        done.removed_tags,
        done.removed_films
    )
}

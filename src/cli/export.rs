//! `afisha export`

use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::exchange;
use crate::store::Store;

use super::fault::CommandError;
use super::progress::ShownProgress;
use super::settings::{self, Settings};

/// Exports the catalogue to a file (JSON Lines, gzip if the name ends in .gz); `-` is standard output.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Export {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let store = Store::open_to_read(&settings::database(&config))?;
        let mut progress = ShownProgress::count("exporting", "films");
        let mut report = |now: exchange::Exported| progress.count_at(now.films);
        let done = if self.file == Path::new("-") {
            exchange::export_to(&store, &mut io::stdout().lock(), &mut report)
        } else {
            exchange::export(&store, &self.file, &mut report)
        };
        progress.finish();
        let done = done?;
        log::info!("exported {} tags and {} films to {}", done.tags, done.films, self.file.display());
        Ok(())
    }
}

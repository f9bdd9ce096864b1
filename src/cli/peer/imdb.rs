//! `afisha peer imdb`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::fault::CommandError;
use crate::cli::output::{say, warn};
use crate::cli::progress::ShownProgress;
use crate::cli::settings::{self, Settings};
use crate::exchange::{self, ImdbStep, ImdbSummary, Input, counted};
use crate::priority::step_back;
use crate::store::Store;

/// Imports IMDb's public tables of films and series, for peers that look titles up. They replace those of the import
/// before; until the end of the import, and if it fails, those are used.
#[derive(Debug, Args)]
pub(super) struct ImportImdb {
    /// title.basics.tsv.gz from https://datasets.imdbws.com/; the three files may come in any order, and unpacked.
    #[arg(value_name = "TITLE_BASICS")]
    basics: PathBuf,
    /// title.akas.tsv.gz.
    #[arg(value_name = "TITLE_AKAS")]
    akas: PathBuf,
    /// title.ratings.tsv.gz.
    #[arg(value_name = "TITLE_RATINGS")]
    ratings: PathBuf,
    /// Print what was done as JSON.
    #[arg(long)]
    json: bool,
}

impl ImportImdb {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        // A server may be answering boxes on this machine.
        step_back();
        let config = settings.load(&[])?;
        let store = Store::create(&settings::database_to_write(&config)?)?;
        store.migrate()?;
        let files = [&self.basics, &self.akas, &self.ratings].map(|file| Input::from(file.clone()));
        let mut reading = ShownProgress::bytes("importing");
        let mut removing = ShownProgress::count("removing what an earlier import wrote", "rows");
        let done = exchange::import_imdb(&store, &files, &mut |step| match step {
            ImdbStep::Reading(now) => reading.at(now.read, now.of),
            ImdbStep::Removing(rows) => removing.count_at(rows),
        });
        reading.finish();
        removing.finish();
        self.tell(&done?)
    }

    fn tell(&self, done: &ImdbSummary) -> Result<(), CommandError> {
        if !done.faults.is_empty() {
            warn(format!("{} passed over:\n{}", counted(done.faults.count(), "line"), done.faults));
        }
        if self.json {
            return say(json!({
                "titles": done.titles,
                "akas": done.akas,
                "left_out": done.left_out,
                "bad_lines": done.faults.count(),
            }));
        }
        let (titles, akas) = (counted(done.titles, "title"), counted(done.akas, "other title"));
        say(format!("kept {titles} and {akas}; left out: {}", counted(done.left_out, "title")))
    }
}

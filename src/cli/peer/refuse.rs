//! `afisha peer refuse`

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::catalog::{FilmId, ImdbId, InfoHash};
use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::{self, Settings};
use crate::clock::Clock;
use crate::exchange::{self, Input};
use crate::matching::WorkId;
use crate::store::Store;

use super::asking::hash;

/// Remembers which torrents you do not want for a film: `afisha peer found` offers them for it no more.
#[derive(Debug, Args)]
pub(super) struct RefuseTorrents {
    /// The film: its id, or the id of a title at IMDb such as tt0062759.
    #[arg(value_parser = film, required_unless_present = "lines")]
    film: Option<FilmId>,
    /// The info hashes of the torrents.
    #[arg(value_name = "HASH", value_parser = hash, required_unless_present = "lines")]
    hashes: Vec<InfoHash>,
    /// Refuse all torrents on these lines of `afisha peer found`, each for the films that its line names.
    #[arg(long, value_name = "FILE", conflicts_with = "film")]
    lines: Option<PathBuf>,
    /// Take refusals back.
    #[arg(long)]
    undo: bool,
    /// Print what was done as JSON.
    #[arg(long)]
    json: bool,
}

fn film(text: &str) -> Result<FilmId, String> {
    let own = || text.parse().ok().and_then(FilmId::new);
    let at_imdb = || ImdbId::parse(text).map(|id| WorkId::Imdb(id.number()).film_id());
    own().or_else(at_imdb).ok_or_else(|| "it must be the id of a film, or one at IMDb such as tt0062759".to_owned())
}

impl RefuseTorrents {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let refused = match (&self.lines, self.film) {
            (Some(file), _) => exchange::refusals(&[Input::File(file.clone())])?,
            (None, film) => self.hashes.iter().zip(film.iter().cycle()).map(|(hash, film)| (*hash, *film)).collect(),
        };
        let store = Store::open(&settings::database_to_write(&config)?)?;
        let (changed, word) = if self.undo {
            (store.take_back_refusals(&refused)?, "taken_back")
        } else {
            (store.refuse_torrents(&refused, Clock::system().now())?, "refused")
        };
        if self.json { say(json!({ word: changed })) } else { say(format!("{}: {changed}", word.replace('_', " "))) }
    }
}

//! `afisha peer found`

use std::io;

use clap::Args;

use crate::cli::fault::CommandError;
use crate::cli::output::{note, warn};
use crate::cli::progress::ShownProgress;
use crate::cli::settings::{self, Settings};
use crate::clock::Clock;
use crate::exchange::{self, FoundOptions, FoundSummary, counted};
use crate::priority::step_back;
use crate::store::Store;

/// How many torrents are listed for a film unless the arguments say otherwise.
const USUAL_MOST: u16 = 20;

/// Lists torrents of peers for films that lack a file, and for titles of IMDb that the catalogue lacks, as JSON Lines. Look
/// through them: what you want is for `afisha import`, what you do not want for `afisha peer refuse`.
#[derive(Debug, Args)]
pub(super) struct FindTorrents {
    /// List torrents for films of the catalogue only.
    #[arg(long, conflicts_with = "titles")]
    films: bool,
    /// List torrents for titles that the catalogue lacks only.
    #[arg(long)]
    titles: bool,
    /// Count a film as lacking a file if this device plays none of its items; without it, if any device that plays
    /// torrents plays none.
    #[arg(long, value_name = "NAME")]
    device: Option<String>,
    /// The version of the device.
    #[arg(long, requires = "device", default_value = "")]
    device_version: String,
    /// List only titles that so many have voted for at IMDb.
    #[arg(long, value_name = "N", default_value_t = 0)]
    min_votes: u32,
    /// List so many torrents for a film, the best ones.
    #[arg(long, value_name = "N", default_value_t = USUAL_MOST, value_parser = clap::value_parser!(u16).range(1..))]
    most: u16,
}

impl FindTorrents {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        // A server may be answering boxes on this machine.
        step_back();
        let config = settings.load(&[])?;
        let devices = settings::devices(&config)?;
        let device = self.device.as_ref().map(|name| settings::device(&devices, name, &self.device_version));
        let options = FoundOptions {
            devices: &devices,
            device: device.transpose()?,
            films: !self.titles,
            titles: !self.films,
            min_votes: self.min_votes,
            most: self.most.into(),
        };
        let store = Store::open_to_read(&settings::database(&config))?;
        let mut progress = ShownProgress::count("matching", "torrents");
        let mut out = io::BufWriter::new(io::stdout().lock());
        let done = exchange::found(&store, options, Clock::system().now(), &mut out, &mut |read| {
            progress.count_at(read);
        });
        progress.finish();
        tell(done?);
        Ok(())
    }
}

fn tell(done: FoundSummary) {
    note(format!(
        "torrents of peers: {}; found: {} for {} and {} that the catalogue lacks; doubtful: {}",
        done.read,
        done.torrents,
        counted(done.films, "film"),
        counted(done.titles, "title"),
        done.doubtful
    ));
    if done.lacks_serial_tag {
        warn("the catalogue has no tag `serial`: drafts of series are listed without it");
    }
}

//! `afisha btn swarms`

use clap::Args;

use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::Settings;
use crate::cli::table::table;
use crate::store::LEAST_PEERS;

use super::opened::OpenedReports;

/// Shows how many peers the torrents of each film had in the last 24 hours. Fewer than 5 are not told.
#[derive(Debug, Args)]
pub(super) struct Swarms {
    /// Print a list in JSON.
    #[arg(long)]
    json: bool,
}

impl Swarms {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let reports = OpenedReports::open(settings)?;
        let swarms = reports.store.film_swarms(reports.now)?;
        if self.json {
            let films: Vec<_> = swarms
                .iter()
                .map(|swarm| serde_json::json!({ "film": swarm.film.get(), "peers": swarm.peers }))
                .collect();
            return say(serde_json::Value::from(films));
        }
        if swarms.is_empty() {
            return say(format_args!("No film had {LEAST_PEERS} peers or more in the last 24 hours."));
        }
        let rows: Vec<_> = swarms.iter().map(|swarm| [swarm.film.get().to_string(), swarm.peers.to_string()]).collect();
        say(table(["FILM", "PEERS"], &rows))
    }
}

//! `afisha peer remove`

use clap::Args;
use serde_json::json;

use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::{self, Settings};
use crate::peer::PeerName;
use crate::store::Store;

use super::asking::{find, name};
use super::purge::purge;

/// Removes a peer and what it has told. What others told too stays.
#[derive(Debug, Args)]
pub(super) struct RemovePeer {
    /// The name of the peer.
    #[arg(value_parser = name)]
    name: PeerName,
    /// Print what was done as JSON.
    #[arg(long)]
    json: bool,
}

impl RemovePeer {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let store = Store::open(&settings::database_to_write(&config)?)?;
        let record = find(&store, &self.name)?;
        let mut removed = purge(&store, record.id)?;
        // A pass that was under way may have stored one more page.
        while !store.remove_peer(record.id)? && store.peer(&self.name)?.is_some() {
            removed += purge(&store, record.id)?;
        }
        log::info!("removed the peer {} with {removed} torrents", self.name);
        if self.json {
            say(json!({ "removed": removed }))
        } else {
            say(format!("removed {} with {removed} torrents", self.name))
        }
    }
}

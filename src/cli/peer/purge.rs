//! `afisha peer purge`

use clap::Args;
use serde_json::json;

use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::progress::ShownProgress;
use crate::cli::settings::{self, Settings};
use crate::peer::{PeerId, PeerName};
use crate::store::Store;

use super::asking::{find, name};

/// Removes what a peer has told. What others told too stays. The peer stays, and its next pass brings everything again: to
/// be rid of it, remove it instead.
#[derive(Debug, Args)]
pub(super) struct PurgePeer {
    /// The name of the peer.
    #[arg(value_parser = name)]
    name: PeerName,
    /// Print what was done as JSON.
    #[arg(long)]
    json: bool,
}

impl PurgePeer {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let store = Store::open(&settings::database_to_write(&config)?)?;
        let record = find(&store, &self.name)?;
        let removed = purge(&store, record.id)?;
        log::info!("purged the peer {}: {removed} torrents", self.name);
        if self.json { say(json!({ "removed": removed })) } else { say(format!("torrents removed: {removed}")) }
    }
}

/// Removes what a peer has told; returns how many torrents that were.
pub(super) fn purge(store: &Store, peer: PeerId) -> Result<usize, CommandError> {
    let mut progress = ShownProgress::count("removing", "torrents");
    let mut removed = 0;
    loop {
        match store.purge_peer(peer)? {
            0 => break,
            more => removed += more,
        }
        progress.count_at(removed);
    }
    progress.finish();
    Ok(removed)
}

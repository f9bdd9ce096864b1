//! `afisha peer test`

use std::time::Instant;

use clap::Args;
use serde_json::json;

use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::{self, Settings};
use crate::clock::Clock;
use crate::peer::PeerName;
use crate::peer::client::{ExportAnswer, PageQuestion};
use crate::peer::sync::PeerHabits;
use crate::refresh::peers::connect;
use crate::store::Store;

use super::asking::{access, find, name};

/// Asks a peer for one torrent and tells how that went; nothing is kept. A peer that counts as failing is asked on its
/// schedule again if it answers.
#[derive(Debug, Args)]
pub(super) struct TestPeer {
    /// The name of the peer.
    #[arg(value_parser = name)]
    name: PeerName,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

impl TestPeer {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let store = Store::open(&settings::database(&config))?;
        let record = find(&store, &self.name)?;
        let client = connect(&record.terms, &access(&config)?, &Clock::system())?;
        let habits = PeerHabits { page_size: 1, ..record.progress.habits };
        let began = Instant::now();
        let answer = client.export(&PageQuestion { since: None, cursor: None }, habits);
        let took = began.elapsed().as_millis();
        match answer {
            Ok(answer) => {
                store.revive_peer(&self.name)?;
                self.tell(&answer, took)
            }
            Err(fault) => {
                if self.json {
                    say(json!({ "answers": false, "fault": fault.to_string() }))?;
                }
                Err(CommandError::Refused(format!("{}: {fault}", self.name)))
            }
        }
    }

    fn tell(&self, answer: &ExportAnswer, took: u128) -> Result<(), CommandError> {
        let (form, version) = (
            if answer.habits.docs_signature { "docs" } else { "raw" },
            if answer.habits.speaks_v2 { "v2" } else { "v1" },
        );
        if self.json {
            return say(json!({
                "answers": true,
                "milliseconds": u64::try_from(took).ok(),
                "clock_difference": answer.clock_difference,
                "signature_form": form,
                "signature_version": version,
                "has_torrents": !answer.items.is_empty(),
            }));
        }
        let has = if answer.items.is_empty() { "it exports nothing to this key" } else { "it exports torrents" };
        say(format!(
            "{} answers in {took} ms: {has}; its clock differs by {} s, it takes signatures of form {form}, {version}",
            self.name, answer.clock_difference
        ))
    }
}

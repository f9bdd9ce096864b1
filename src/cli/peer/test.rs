//! `afisha peer test`

use std::collections::HashMap;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::{Map, json};

use crate::catalog::InfoHash;
use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::{self, Settings};
use crate::clock::Clock;
use crate::peer::PeerName;
use crate::peer::client::{
    ClientFault, ExportAnswer, ExportItem, PageQuestion, PeerClient, PeerRelease, TorrentsByHash,
};
use crate::peer::sync::{PeerHabits, tidy_title};
use crate::refresh::peers::connect;
use crate::store::Store;

use super::asking::{access, find, hash, name};

/// The most torrents that may be asked for at once.
const MAX_HASHES: usize = 200;
/// What follows from a peer's being of release 3.
const OF_RELEASE_3: &str = "it takes the key, but runs release 3 of Stream Fusion, which exports nothing: it cannot be \
                            read until its operator installs a later release";

/// Asks a peer for one torrent and tells how that went; nothing is kept. A peer that counts as failing is asked on its
/// schedule again if it answers.
#[derive(Debug, Args)]
pub(super) struct TestPeer {
    /// The name of the peer.
    #[arg(value_parser = name)]
    name: PeerName,
    /// Ask for this torrent too, by its info hash: whether the peer has it and shows it to our key. May be given
    /// several times.
    #[arg(long = "hash", value_name = "HASH", value_parser = hash)]
    hashes: Vec<InfoHash>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

/// How a peer answered.
struct Tested {
    took: Duration,
    clock_difference: i64,
    habits: PeerHabits,
    /// Whether it exports torrents; `None`: it is of release 3.
    has_torrents: Option<bool>,
    /// What it told of the hashes.
    told: HashMap<InfoHash, TitleAndSize>,
}

/// What is told of a torrent.
struct TitleAndSize {
    title: String,
    size: i64,
}

impl TestPeer {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        if self.hashes.len() > MAX_HASHES {
            return Err(CommandError::Refused(format!("--hash may be given {MAX_HASHES} times at most")));
        }
        let config = settings.load(&[])?;
        let store = Store::open(&settings::database(&config))?;
        let record = find(&store, &self.name)?;
        let client = connect(&record.terms, &access(&config)?, &Clock::system())?;
        match self.ask(&client, record.progress.habits) {
            Ok(tested) if tested.has_torrents.is_some() => {
                store.revive_peer(&self.name)?;
                self.tell(&tested)
            }
            Ok(tested) => {
                self.tell(&tested)?;
                Err(CommandError::Refused(format!("{}: {OF_RELEASE_3}", self.name)))
            }
            Err(fault) => {
                if self.json {
                    say(json!({ "answers": false, "fault": fault }))?;
                }
                Err(CommandError::Refused(format!("{}: {fault}", self.name)))
            }
        }
    }

    fn ask(&self, client: &PeerClient, habits: PeerHabits) -> Result<Tested, String> {
        let (question, began) = (PageQuestion { since: None, cursor: None }, Instant::now());
        match client.export(&question, PeerHabits { page_size: 1, ..habits }) {
            Ok(ExportAnswer { items, clock_difference, habits, .. }) => {
                let (took, has_torrents) = (began.elapsed(), Some(!items.is_empty()));
                let told = self.ask_for_hashes(client, habits).map_err(|fault| fault.to_string())?;
                Ok(Tested { took, clock_difference, habits, has_torrents, told })
            }
            Err(ClientFault::Missing { status }) => self.ask_release_3(client, habits).map_err(|fault| match fault {
                ClientFault::Missing { .. } => {
                    format!("there is no Peer API at this URL (status {status}): check the URL")
                }
                fault => fault.to_string(),
            }),
            Err(fault) => Err(fault.to_string()),
        }
    }

    fn ask_for_hashes(
        &self,
        client: &PeerClient,
        habits: PeerHabits,
    ) -> Result<HashMap<InfoHash, TitleAndSize>, ClientFault> {
        if self.hashes.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(by_hash(client.items(PeerRelease::Later, &self.hashes, habits)?.items))
    }

    fn ask_release_3(&self, client: &PeerClient, habits: PeerHabits) -> Result<Tested, ClientFault> {
        // Whoever asks for what nobody has learns whether it is answered.
        let hashes = if self.hashes.is_empty() { &[InfoHash::ZERO][..] } else { &self.hashes };
        let began = Instant::now();
        let TorrentsByHash { items, clock_difference, habits } = client.items(PeerRelease::Three, hashes, habits)?;
        Ok(Tested { took: began.elapsed(), clock_difference, habits, has_torrents: None, told: by_hash(items) })
    }

    fn tell(&self, tested: &Tested) -> Result<(), CommandError> {
        let form = if tested.habits.docs_signature { "docs" } else { "raw" };
        let version = if tested.habits.speaks_v2 { "v2" } else { "v1" };
        let told = self.hashes.iter().map(|hash| (hash, tested.told.get(hash)));
        if self.json {
            let to_json = |torrent: &TitleAndSize| json!({ "title": torrent.title, "size": torrent.size });
            let told: Map<_, _> = told.map(|(hash, told)| (hash.to_string(), told.map(to_json).into())).collect();
            return say(json!({
                "answers": true,
                "exports": tested.has_torrents.is_some(),
                "milliseconds": u64::try_from(tested.took.as_millis()).ok(),
                "clock_difference": tested.clock_difference,
                "signature_form": form,
                "signature_version": version,
                "has_torrents": tested.has_torrents,
                "torrents": told,
                "fault": tested.has_torrents.is_none().then_some(OF_RELEASE_3),
            }));
        }
        let has = match tested.has_torrents {
            Some(true) => "it exports torrents",
            Some(false) => "it exports nothing to this key",
            None => "it exports nothing to anybody",
        };
        say(format!(
            "{} answers in {} ms: {has}; its clock differs by {} s, it takes signatures of form {form}, {version}",
            self.name,
            tested.took.as_millis(),
            tested.clock_difference
        ))?;
        for (hash, told) in told {
            say(match told {
                Some(TitleAndSize { title, size }) => format!("  {hash}: {title}, {size} bytes"),
                None => format!("  {hash}: it has no such torrent, or does not show it to this key"),
            })?;
        }
        Ok(())
    }
}

/// Returns what a peer told of hashes, as far as it can be shown.
fn by_hash(items: Vec<ExportItem>) -> HashMap<InfoHash, TitleAndSize> {
    let torrent = |item: ExportItem| {
        let (hash, title) = (InfoHash::from_hex(&item.info_hash?)?, tidy_title(&item.raw_title?)?);
        Some((hash, TitleAndSize { title, size: item.size? }))
    };
    items.into_iter().filter_map(torrent).collect()
}

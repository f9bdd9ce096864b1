//! `afisha peer add`

use std::io::{self, BufRead, IsTerminal, Read};

use clap::Args;
use serde_json::json;
use zeroize::Zeroizing;

use crate::catalog::Moment;
use crate::cli::fault::CommandError;
use crate::cli::output::{note, say, warn};
use crate::cli::settings::{self, Settings};
use crate::clock::Clock;
use crate::peer::client::PeerUrl;
use crate::peer::sync::Schedule;
use crate::peer::{PeerKeyId, PeerName, PeerSecret, PeerTerms};
use crate::store::{NewPeer, Store};

use super::asking::{name, unknown};
use super::key::vault;

/// The fewest characters of a secret.
const MIN_SECRET: usize = 16;
/// The most characters of a secret.
const MAX_SECRET: usize = 128;
/// The most bytes that are read in search of a secret.
const MAX_BYTES: u64 = 1024;

/// Adds a peer whose torrents are to be read. Its operator has to give you a key; the secret of it is read from standard
/// input, one line.
#[derive(Debug, Args)]
pub(super) struct AddPeer {
    /// What you call the peer. Its torrents are labelled with it.
    #[arg(value_parser = name)]
    name: PeerName,
    /// Where it is, such as https://films.example.
    url: String,
    /// The id of the key.
    #[arg(value_parser = key_id)]
    key_id: PeerKeyId,
    /// Ask it without TLS if the URL says so. Everyone on the way can read what it is asked and stall it.
    #[arg(long)]
    allow_http: bool,
    /// Ask it also at addresses of this machine and of private networks, and if the URL is an address.
    #[arg(long)]
    allow_private: bool,
    /// Take only answers that are signed in the second version, which nobody on the way can replace by older ones. Peers
    /// that run Afisha know it.
    #[arg(long)]
    require_v2: bool,
    /// When to ask it: minute, hour, day of the month, month and day of the week, as in crontab, in the time zone of the
    /// settings.
    #[arg(long, value_name = "CRON", default_value = Schedule::USUAL, value_parser = schedule)]
    schedule: String,
    /// Never ask it by itself, only by `afisha peer sync`.
    #[arg(long, conflicts_with = "schedule")]
    by_hand: bool,
    /// Change the peer of this name, such as after its operator gave you a new secret; what it has told stays.
    #[arg(long)]
    replace: bool,
    /// Print the peer as JSON.
    #[arg(long)]
    json: bool,
}

fn key_id(text: &str) -> Result<PeerKeyId, String> {
    PeerKeyId::new(text).ok_or_else(|| "it must be 1 to 64 visible ASCII characters".to_owned())
}

fn schedule(text: &str) -> Result<String, String> {
    Schedule::parse(text).map(|_| text.trim().to_owned()).map_err(|fault| format!("it {fault}"))
}

impl AddPeer {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let url = PeerUrl::new(&self.url, self.allow_http, self.allow_private)
            .map_err(|fault| CommandError::Refused(format!("the URL {fault}")))?;
        let vault = vault(&config)?;
        let secret = read_secret()?;
        let now = Clock::system().now();
        let sealed_secret = vault.seal(self.key_id.as_str(), &secret, now);
        let terms = PeerTerms {
            url: url.as_str().to_owned(),
            key_id: self.key_id.as_str().to_owned(),
            sealed_secret,
            allow_http: self.allow_http,
            allow_private: self.allow_private,
            require_v2: self.require_v2,
            sync_enabled: !self.by_hand,
            schedule: self.schedule.clone(),
        };
        let store = Store::create(&settings::database_to_write(&config)?)?;
        store.migrate()?;
        self.add(&store, terms, now)
    }

    fn add(&self, store: &Store, terms: PeerTerms, now: Moment) -> Result<(), CommandError> {
        let (name, url, schedule) = (&self.name, terms.url.clone(), terms.schedule.clone());
        let new = NewPeer { name: name.clone(), terms };
        let done = if self.replace {
            let required_v2 = store.peer(name)?.is_some_and(|known| known.terms.require_v2);
            if required_v2 && !self.require_v2 {
                warn(
                    "from now on answers need no signature of the second version; give --require-v2 to require it again",
                );
            }
            let changed = store.change_peer(&new)?;
            changed.then_some("changed").ok_or_else(|| unknown(name))?
        } else {
            let added = store.add_peer(&new, now)?;
            let taken = || CommandError::Refused(format!("there is a peer {name} already; change it with --replace"));
            added.map(|_| "added").ok_or_else(taken)?
        };
        log::info!("{done} the peer {name} at {url}");
        if self.json {
            let key_id = self.key_id.as_str();
            let schedule = (!self.by_hand).then_some(schedule);
            return say(json!({ "name": name.as_str(), "url": url, "key_id": key_id, "schedule": schedule }));
        }
        say(format!("{done} {name}; test it with `afisha peer test`, and read it now with `afisha peer sync`"))
    }
}

/// Reads the secret: the first line of standard input.
fn read_secret() -> Result<PeerSecret, CommandError> {
    let input = io::stdin();
    if input.is_terminal() {
        note("Secret of the key, one line:");
    }
    let mut line = Zeroizing::new(String::with_capacity(MAX_SECRET * 4 + 2));
    let read = input.lock().take(MAX_BYTES).read_line(&mut line);
    let text = line.trim_end_matches(['\r', '\n']);
    let is_legal = (MIN_SECRET..=MAX_SECRET).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if read.is_err() || !is_legal {
        return Err(CommandError::Refused(format!(
            "the secret on standard input must be {MIN_SECRET} to {MAX_SECRET} printable characters on one line"
        )));
    }
    let secret = PeerSecret::new(text);
    if !secret.is_issued_form() {
        warn(
            "the secret is not 64 lower-case hexadecimal digits, as peers issue them: is it complete, and hard to guess?",
        );
    }
    Ok(secret)
}

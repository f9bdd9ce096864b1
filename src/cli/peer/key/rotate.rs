//! `afisha peer key rotate`

use clap::Args;

use crate::catalog::{Moment, Text};
use crate::cli::fault::CommandError;
use crate::cli::settings::{self, Settings};
use crate::clock::Clock;
use crate::peer::PeerSecret;
use crate::store::Store;

use super::issued;
use super::name::{key_name, unknown};

/// Seconds of an hour.
const HOUR: i64 = 3600;
/// The most hours for which both secrets are valid: a year.
const MAX_OVERLAP: i64 = 8760;

/// Gives a key a new secret and prints it, once only. The id stays, and the present secret is valid for some time yet, so
/// that the other operator can set the new one meanwhile.
#[derive(Debug, Args)]
pub(super) struct RotateKey {
    /// The name of the key.
    #[arg(value_parser = key_name)]
    name: Text,
    /// Hours for which the present secret stays valid; 0: it is refused at once.
    #[arg(long, value_name = "HOURS", default_value_t = 24, value_parser = clap::value_parser!(i64).range(0..=MAX_OVERLAP))]
    overlap: i64,
    /// Print `key_id` and `secret` as JSON.
    #[arg(long)]
    json: bool,
}

impl RotateKey {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let vault = issued::vault(&config)?;
        let store = Store::open(&settings::database_to_write(&config)?)?;
        let name = &self.name;
        let present = store.peer_keys()?.into_iter().find(|key| key.name == *name).ok_or_else(|| unknown(name))?;
        let (key_id, secret, now) = (present.key_id, PeerSecret::random(), Clock::system().now());
        let until = (self.overlap > 0).then(|| Moment(now.0 + self.overlap * HOUR));
        if !store.rotate_peer_key(&key_id, &vault.seal(key_id.as_str(), &secret, now), until)? {
            return Err(unknown(name));
        }
        match until {
            Some(until) => log::info!("rotated the peer key {name}; its earlier secret is valid until {until}"),
            None => log::info!("rotated the peer key {name}; its earlier secret is not valid any more"),
        }
        issued::print(&key_id, &secret, self.json)
    }
}

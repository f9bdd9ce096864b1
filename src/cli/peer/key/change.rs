//! `afisha peer key disable`, `enable`, `remove` and `limits`

use clap::Args;

use crate::catalog::Text;
use crate::cli::fault::CommandError;
use crate::cli::output::say;
use crate::cli::settings::{self, Settings};
use crate::limiting::RateLimit;
use crate::store::Store;

use super::name::{key_name, unknown};

/// The most requests in a window.
const MAX_REQUESTS: i64 = 1_000_000;
/// The longest window, in seconds: a day.
const MAX_WINDOW: i64 = 86_400;

/// A key by its name.
#[derive(Debug, Args)]
pub(super) struct NamedKey {
    /// The name of the key.
    #[arg(value_parser = key_name)]
    name: Text,
}

impl NamedKey {
    /// Disables the key, or enables it.
    pub(super) fn set_active(&self, settings: &Settings, active: bool) -> Result<(), CommandError> {
        let done = if active { "enabled" } else { "disabled" };
        self.change(settings, done, |store, name| Ok(store.set_peer_key_active(name, active)?))
    }

    /// Removes the key.
    pub(super) fn remove(&self, settings: &Settings) -> Result<(), CommandError> {
        self.change(settings, "removed", |store, name| Ok(store.remove_peer_key(name)?))
    }

    fn change(
        &self,
        settings: &Settings,
        done: &str,
        change: impl FnOnce(&Store, &Text) -> Result<bool, CommandError>,
    ) -> Result<(), CommandError> {
        changed(settings, &self.name, done, change)
    }
}

/// Sets how much a key may ask.
#[derive(Debug, Args)]
pub(super) struct LimitKey {
    /// The name of the key.
    #[arg(value_parser = key_name)]
    name: Text,
    /// Requests in a window.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MAX_REQUESTS))]
    rate_limit: u32,
    /// Seconds of a window, which begins with its first request.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=MAX_WINDOW))]
    rate_window: u32,
}

impl LimitKey {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let limit = RateLimit { requests: self.rate_limit, window_seconds: self.rate_window };
        let done = format!("limited to {} requests in {} s", limit.requests, limit.window_seconds);
        changed(settings, &self.name, &done, |store, name| Ok(store.limit_peer_key(name, limit)?))
    }
}

/// Changes a key, and says so.
fn changed(
    settings: &Settings,
    name: &Text,
    done: &str,
    change: impl FnOnce(&Store, &Text) -> Result<bool, CommandError>,
) -> Result<(), CommandError> {
    let config = settings.load(&[])?;
    let store = Store::open(&settings::database_to_write(&config)?)?;
    if !change(&store, name)? {
        return Err(unknown(name));
    }
    log::info!("the peer key {name} was {done}");
    say(format_args!("{done}: {name}"))
}

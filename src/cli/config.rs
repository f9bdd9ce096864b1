//! `afisha config`

use clap::Args;

use super::fault::Fault;
use super::output::say;
use super::settings::Settings;

/// Prints the effective settings, secrets starred.
#[derive(Debug, Args)]
pub(super) struct Config {}

impl Config {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), Fault> {
        say(settings.load(&[])?.to_toml().trim_end())
    }
}

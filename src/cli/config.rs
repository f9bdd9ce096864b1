//! `afisha config`

use clap::Args;

use super::fault::Fault;
use super::settings::Settings;

/// Prints the effective settings, secrets starred.
#[derive(Debug, Args)]
pub(super) struct Config {}

impl Config {
    #[allow(clippy::print_stdout, reason = "the settings are the output of the command")]
    pub(super) fn run(&self, settings: &Settings) -> Result<(), Fault> {
        print!("{}", settings.load(&[])?.to_toml());
        Ok(())
    }
}

//! `afisha config`

use clap::Args;

use super::fault::CommandError;
use super::output::say;
use super::settings::Settings;

/// Prints the effective settings and the file they were read from, with passwords masked.
#[derive(Debug, Args)]
pub(super) struct ConfigCommand {}

impl ConfigCommand {
    pub(super) fn run(&self, settings: &Settings) -> Result<(), CommandError> {
        let config = settings.load(&[])?;
        let file = settings.sources(&[]).settings_file();
        say(format!("# Settings file: {}", file.map_or("none".into(), |path| path.display().to_string())))?;
        say(config.to_toml().trim_end())
    }
}

//! The flags that every command takes, and the settings they give with the other sources.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use crate::catalog::{AccessRules, DeviceProfiles, ProfileId, nearest};
use crate::config::{self, Config, DatabaseUrl, SYSTEM_FILE, Sources};
use crate::query::search::MAX_WORDS;
use crate::query::snapshot::{Collation, Packing, Setup};
use crate::xml::Renderer;

use super::fault::CommandError;
use super::output::note;

/// Where settings come from.
#[derive(Debug, Args)]
pub(super) struct Settings {
    /// Settings file; without it, the one in AFISHA_CONFIG, else /etc/afisha/afisha.toml if it exists.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Database: sqlite:FILE or postgres://USER@HOST/NAME.
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
}

impl Settings {
    /// Reads the settings, with the flags of one command over those of all.
    pub(super) fn load(&self, flags: &[(&'static str, Option<String>)]) -> Result<Config, CommandError> {
        Ok(Config::load(&self.sources(flags))?)
    }

    /// Returns the sources of the settings.
    pub(super) fn sources(&self, flags: &[(&'static str, Option<String>)]) -> Sources {
        let all = [("database_url", self.database_url.clone())];
        let flags = all.iter().chain(flags).filter_map(|(name, value)| Some((*name, value.clone()?)));
        Sources {
            file: self.config.clone(),
            system_file: Some(SYSTEM_FILE.into()),
            environment: config::environment(),
            flags: flags.collect(),
        }
    }
}

/// Returns the database of the settings, for a command that only reads.
pub(super) fn database(config: &Config) -> DatabaseUrl {
    config.database.connection()
}

/// Returns the database of the settings, for a command that writes, once it has told which it is: whoever runs it in
/// another folder or with other settings than the server's sees so.
pub(super) fn database_to_write(config: &Config) -> Result<DatabaseUrl, CommandError> {
    let database = database(config);
    match &database {
        DatabaseUrl::Sqlite(path) => note(format!("Database: sqlite:{}", std::path::absolute(path)?.display())),
        DatabaseUrl::Postgres(_) => note(format!("Database: {}", config.database.url)),
    }
    Ok(database)
}

/// Returns the devices of the settings.
pub(super) fn devices(config: &Config) -> Result<DeviceProfiles, CommandError> {
    DeviceProfiles::new(&config.devices.profiles).map_err(|rules| {
        CommandError::Refused(format!("the device profiles have {rules} different rules, which is too many"))
    })
}

/// Finds a device of the settings.
pub(super) fn device(devices: &DeviceProfiles, name: &str, version: &str) -> Result<ProfileId, CommandError> {
    devices.find(name, version).ok_or_else(|| {
        let known: Vec<_> = devices.names().into_iter().collect();
        let meant = nearest(known.iter().copied(), name);
        let meant = meant.map(|name| format!("; did you mean {name}?")).unwrap_or_default();
        CommandError::Refused(format!("unknown device {name:?}; known are {}{meant}", known.join(", ")))
    })
}

/// Returns what snapshots are made with.
pub(super) fn setup(config: &Config) -> Result<Arc<Setup>, CommandError> {
    let renderer = Renderer { time_zone: config.answers.time_zone, public_url: config.server.public_url.clone() };
    Ok(Arc::new(Setup {
        devices: devices(config)?,
        access: AccessRules::new(&config.access.groups),
        packing: Packing::default(),
        render: Box::new(renderer),
        collation: Collation::default(),
        search_words: MAX_WORDS,
    }))
}

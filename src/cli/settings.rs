//! The flags that every command takes, and the settings they give with the other sources.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use crate::catalog::{AccessRules, DeviceProfiles};
use crate::config::{self, Config, Sources};
use crate::query::snapshot::{Collation, Setup};
use crate::store::DatabaseUrl;
use crate::xml::Renderer;

use super::fault::Fault;

/// Where settings come from.
#[derive(Debug, Args)]
pub(super) struct Settings {
    /// The settings file.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The database: sqlite:FILE or postgres://USER@HOST/NAME.
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
}

impl Settings {
    /// Reads the settings, with the flags of one command over those of all.
    pub(super) fn load(&self, flags: &[(&'static str, Option<String>)]) -> Result<Config, Fault> {
        let all = [("database_url", self.database_url.clone())];
        let flags = all.iter().chain(flags).filter_map(|(name, value)| Some((*name, value.clone()?)));
        let sources = Sources { file: self.config.clone(), environment: config::environment(), flags: flags.collect() };
        Ok(Config::load(&sources)?)
    }
}

/// Returns the database of the settings.
pub(super) fn database(config: &Config) -> Result<DatabaseUrl, Fault> {
    Ok(DatabaseUrl::parse(config.database.url.expose())?)
}

/// Returns the devices of the settings.
pub(super) fn devices(config: &Config) -> Result<DeviceProfiles, Fault> {
    DeviceProfiles::new(&config.devices.profiles)
        .map_err(|rules| Fault::Refused(format!("the device profiles have {rules} different rules, which is too many")))
}

/// Returns what snapshots are made with.
pub(super) fn setup(config: &Config) -> Result<Arc<Setup>, Fault> {
    let renderer = Renderer { time_zone: config.answers.time_zone, public_url: config.server.public_url.clone() };
    Ok(Arc::new(Setup {
        devices: devices(config)?,
        access: AccessRules::new(&config.access.groups),
        render: Box::new(renderer),
        collation: Collation::default(),
    }))
}

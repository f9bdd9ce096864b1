//! The files that `check` and `import` read, and what they may do.

use std::path::PathBuf;

use clap::Args;

use crate::catalog::DeviceProfiles;
use crate::config::Config;
use crate::exchange::{Audience, ImportOptions, Input, counted};

use super::output::note;

/// Says how many lines of doubtful torrents were left out.
pub(super) fn left_out(doubtful: usize) {
    if doubtful > 0 {
        note(format!("left out: {}", counted(doubtful, "doubtful torrent")));
    }
}

/// Catalogue files, and what an import of them may do.
#[derive(Debug, Args)]
pub(super) struct CatalogueFiles {
    /// Also remove films and tags that are not in the files. Refused if that removes more films than the setting
    /// import_max_removals_percent allows.
    #[arg(long)]
    replace: bool,
    /// With --replace: remove any number of films. Files without films remove nothing all the same.
    #[arg(long, requires = "replace")]
    allow_removals: bool,
    /// Create tags that films use and that do not exist yet, instead of refusing them.
    #[arg(long)]
    create_tags: bool,
    /// The files, read in this order.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl CatalogueFiles {
    /// Returns the files in the order in which they are read.
    pub(super) fn inputs(&self) -> Vec<Input> {
        self.files.iter().cloned().map(Input::from).collect()
    }

    /// Returns what an import may do, for an audience with these devices and the groups of the settings.
    pub(super) fn options<'a>(&self, config: &'a Config, devices: &'a DeviceProfiles) -> ImportOptions<'a> {
        ImportOptions {
            replace: self.replace,
            create_tags: self.create_tags,
            max_removals_percent: config.import.max_removals_percent,
            allow_removals: self.allow_removals,
            audience: Some(Audience { devices, groups: &config.access.groups }),
        }
    }
}

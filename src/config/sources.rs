//! Where settings come from.

use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::path::PathBuf;

/// The file that is read where it exists and nobody names another one: so a service and a shell agree.
pub const SYSTEM_FILE: &str = "/etc/afisha/afisha.toml";
/// The variable that names the settings file. It is not a setting.
pub const FILE_VARIABLE: &str = "AFISHA_CONFIG";

/// Where settings come from besides their defaults.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The TOML file of the flag, which must exist; `None`: that of the variable [`FILE_VARIABLE`] is read.
    pub file: Option<PathBuf>,
    /// What is read where neither names a file, if it exists; outside tests, [`SYSTEM_FILE`].
    pub system_file: Option<PathBuf>,
    /// Variables of the environment, of which only those named `AFISHA_…` count; see [`environment`].
    pub environment: Vec<(OsString, OsString)>,
    /// Names of settings, and what their flags say.
    pub flags: Vec<(&'static str, String)>,
}

impl Sources {
    /// Returns the settings file: that of the flag, else that of the variable, else that of the system where it exists.
    /// `None`: there is none.
    ///
    /// A system file that is there and cannot be looked at counts as one: to go on without it would be to work on
    /// another database than the service does.
    pub fn settings_file(&self) -> Option<PathBuf> {
        let absent = |kind| matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory);
        let exists = |path: &&PathBuf| !path.metadata().is_err_and(|fault| absent(fault.kind()));
        let named = self.file.clone().or_else(|| self.file_of_variable().map(PathBuf::from));
        named.or_else(|| self.system_file.as_ref().filter(exists).cloned())
    }

    /// Tells whether the settings file is that of the variable.
    pub(super) fn is_file_of_variable(&self) -> bool {
        self.file.is_none() && self.file_of_variable().is_some()
    }

    fn file_of_variable(&self) -> Option<&OsStr> {
        self.environment.iter().find(|(name, _)| name == FILE_VARIABLE).map(|(_, path)| path.as_os_str())
    }
}

/// Returns the variables of the process.
pub fn environment() -> Vec<(OsString, OsString)> {
    std::env::vars_os().collect()
}

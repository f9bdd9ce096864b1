//! The database of reports, opened for a command.

use crate::btn::ServerKey;
use crate::catalog::{Moment, Text};
use crate::cli::fault::CommandError;
use crate::cli::settings::Settings;
use crate::cli::threat_network::terms;
use crate::clock::Clock;
use crate::config::Config;
use crate::refresh::ListTerms;
use crate::store::{Actor, AuditRecord, BtnStore, GITHUB_NAME, OwnerRecord};

/// The most characters of a name.
const MAX_CHARS: usize = 100;

/// The database of reports, and the moment.
pub(super) struct OpenedReports {
    pub(super) store: BtnStore,
    pub(super) now: Moment,
    /// What lists are made by.
    pub(super) terms: ListTerms,
}

impl OpenedReports {
    /// Opens the database, which has to be there.
    pub(super) fn open(settings: &Settings) -> Result<Self, CommandError> {
        let config = settings.load(&[])?;
        let store = BtnStore::open(&config.btn.database_url, key(&config)?)?;
        Ok(Self { store, now: Clock::system().now(), terms: terms(&config.btn) })
    }

    /// Opens the database, and makes it where there is none.
    pub(super) fn create(settings: &Settings) -> Result<Self, CommandError> {
        let config = settings.load(&[])?;
        let store = BtnStore::create(&config.btn.database_url, key(&config)?)?;
        store.migrate()?;
        Ok(Self { store, now: Clock::system().now(), terms: terms(&config.btn) })
    }

    /// Returns the account of this name.
    pub(super) fn owner(&self, name: &Text) -> Result<OwnerRecord, CommandError> {
        self.store.owner_named(name.as_str())?.ok_or_else(|| {
            CommandError::Refused(format!("there is no user {name}; `afisha btn user list` shows all of them"))
        })
    }

    /// Notes what is about to be done.
    pub(super) fn note(&self, action: &str, subject: impl ToString) -> Result<(), CommandError> {
        let (action, subject) = (action.to_owned(), subject.to_string());
        Ok(self.store.note_audit(&AuditRecord { at: self.now, actor: Actor::Operator, action, subject })?)
    }
}

fn key(config: &Config) -> Result<ServerKey, CommandError> {
    let key = config.btn.server_key().and_then(|key| ServerKey::parse(key.expose()));
    key.ok_or_else(|| {
        CommandError::Refused(
            "secrets of applications are kept as keyed hashes, and there is no key for that: write 64 hexadecimal \
             digits, such as `openssl rand -hex 32` prints, into a file and name it in the setting \
             `btn_server_key_file`, or set `btn_server_key`"
                .to_owned(),
        )
    })
}

/// Reads the name of an account.
pub(super) fn user_name(text: &str) -> Result<Text, String> {
    let name = Text::line(text).filter(|name| name.as_str().chars().count() <= MAX_CHARS);
    name.ok_or_else(|| format!("it must be a name of 1 to {MAX_CHARS} characters"))
}

/// Reads the name of an account that is made here.
pub(super) fn new_user_name(text: &str) -> Result<Text, String> {
    let name = user_name(text)?;
    if name.as_str().starts_with(GITHUB_NAME) {
        return Err(format!("names that begin with {GITHUB_NAME} are those of users who come from GitHub"));
    }
    Ok(name)
}

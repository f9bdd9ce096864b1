//! Settings: plain data, one file a group. The only reader of the settings file and of the environment.
//!
//! Layers, the later over the earlier: defaults, the TOML file, `AFISHA_…` variables, flags. A layer replaces a
//! setting whole, lists too. The file is that of the flag `--config`, else that of the variable `AFISHA_CONFIG`, else
//! `/etc/afisha/afisha.toml` where it exists. Each group declares its settings once (`declare`), of kinds that they share
//! (`kinds`); reading, `config.example.toml`, the table in `docs/CONFIG.md` and `afisha config` all come from that
//! declaration.

mod access;
mod answers;
mod database;
mod declare;
mod devices;
mod fault;
mod import;
mod kinds;
mod kubernetes;
mod layers;
mod ops;
mod postgres_url;
mod print;
mod redact;
mod secret;
mod server;
mod sources;
mod stop;
mod views;

pub use access::Access;
pub use answers::{Answers, MAX_PAGE_SIZE};
pub use database::{Database, DatabaseUrl, PasswordFile};
pub use devices::Devices;
pub use fault::{Fault, Faults, Origin, Problem, Refusal};
pub use import::Import;
pub use ops::Operations;
pub use postgres_url::PostgresUrl;
pub use print::{example, table};
pub use redact::{may_hold_secret, sqlite_path};
pub use secret::Secret;
pub use server::Server;
pub use sources::{FILE_VARIABLE, SYSTEM_FILE, Sources, environment};
pub use stop::Stop;
pub use views::Views;

use declare::{Group, Setting};
use layers::Layers;

/// Everything the operator decides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Where the server listens and what clients call it.
    pub server: Server,
    /// Where the catalogue is kept.
    pub database: Database,
    /// What answers look like.
    pub answers: Answers,
    /// How what people watch is kept.
    pub views: Views,
    /// What an import may do.
    pub import: Import,
    /// How the server stops.
    pub stop: Stop,
    /// Where operations are served.
    pub operations: Operations,
    /// Who sees what.
    pub access: Access,
    /// What devices play.
    pub devices: Devices,
}

impl Config {
    /// Reads the settings.
    ///
    /// # Errors
    /// Every fault of every source; they are the operator's to mend.
    pub fn load(sources: &Sources) -> Result<Self, Faults> {
        let mut layers = Layers::of(sources, &settings());
        let mut config = Self::default();
        for group in config.groups() {
            layers.fill(group);
        }
        match config.database.password_conflict() {
            // `--database-url sqlite:…` beside a settings file with a password file: the former replaces both.
            Some(_) if layers.is_above("database_url", "database_password_file") => {
                config.database.password_file = None
            }
            Some(conflict) => layers.refuse("database_password_file", conflict),
            None => {}
        }
        layers.finish().map(|()| config)
    }

    /// Writes the effective settings as a settings file; secrets are starred.
    pub fn to_toml(&self) -> String {
        let mut shown = self.clone();
        print::effective(shown.groups().into_iter().flat_map(|group| group.show()).collect())
    }

    /// Returns the groups in the order of documents: groups whose settings are tables last, as TOML wants it.
    fn groups(&mut self) -> [&mut dyn Group; 9] {
        [
            &mut self.server,
            &mut self.database,
            &mut self.answers,
            &mut self.views,
            &mut self.import,
            &mut self.stop,
            &mut self.operations,
            &mut self.access,
            &mut self.devices,
        ]
    }
}

/// Returns every setting in the order of documents.
fn settings() -> Vec<Setting> {
    Config::default().groups().into_iter().flat_map(|group| group.settings()).collect()
}

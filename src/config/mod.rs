//! Settings: plain data, one file a group. The only reader of the settings file and of the environment.
//!
//! Layers, the later over the earlier: defaults, the TOML file, `AFISHA_…` variables, flags. A layer replaces a
//! setting whole, lists too. The file is that of the flag `--config`, else that of the variable `AFISHA_CONFIG`, else
//! `/etc/afisha/afisha.toml` where it exists. Each group declares its settings once (`declare`), of kinds that they share
//! (`kinds`); reading, `config.example.toml`, the table in `docs/CONFIG.md` and `afisha config` all come from that
//! declaration.

mod access;
mod answers;
mod auth;
mod btn;
mod database;
mod database_url;
mod declare;
mod devices;
mod fault;
mod import;
mod kinds;
mod kubernetes;
mod layers;
mod ops;
mod peer_sync;
mod peers;
mod postgres_url;
mod print;
mod redact;
mod registry;
mod secret;
mod secret_file;
mod server;
mod sources;
mod stop;
mod views;
mod way_in;

pub use access::AccessSettings;
pub use answers::{AnswerSettings, MAX_PAGE_SIZE};
pub use auth::{AuthSettings, ClientEntry, FORGET_DAYS};
pub use btn::{BtnProfile, BtnSettings};
pub use database::DatabaseSettings;
pub use database_url::{DatabaseUrl, NoDatabaseUrl};
pub use devices::DeviceSettings;
pub use fault::{Origin, Problem, SettingRefusal, SettingsFault, SettingsFaults};
pub use import::ImportSettings;
pub use ops::OperationsSettings;
pub use peer_sync::PeerSyncSettings;
pub use peers::PeerSettings;
pub use postgres_url::PostgresUrl;
pub use redact::may_hold_secret;
pub use registry::{RegistrySettings, ServiceEntry, TerritoryEntry};
pub use secret::Secret;
pub use secret_file::SecretFile;
pub use server::ServerSettings;
pub use sources::{FILE_VARIABLE, SYSTEM_FILE, Sources, environment};
pub use stop::StopSettings;
pub use views::ViewSettings;
pub use way_in::WayInSettings;

use declare::{Setting, SettingsGroup};
use layers::Layers;

/// Everything the operator decides.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// Where the server listens and what clients call it.
    pub server: ServerSettings,
    /// Where the catalogue is kept.
    pub database: DatabaseSettings,
    /// What answers look like.
    pub answers: AnswerSettings,
    /// How what people watch is kept.
    pub views: ViewSettings,
    /// What an import may do.
    pub import: ImportSettings,
    /// How the server stops.
    pub stop: StopSettings,
    /// Where operations are served.
    pub operations: OperationsSettings,
    /// What catalogues of other operators may ask.
    pub peers: PeerSettings,
    /// How catalogues of other operators are read.
    pub peer_sync: PeerSyncSettings,
    /// How downloaders take part in the BitTorrent Threat Network.
    pub btn: BtnSettings,
    /// Who sees what.
    pub access: AccessSettings,
    /// What devices play.
    pub devices: DeviceSettings,
    /// How a box finds its services and gets a token.
    pub way_in: WayInSettings,
}

impl Config {
    /// Reads the settings.
    ///
    /// # Errors
    /// Every fault of every source; they are the operator's to mend.
    pub fn load(sources: &Sources) -> Result<Self, SettingsFaults> {
        let mut layers = Layers::of(sources, &settings());
        let mut config = Self::default();
        for group in config.groups() {
            layers.fill(group);
        }
        let conflict = config.database.password_conflict().filter(|_| !layers.has_refused("database_url"));
        match conflict {
            // `--database-url sqlite:…` beside a settings file with a password file: the former replaces both.
            Some(_) if layers.is_above("database_url", "database_password_file") => {
                config.database.password_file = None
            }
            Some(conflict) => layers.refuse("database_password_file", conflict),
            None => {}
        }
        if let Some(conflict) = config.peers.master_key_conflict() {
            layers.refuse("peer_master_key_file", conflict);
        }
        for (setting, words) in config.btn.conflicts() {
            layers.refuse(setting, words.to_owned());
        }
        if let Some(registry) = &config.way_in.registry {
            let conflict = registry.contractor_conflict();
            let homeless = config.server.public_url.is_none().then_some(
                "needs public_url, the URL under which clients reach this server: boxes are told where their services are",
            );
            conflict.into_iter().chain(homeless).for_each(|words| layers.refuse("registry", words.to_owned()));
        }
        layers.finish().map(|()| config)
    }

    /// Writes the effective settings as a settings file; secrets are starred.
    pub fn to_toml(&self) -> String {
        let mut shown = self.clone();
        print::effective(shown.groups().into_iter().flat_map(|group| group.show()).collect())
    }

    /// Returns the groups in the order of documents: groups whose settings are tables last, as TOML wants it.
    fn groups(&mut self) -> [&mut dyn SettingsGroup; 13] {
        [
            &mut self.server,
            &mut self.database,
            &mut self.answers,
            &mut self.views,
            &mut self.import,
            &mut self.stop,
            &mut self.operations,
            &mut self.peers,
            &mut self.peer_sync,
            &mut self.btn,
            &mut self.access,
            &mut self.devices,
            &mut self.way_in,
        ]
    }
}

/// Writes `config.example.toml`: every setting with what it is for; tables are commented examples.
pub fn example() -> String {
    print::example(&settings())
}

/// Writes the table of settings in Markdown.
pub fn table() -> String {
    print::table(&settings())
}

/// Returns every setting in the order of documents.
fn settings() -> Vec<Setting> {
    Config::default().groups().into_iter().flat_map(|group| group.settings()).collect()
}

//! How downloaders take part in the BitTorrent Threat Network.

use std::net::SocketAddr;

use ipnet::IpNet;
use toml::Value;
use url::Url;

use super::database::Location;
use super::database_url::DatabaseUrl;
use super::declare::{SettingKind, ShownValue, settings};
use super::fault::SettingRefusal;
use super::kinds::{
    Address, HexKey, HexKeyFile, KeyName, ListOf, Network, OrEmpty, SecretText, TextKind, WebUrl, Whole,
};
use super::secret::Secret;
use super::secret_file::SecretFile;

/// The longest notice, in characters.
const MAX_NOTICE: usize = 10_000;

settings! {
    /// How downloaders take part in the BitTorrent Threat Network.
    pub struct BtnSettings {
        /// Address and port on which downloaders report to the BitTorrent Threat Network; if empty, they cannot. Needs
        /// `btn_url`, `btn_notice`, and `btn_server_key` or `btn_server_key_file`. Put a proxy with TLS in front of it. See
        /// docs/BTN.md.
        "btn_listen" => listen: Option<SocketAddr> = None, OrEmpty<Address>;

        /// The URL under which downloaders reach that port, such as `https://btn.example.org/`.
        "btn_url" => url: Option<Url> = None, OrEmpty<WebUrl>;

        /// What participants are told: what is stored, why, for how long, and whom to ask. Shown at the root of `btn_url`.
        /// What is reported is personal data, so nothing is taken without this text.
        "btn_notice" => notice: Option<String> = None, OrEmpty<Notice>;

        /// The database of what is reported, apart from the catalogue: a SQLite file or a PostgreSQL server.
        "btn_database_url" => database_url: DatabaseUrl = DatabaseUrl::Sqlite("btn.db".to_owned()), Location;

        /// The key under which secrets of applications and addresses of participants are hashed: 64 hexadecimal digits,
        /// such as `openssl rand -hex 32` prints. With another key, every application needs another secret.
        "btn_server_key" => server_key: Option<Secret> = None, OrEmpty<HexKey>;

        /// A file with that key, in its place.
        "btn_server_key_file" => server_key_file: Option<SecretFile> = None, HexKeyFile<ServerKeyName>;

        /// What clients are offered: `auto`, what suits each; `legacy` or `modern`, the same for all that understand it.
        "btn_profile" => profile: BtnProfile = BtnProfile::Auto, BtnProfileKind;

        /// How many accounts of age have to take part before anything is put on a list.
        "btn_quorum" => quorum: u32 = 3, Whole<3, 1_000>;

        /// The maximum number of addresses and networks on a list: old clients run out of memory with more.
        "btn_list_max" => list_max: u32 = 20_000, Whole<1, 1_000_000>;

        /// Networks that are never put on a list of bans: your own, and those of large NAT gateways.
        "btn_protected_networks" => protected_networks: Vec<IpNet> = Vec::new(), ListOf<Network>;

        /// The client id of the OAuth app at GitHub with which people log in; if empty, they cannot. Its callback URL is
        /// `btn_url` with `auth/oauth2/github/callback` after it.
        "btn_github_client_id" => github_client_id: Option<String> = None, OrEmpty<GithubClientId>;

        /// The client secret of that app.
        "btn_github_client_secret" => github_client_key: Option<Secret> = None, OrEmpty<SecretText>;

        /// Where people log in at GitHub; if empty, `https://github.com`.
        "btn_github_url" => github_url: Option<Url> = None, OrEmpty<WebUrl>;

        /// Where GitHub is asked who they are; if empty, `https://api.github.com`.
        "btn_github_api_url" => github_api_url: Option<Url> = None, OrEmpty<WebUrl>;
    }
}

/// What clients of the BitTorrent Threat Network are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BtnProfile {
    /// What suits each.
    Auto,
    /// What clients before 9.2.0 understand.
    Legacy,
    /// What clients from 9.2.0 on understand.
    Modern,
}

impl BtnSettings {
    /// Returns the key of the server; `None`: there is none.
    pub fn server_key(&self) -> Option<&Secret> {
        self.server_key.as_ref().or_else(|| self.server_key_file.as_ref().map(|file| &file.secret))
    }

    /// Tells what is missing or contradictory: the setting, and what to say of it.
    pub(super) fn conflicts(&self) -> Vec<(&'static str, &'static str)> {
        let both = self.server_key.is_some() && self.server_key_file.is_some();
        let twice = both.then_some(("btn_server_key_file", "is given, but btn_server_key is too"));
        let missing = [
            (self.url.is_none(), "needs btn_url, the URL under which downloaders reach it"),
            (self.notice.is_none(), "needs btn_notice, what participants are told of what is stored"),
            (self.server_key().is_none(), "needs btn_server_key_file or btn_server_key"),
        ];
        let missing = missing.into_iter().filter(|(is_missing, _)| *is_missing && self.listen.is_some());
        let half = (self.github_client_id.is_some() && self.github_client_key.is_none())
            .then_some(("btn_github_client_id", "needs btn_github_client_secret"));
        missing.map(|(_, words)| ("btn_listen", words)).chain(twice).chain(half).collect()
    }
}

/// The key of the server of reports.
struct ServerKeyName;

impl KeyName for ServerKeyName {
    const NAME: &str = "server key";
    const PATH: &str = "/etc/afisha/btn-server-key";
}

/// The id of an app at GitHub.
struct GithubClientId;

impl TextKind for GithubClientId {
    type Value = String;

    fn accepts() -> String {
        "a client id, such as Iv1.8a61f9b3a7aba766".to_owned()
    }

    fn parse(text: &str) -> Option<String> {
        let text = text.trim();
        (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())).then(|| text.to_owned())
    }

    fn write(value: &String) -> String {
        value.clone()
    }
}

/// What participants are told.
struct Notice;

impl TextKind for Notice {
    type Value = String;

    fn accepts() -> String {
        format!("a text of at most {MAX_NOTICE} characters")
    }

    fn parse(text: &str) -> Option<String> {
        let text = text.trim();
        (!text.is_empty() && text.chars().count() <= MAX_NOTICE).then(|| text.to_owned())
    }

    fn write(value: &String) -> String {
        value.clone()
    }
}

/// A profile by its name.
struct BtnProfileKind;

impl SettingKind for BtnProfileKind {
    type Value = BtnProfile;

    fn accepts() -> String {
        "auto, legacy or modern".to_owned()
    }

    fn read(value: &Value) -> Result<BtnProfile, Vec<SettingRefusal>> {
        match value.as_str().map(str::trim) {
            Some("auto") => Ok(BtnProfile::Auto),
            Some("legacy") => Ok(BtnProfile::Legacy),
            Some("modern") => Ok(BtnProfile::Modern),
            _ => Err(Self::refuse(value)),
        }
    }

    fn show(value: &BtnProfile) -> ShownValue {
        let name = match value {
            BtnProfile::Auto => "auto",
            BtnProfile::Legacy => "legacy",
            BtnProfile::Modern => "modern",
        };
        ShownValue::Value(Value::String(name.to_owned()))
    }
}

//! What catalogues of other operators may ask.

use std::net::SocketAddr;
use std::path::Path;

use toml::Value;

use super::declare::{SettingKind, ShownValue, settings};
use super::fault::{Problem, SettingRefusal};
use super::kinds::{Address, OnOff, OrEmpty, TextKind};
use super::secret::{STARS, Secret};
use super::secret_file::SecretFile;

/// Characters of a master key.
const MASTER_CHARS: usize = 64;

settings! {
    /// What catalogues of other operators may ask.
    pub struct PeerSettings {
        /// Address and port on which to serve the Peer API; if empty, it is not served. Needs `peer_master_key` or
        /// `peer_master_key_file`. Put a proxy with TLS in front of it: requests say what a peer looks for, in clear.
        "peer_listen" => listen: Option<SocketAddr> = None, OrEmpty<Address>;

        /// The key under which the secrets of peers are encrypted in the database: 64 hexadecimal digits, such as
        /// `openssl rand -hex 32` prints. With another key, no secret can be read any more.
        "peer_master_key" => master_key: Option<Secret> = None, OrEmpty<MasterKey>;

        /// A file with that key, in its place.
        "peer_master_key_file" => master_key_file: Option<SecretFile> = None, MasterKeyPath;

        /// Whether requests may be signed in the form that the documentation of Stream Fusion prints. Its programs use
        /// another one, which is always accepted.
        "peer_accept_docs_signature" => accept_docs_signature: bool = true, OnOff;
    }
}

impl PeerSettings {
    /// Returns the master key; `None`: there is none.
    pub fn master_key(&self) -> Option<&Secret> {
        self.master_key.as_ref().or_else(|| self.master_key_file.as_ref().map(|file| &file.secret))
    }

    /// Tells why the master key of the file cannot be the one.
    pub(super) fn master_key_conflict(&self) -> Option<String> {
        let both = self.master_key.is_some() && self.master_key_file.is_some();
        both.then(|| "is given, but peer_master_key is too".to_owned())
    }
}

fn accepted() -> String {
    format!("{MASTER_CHARS} hexadecimal digits")
}

fn is_master_key(text: &str) -> bool {
    text.len() == MASTER_CHARS && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

/// A master key.
struct MasterKey;

impl TextKind for MasterKey {
    type Value = Secret;
    const SECRET: bool = true;

    fn accepts() -> String {
        accepted()
    }

    fn parse(text: &str) -> Option<Secret> {
        is_master_key(text).then(|| Secret::new(text))
    }

    fn write(_: &Secret) -> String {
        STARS.to_owned()
    }
}

/// The path of a file that holds a master key, or nothing.
struct MasterKeyPath;

impl SettingKind for MasterKeyPath {
    type Value = Option<SecretFile>;

    fn accepts() -> String {
        "the path of a file, such as /etc/afisha/peer-master-key, or empty".to_owned()
    }

    fn read(value: &Value) -> Result<Self::Value, Vec<SettingRefusal>> {
        let path = value.as_str().ok_or_else(|| Self::refuse(value))?.trim();
        if path.is_empty() {
            return Ok(None);
        }
        let file = SecretFile::read(Path::new(path), "master key").and_then(|file| {
            let is_key = is_master_key(file.secret.expose());
            if is_key { Ok(file) } else { Err(format!("names a file that does not hold {} alone", accepted())) }
        });
        file.map(Some).map_err(|words| vec![SettingRefusal::new(Problem::Rule(words))])
    }

    fn show(value: &Self::Value) -> ShownValue {
        ShownValue::Value(Value::String(value.as_ref().map(SecretFile::shown).unwrap_or_default()))
    }

    fn refuse(_: &Value) -> Vec<SettingRefusal> {
        vec![SettingRefusal::new(Problem::Bad { given: STARS.to_owned(), accepts: Self::accepts() })]
    }
}
